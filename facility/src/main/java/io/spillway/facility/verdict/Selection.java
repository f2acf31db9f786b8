package io.spillway.facility.verdict;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a name leads to. Immutable. A pure function of policy, verdict and orders, so that all who
 * agree about these answer the same.
 *
 * @param facilities the facilities it leads to, at least one; exactly one under {@code order}
 * @param addresses what is answered, at least one
 * @param reason why these
 */
public record Selection(List<String> facilities, List<InetAddress> addresses, Reason reason) {
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
      Policy.Member preferred = (wanted.isEmpty() ? all : wanted).getFirst();
      return new Selection(List.of(preferred.facility()), preferred.addresses(), Reason.ALL_DEAD);
    }
    List<Policy.Member> serving =
        policy.choice() == Policy.Choice.ORDER ? List.of(best.getFirst()) : best;
    boolean whole = verdict.withdrawn().isEmpty() && wanted.size() == all.size();
    return new Selection(
        serving.stream().map(Policy.Member::facility).toList(),
        serving.stream().flatMap(m -> usable(m, verdict.withdrawn()).stream()).distinct().toList(),
        whole ? Reason.NORMAL : Reason.DEGRADED);
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
