package io.spillway.facility.exchange;

import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Verdict;
import io.spillway.facility.verdict.View;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What a voter tells the others again and again. Immutable.
 *
 * @param names for each name what it sees and the verdict that it knows to be agreed
 * @param orders the newest that it knows of what was decided about facilities
 * @param hears whom it hears, itself included
 * @param standsBack whether it does not reach a provider, so that another instance had better write
 */
public record VoterState(
    Map<String, NameState> names,
    Map<String, Instruction> orders,
    Set<String> hears,
    boolean standsBack) {
  /**
   * About one name.
   *
   * @param views how the voter itself sees each address
   * @param verdict the latest that it knows to be agreed
   */
  public record NameState(Map<InetAddress, View> views, Verdict verdict) {
    public NameState {
      views = Map.copyOf(views);
    }
  }

  /**
   * What was decided about a facility.
   *
   * @param author the voter that an operator told, or that kept the time
   * @param drillMillis how long a drill is to take in all, in milliseconds; 0 where it is none
   * @param window the end of the maintenance window that it is about, in whole seconds; {@link
   *     Instant#EPOCH} where it is about none
   * @param scheduled whether the schedule of maintenance decided it, and no operator
   */
  public record Instruction(
      Order order, String author, long drillMillis, Instant window, boolean scheduled) {
    /** What holds while nothing was decided. */
    public static final Instruction NONE = new Instruction(Order.NONE, "", 0, Instant.EPOCH, false);
  }

  public VoterState {
    names = Map.copyOf(names);
    orders = Map.copyOf(orders);
    hears = Set.copyOf(hears);
  }
}
