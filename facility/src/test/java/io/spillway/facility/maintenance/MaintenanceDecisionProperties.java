package io.spillway.facility.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.maintenance.MaintenanceWindow.Once;
import io.spillway.facility.maintenance.MaintenanceWindow.Weekly;
import io.spillway.facility.verdict.Order;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for maintenance whenever windows open, operators speak and clocks differ. */
class MaintenanceDecisionProperties {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Order.Kind[] OPERATORS = {
    Order.Kind.AUTO, Order.Kind.DRAIN, Order.Kind.FORCE
  };

  private static final class World {
    private final Random random;
    private final MaintenanceSchedule schedule;
    private Order.Kind kind = Order.Kind.AUTO;
    private Instant window = MaintenanceDecision.NO_WINDOW;
    private Instant now = START;

    World(long seed) {
      random = new Random(seed);
      List<MaintenanceWindow> windows = new ArrayList<>();
      windows.add(
          new Weekly(
              EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)), DayOfWeek.of(1 + random.nextInt(7))),
              LocalTime.of(random.nextInt(24), random.nextInt(60)),
              LocalTime.of(random.nextInt(24), random.nextInt(60)),
              ZoneId.of(random.nextBoolean() ? "Europe/Zurich" : "America/New_York")));
      if (random.nextBoolean()) {
        Instant begin = START.plus(Duration.ofMinutes(random.nextInt(30_000)));
        windows.add(
            new Once(
                new Occurrence(begin, begin.plus(Duration.ofMinutes(1 + random.nextInt(2000))))));
      }
      schedule = new MaintenanceSchedule(windows);
    }

    void pass() {
      now = now.plusSeconds(random.nextInt(7200));
    }

    void decide(Instant clock) {
      MaintenanceDecision decision = MaintenanceDecision.of(schedule, kind, window, clock);
      if (decision != null) {
        kind = decision.kind();
        window = decision.window();
      }
    }

    void operator(Order.Kind decided, Instant clock) {
      window = MaintenanceDecision.windowOfOperator(schedule, kind, window, clock);
      kind = decided;
    }
  }

  @Property(tries = 300)
  void withoutOperatorsAFacilityIsOutExactlyWhileAWindowIsOpen(@ForAll long seed) {
    World world = new World(seed);
    for (int i = 0; i < 300; i++) {
      world.pass();
      world.decide(world.now);
      assertThat(world.kind == Order.Kind.MAINTENANCE)
          .isEqualTo(world.schedule.openAt(world.now) != null);
    }
  }

  @Property(tries = 300)
  void whatWasDecidedStandsAtTheSameMoment(@ForAll long seed) {
    World world = new World(seed);
    for (int i = 0; i < 300; i++) {
      world.now = START.plusSeconds(world.random.nextInt(3_000_000));
      if (world.random.nextInt(4) == 0) {
        world.operator(OPERATORS[world.random.nextInt(3)], world.now);
      }
      world.decide(world.now);
      assertThat(MaintenanceDecision.of(world.schedule, world.kind, world.window, world.now))
          .isNull();
    }
  }

  @Property(tries = 300)
  void whatAnOperatorSaysHoldsForTheRestOfTheWindow(@ForAll long seed) {
    World world = new World(seed);
    for (int i = 0; i < 100; i++) {
      world.pass();
      world.decide(world.now);
      Occurrence open = world.schedule.openAt(world.now);
      if (open == null) {
        continue;
      }
      Order.Kind said = OPERATORS[world.random.nextInt(3)];
      world.operator(said, world.now);
      while (world.now.isBefore(open.end())) {
        Occurrence current = world.schedule.openAt(world.now);
        if (current == null || current.end().isAfter(open.end())) {
          // Another window opens before this one closes, and is one of its own.
          break;
        }
        world.decide(world.now);
        assertThat(world.kind).isEqualTo(said);
        world.now = world.now.plusSeconds(600);
      }
      world.operator(Order.Kind.AUTO, world.now);
    }
  }

  @Property(tries = 300)
  void anOperatorsDrainOrForceIsNeverUndone(@ForAll long seed) {
    World world = new World(seed);
    Order.Kind said = world.random.nextBoolean() ? Order.Kind.DRAIN : Order.Kind.FORCE;
    world.operator(said, world.now);
    for (int i = 0; i < 200; i++) {
      world.pass();
      world.decide(world.now.plus(Duration.ofHours(world.random.nextInt(200) - 100)));
      assertThat(world.kind).isEqualTo(said);
    }
  }

  @Property(tries = 300)
  void clocksThatDifferByMinutesOpenAndCloseAWindowOnce(@ForAll long seed) {
    Random random = new Random(seed);
    Instant begin = START.plus(Duration.ofDays(1));
    Instant end = begin.plus(Duration.ofMinutes(20 + random.nextInt(200)));
    MaintenanceSchedule schedule =
        new MaintenanceSchedule(List.of(new Once(new Occurrence(begin, end))));
    Order.Kind kind = Order.Kind.AUTO;
    Instant window = MaintenanceDecision.NO_WINDOW;
    int changes = 0;
    // Whoever keeps the time, and so whose clock counts, is another one every minute.
    for (Instant now = START; now.isBefore(end.plusSeconds(7200)); now = now.plusSeconds(60)) {
      Instant clock = now.plusSeconds(random.nextInt(299) - 149);
      MaintenanceDecision decision = MaintenanceDecision.of(schedule, kind, window, clock);
      if (decision != null) {
        changes++;
        kind = decision.kind();
        window = decision.window();
      }
    }
    assertThat(changes).isEqualTo(2);
    assertThat(kind).isEqualTo(Order.Kind.AUTO);
  }

  @Property(tries = 300)
  void whatAClockThatIsFarAheadDidIsTakenBackByTheNext(@ForAll long seed) {
    World world = new World(seed);
    Instant ahead = world.now.plus(Duration.ofDays(40 + world.random.nextInt(4000)));
    world.decide(ahead);
    world.decide(world.now);
    assertThat(world.kind == Order.Kind.MAINTENANCE)
        .isEqualTo(world.schedule.openAt(world.now) != null);
  }
}
