package io.spillway.facility.verdict;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a name's verdict and answer are found. Immutable.
 *
 * @param choice which of the facilities that are alive the name leads to
 * @param members the facilities, the preferred one first; at least one
 * @param voters how many instances and witnesses are configured in all; at least 1
 * @param failback when a withdrawn address serves again
 * @param ownVotes whether an instance's view of its own facility counts
 */
public record Policy(
    Choice choice, List<Member> members, int voters, Failback failback, boolean ownVotes) {
  /** Which facilities a name leads to. */
  public enum Choice {
    /** The first one that is alive. */
    ORDER,
    /** All that are alive. */
    ALL,
    /** With each answer one of those that are alive, in proportion to their weights. */
    WEIGHTED
  }

  /**
   * A facility of the name.
   *
   * @param addresses its public addresses, at least one
   * @param weight under {@link Choice#WEIGHTED}, its share of the answers in relation to the other
   *     weights; 0 where it is to serve only if no other facility does
   */
  public record Member(String facility, List<InetAddress> addresses, int weight) {
    public Member {
      addresses = List.copyOf(addresses);
    }

    /** A facility of a name whose choice knows no weights. */
    public Member(String facility, List<InetAddress> addresses) {
      this(facility, addresses, 1);
    }
  }

  public Policy {
    members = List.copyOf(members);
  }

  /** How many voters make a majority. */
  public int majority() {
    return voters / 2 + 1;
  }

  /** The public addresses of all facilities, the preferred facility's first. */
  public List<InetAddress> addresses() {
    return members.stream().flatMap(member -> member.addresses().stream()).toList();
  }

  /** The facility that {@code address} belongs to, or null. */
  public @Nullable String facilityOf(InetAddress address) {
    return members.stream()
        .filter(member -> member.addresses().contains(address))
        .map(Member::facility)
        .findFirst()
        .orElse(null);
  }

  /** Whether {@code voter}'s view of {@code address} counts. */
  boolean hasStanding(Testimony voter, InetAddress address) {
    return ownVotes || !Objects.equals(voter.facility(), facilityOf(address));
  }
}
