package io.spillway.facility.exchange;

import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Verdict;
import io.spillway.facility.verdict.View;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;

/**
 * What a voter tells the others again and again. Immutable.
 *
 * @param names for each name what it sees and the verdict that it knows to be agreed
 * @param orders the newest that it knows of what operators decided about facilities
 * @param hears whom it hears, itself included
 */
public record VoterState(
    Map<String, NameState> names, Map<String, Instruction> orders, Set<String> hears) {
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
   * What an operator decided about a facility.
   *
   * @param author the voter that he told
   * @param drillMillis how long a drill is to take in all, in milliseconds; 0 where it is none
   */
  public record Instruction(Order order, String author, long drillMillis) {}

  public VoterState {
    names = Map.copyOf(names);
    orders = Map.copyOf(orders);
    hears = Set.copyOf(hears);
  }
}
