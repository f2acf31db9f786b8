package io.spillway.facility.runtime;

import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.exchange.VoterState.Instruction;
import io.spillway.facility.verdict.Order;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What operators decided about facilities, here or elsewhere: of each facility the newest. Confined
 * to the runtime's thread.
 */
final class Orders {
  /** How much longer others wait for the end of a drill than the one who was told of it. */
  private static final Duration DRILL_GRACE = Duration.ofSeconds(5);

  private static final Instruction NONE = new Instruction(Order.NONE, "", 0);

  private final String self;
  private final int authorIndex;
  private final FacilityEvent.Listener listener;
  private final Map<String, Instruction> instructions = new HashMap<>();
  private final Map<String, Long> drillsSince = new HashMap<>();

  /**
   * Orders.
   *
   * @param authorIndex the place of this voter among all voters
   * @param kept what is known from before, whose drills begin anew at {@code now}
   */
  Orders(
      String self,
      int authorIndex,
      Map<String, Instruction> kept,
      long now,
      FacilityEvent.Listener listener) {
    this.self = self;
    this.authorIndex = authorIndex;
    this.listener = listener;
    instructions.putAll(kept);
    kept.forEach(
        (facility, instruction) -> {
          if (instruction.order().kind() == Order.Kind.DRILL) {
            drillsSince.put(facility, now);
          }
        });
  }

  Map<String, Instruction> instructions() {
    return Map.copyOf(instructions);
  }

  Instruction instruction(String facility) {
    return instructions.getOrDefault(facility, NONE);
  }

  Map<String, Order> orders() {
    Map<String, Order> orders = new HashMap<>();
    instructions.forEach((facility, instruction) -> orders.put(facility, instruction.order()));
    return orders;
  }

  /** An operator decided here. */
  void give(String facility, Order.Kind kind, Duration drill, long now) {
    long number = Order.numberAfter(instruction(facility).order().number(), authorIndex);
    take(facility, new Instruction(new Order(kind, number), self, drill.toMillis()), now);
  }

  /** Another voter knows this. */
  void take(String facility, Instruction heard, long now) {
    if (heard.order().number() <= instruction(facility).order().number()) {
      return;
    }
    instructions.put(facility, heard);
    if (heard.order().kind() == Order.Kind.DRILL) {
      drillsSince.put(facility, now);
    } else {
      drillsSince.remove(facility);
    }
    listener.happened(new FacilityEvent.Ordered(facility, heard.order().kind(), heard.author()));
  }

  /** Ends the drills whose time is over. */
  void endDrills(long now) {
    for (Map.Entry<String, Long> drill : Map.copyOf(drillsSince).entrySet()) {
      Instruction instruction = instruction(drill.getKey());
      long limit = Duration.ofMillis(instruction.drillMillis()).toNanos();
      if (!instruction.author().equals(self)) {
        limit += DRILL_GRACE.toNanos();
      }
      if (now - drill.getValue() >= limit) {
        give(drill.getKey(), Order.Kind.AUTO, Duration.ZERO, now);
      }
    }
  }
}
