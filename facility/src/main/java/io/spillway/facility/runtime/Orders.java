package io.spillway.facility.runtime;

import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.event.FacilityEvent.Maintenance.Phase;
import io.spillway.facility.exchange.VoterState.Instruction;
import io.spillway.facility.maintenance.MaintenanceDecision;
import io.spillway.facility.verdict.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What was decided about facilities, by operators and for maintenance, here or elsewhere: of each
 * facility the newest. Confined to the runtime's thread.
 */
final class Orders {
  /** How much longer others wait for the end of a drill than the one who was told of it. */
  private static final Duration DRILL_GRACE = Duration.ofSeconds(5);

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
    return instructions.getOrDefault(facility, Instruction.NONE);
  }

  Map<String, Order> orders() {
    Map<String, Order> orders = new HashMap<>();
    instructions.forEach((facility, instruction) -> orders.put(facility, instruction.order()));
    return orders;
  }

  /**
   * An operator decided here.
   *
   * @param window the end of the maintenance window that this is about
   */
  void give(String facility, Order.Kind kind, Duration drill, Instant window, long now) {
    Order order = next(facility, kind);
    take(facility, new Instruction(order, self, drill.toMillis(), window, false), now);
  }

  /** The schedule of maintenance decided here. */
  void schedule(String facility, MaintenanceDecision decision, long now) {
    Order order = next(facility, decision.kind());
    take(facility, new Instruction(order, self, 0, decision.window(), true), now);
  }

  private Order next(String facility, Order.Kind kind) {
    return new Order(kind, Order.numberAfter(instruction(facility).order().number(), authorIndex));
  }

  /** Another voter knows this. */
  void take(String facility, Instruction heard, long now) {
    if (heard.order().number() <= instruction(facility).order().number()) {
      return;
    }
    Instruction before = instruction(facility);
    instructions.put(facility, heard);
    if (heard.order().kind() == Order.Kind.DRILL) {
      drillsSince.put(facility, now);
    } else {
      drillsSince.remove(facility);
    }
    tell(facility, before, heard);
  }

  private void tell(String facility, Instruction before, Instruction now) {
    if (!now.scheduled()) {
      listener.happened(new FacilityEvent.Ordered(facility, now.order().kind(), now.author()));
      return;
    }
    boolean wasOpen = before.order().kind() == Order.Kind.MAINTENANCE;
    Phase phase =
        switch (now.order().kind()) {
          case MAINTENANCE -> wasOpen ? Phase.GOES_ON : Phase.BEGINS;
          case AUTO -> Phase.ENDS;
          default -> Phase.PASSED_OVER;
        };
    if (!now.window().equals(MaintenanceDecision.NO_WINDOW) || phase == Phase.ENDS) {
      listener.happened(new FacilityEvent.Maintenance(facility, phase, now.window(), now.author()));
    }
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
        give(drill.getKey(), Order.Kind.AUTO, Duration.ZERO, instruction.window(), now);
      }
    }
  }
}
