package io.spillway.facility.verdict;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a name leads to. Immutable. A pure function of policy, verdict and orders, so that all who
 * agree about these answer the same.
 *
 * @param facilities the facilities it leads to, at least one; exactly one under {@code order}; with
 *     {@code weighted} each answer leads to one of them
 * @param addresses what is answered, at least one
 * @param reason why these
 * @param portions under {@code weighted}, of which facility each answer tells the addresses, where
 *     there are several; else empty
 */
public record Selection(
    List<String> facilities, List<InetAddress> addresses, Reason reason, List<Portion> portions) {
  /**
   * A facility that some of the answers lead to.
   *
   * @param addresses those of its addresses that serve, at least one
   * @param weight its share is this part of the sum of all weights; from 1 on
   */
  public record Portion(String facility, List<InetAddress> addresses, int weight) {
    public Portion {
      addresses = List.copyOf(addresses);
    }
  }

  /** Why a name leads where it does. */
  public enum Reason {
    /** The preferred facility, or all of them, serve with all addresses. */
    NORMAL,
    /** Some address is withdrawn, or an operator keeps a facility out. */
    DEGRADED,
    /** An operator forced the facility. */
    FORCED,
    /** Everything looks dead: the preferred facility is answered with all its addresses. */
    ALL_DEAD
  }

  public Selection {
    facilities = List.copyOf(facilities);
    addresses = List.copyOf(addresses);
    portions = List.copyOf(portions);
  }

  /** A selection of which each answer tells all addresses. */
  public Selection(List<String> facilities, List<InetAddress> addresses, Reason reason) {
    this(facilities, addresses, reason, List.of());
  }

  /**
   * Selects.
   *
   * @param orders what operators decided about facilities; none means {@link Order#NONE}
   */
  public static Selection of(Policy policy, Verdict verdict, Map<String, Order> orders) {
    List<Policy.Member> all = policy.members();
    List<Policy.Member> forced = all.stream().filter(m -> is(m, orders, Order.Kind.FORCE)).toList();
    if (!forced.isEmpty()) {
      Policy.Member one = forced.getFirst();
      List<InetAddress> usable = usable(one, verdict.withdrawn());
      return new Selection(
          List.of(one.facility()), usable.isEmpty() ? one.addresses() : usable, Reason.FORCED);
    }
    List<Policy.Member> alive =
        all.stream().filter(m -> !usable(m, verdict.withdrawn()).isEmpty()).toList();
    List<Policy.Member> wanted = all.stream().filter(m -> !isOut(m, orders)).toList();
    List<Policy.Member> best = alive.stream().filter(wanted::contains).toList();
    if (best.isEmpty()) {
      // A facility that is kept out but alive serves better than a dead one.
      best = alive;
    }
    if (best.isEmpty()) {
      Policy.Member preferred = weighty(wanted.isEmpty() ? all : wanted).getFirst();
      return new Selection(List.of(preferred.facility()), preferred.addresses(), Reason.ALL_DEAD);
    }
    List<Policy.Member> serving =
        switch (policy.choice()) {
          case ORDER -> List.of(best.getFirst());
          case ALL -> best;
          case WEIGHTED -> weighty(best);
        };
    boolean whole = verdict.withdrawn().isEmpty() && wanted.size() == all.size();
    return new Selection(
        serving.stream().map(Policy.Member::facility).toList(),
        serving.stream().flatMap(m -> usable(m, verdict.withdrawn()).stream()).distinct().toList(),
        whole ? Reason.NORMAL : Reason.DEGRADED,
        policy.choice() == Policy.Choice.WEIGHTED && serving.size() > 1
            ? serving.stream().map(m -> portion(m, verdict.withdrawn())).toList()
            : List.of());
  }

  private static Portion portion(Policy.Member member, Set<InetAddress> withdrawn) {
    // Of those that serve only if no other facility does, each has the same share.
    return new Portion(member.facility(), usable(member, withdrawn), Math.max(1, member.weight()));
  }

  /** Those of {@code members} that have a weight; all where none has. */
  private static List<Policy.Member> weighty(List<Policy.Member> members) {
    List<Policy.Member> weighty = members.stream().filter(m -> m.weight() > 0).toList();
    return weighty.isEmpty() ? members : weighty;
  }

  /** The part of the answers that leads to {@code facility}, from 0 to 1. */
  public double share(String facility) {
    if (portions.isEmpty()) {
      return facilities.contains(facility) ? 1.0 / facilities.size() : 0;
    }
    int all = portions.stream().mapToInt(Portion::weight).sum();
    int own =
        portions.stream()
            .filter(portion -> portion.facility().equals(facility))
            .mapToInt(Portion::weight)
            .sum();
    return (double) own / all;
  }

  private static boolean is(Policy.Member member, Map<String, Order> orders, Order.Kind kind) {
    return orders.getOrDefault(member.facility(), Order.NONE).kind() == kind;
  }

  private static boolean isOut(Policy.Member member, Map<String, Order> orders) {
    return orders.getOrDefault(member.facility(), Order.NONE).kind().isOut();
  }

  private static List<InetAddress> usable(Policy.Member member, Set<InetAddress> withdrawn) {
    return member.addresses().stream().filter(a -> !withdrawn.contains(a)).toList();
  }
}
