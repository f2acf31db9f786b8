package io.spillway.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ops.event.BackendEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.ServerEvent;
import io.spillway.ops.event.Subject;
import io.spillway.ops.event.TimedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for the engine whatever happens, and whenever it is restarted. */
class AlertEngineProperties {
  private static final Instant BEGIN = Instant.parse("2026-11-27T10:00:00Z");
  private static final int SERVERS = 4;

  /** A step: time passes, then something happens to a server or its backend. */
  record Step(int seconds, int subject, boolean works, boolean restarts) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 5, 9, 10, 20, 61, 700, 15_000),
            Arbitraries.integers().between(0, SERVERS),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false, false))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  private static AlertPolicy policy(String lines) {
    return AlertTexts.read("  channel hook webhook http://127.0.0.1:1/\n" + lines, Map.of())
        .policy();
  }

  private static Event event(Step step) {
    if (step.subject == SERVERS) {
      return new BackendEvent(Subject.backend("b"), step.works, "backend b");
    }
    return new ServerEvent(
        Subject.server("b", "s" + step.subject, ""),
        step.works ? ServerEvent.Change.UP : ServerEvent.Change.DOWN,
        false,
        "server s" + step.subject);
  }

  /** Plays the steps; everything is well at the end, and long after that is seen. */
  private static List<Notification> play(AlertPolicy policy, List<Step> steps, boolean restarts) {
    AlertEngine engine = new AlertEngine(policy, "lb1", EngineState.EMPTY);
    List<Notification> told = new ArrayList<>();
    Instant now = BEGIN;
    for (Step step : steps) {
      now = pass(engine, now, now.plusSeconds(step.seconds), told);
      engine.accept(new TimedEvent(now, event(step)));
      told.addAll(engine.advance(now));
      if (restarts && step.restarts) {
        engine = new AlertEngine(policy, "lb1", engine.state());
      }
    }
    for (int subject = 0; subject <= SERVERS; subject++) {
      engine.accept(new TimedEvent(now, event(new Step(0, subject, true, false))));
    }
    told.addAll(engine.advance(now));
    pass(engine, now, now.plus(Duration.ofDays(1)), told);
    assertThat(engine.state().problems()).isEmpty();
    assertThat(engine.state().groups()).isEmpty();
    assertThat(engine.state().changes()).isEmpty();
    return told;
  }

  private static Instant pass(
      AlertEngine engine, Instant from, Instant to, List<Notification> told) {
    Instant now = from;
    while (true) {
      Instant next = engine.nextDue(now);
      if (next.isAfter(to)) {
        return to;
      }
      assertThat(next).isAfter(now);
      now = next;
      told.addAll(engine.advance(now));
    }
  }

  @Property(tries = 300)
  void eachProblemThatWasToldIsToldToBeOverOnceAndNeverTwice(@ForAll("steps") List<Step> steps) {
    Map<String, Boolean> firing = new HashMap<>();
    for (Notification notification : play(policy(""), steps, false)) {
      for (Alert alert : notification.alerts()) {
        if (alert.isFiring()) {
          firing.put(alert.key(), true);
        } else {
          firing.put(alert.key(), false);
          assertThat(alert.ended()).isNotNull().isAfterOrEqualTo(alert.began());
        }
      }
    }
    assertThat(firing.values()).doesNotContain(true);
  }

  @Property(tries = 300)
  void aGroupIsNeverToldMoreOftenThanItsIntervalUnlessAllOfItWasOver(
      @ForAll("steps") List<Step> steps) {
    Notification before = null;
    for (Notification notification : play(policy(""), steps, false)) {
      if (before != null && !before.firing().isEmpty()) {
        assertThat(Duration.between(before.time(), notification.time()))
            .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
      }
      if (before != null) {
        assertThat(Duration.between(before.time(), notification.time()))
            .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
      }
      before = notification;
    }
  }

  @Property(tries = 300)
  void nothingIsToldThatDidNotLastAsLongAsItMust(@ForAll("steps") List<Step> steps) {
    for (Notification notification :
        play(policy("  failure-for 20s\n  flap-detection off\n"), steps, false)) {
      for (Alert alert : notification.alerts()) {
        Instant end = alert.ended() == null ? notification.time() : alert.ended();
        assertThat(Duration.between(alert.began(), end))
            .isGreaterThanOrEqualTo(Duration.ofSeconds(20));
      }
    }
  }

  @Property(tries = 300)
  void aRestartAtAnyMomentChangesNothingOfWhatIsTold(@ForAll("steps") List<Step> steps) {
    AlertPolicy policy = policy("  failure-for 5s\n  recovery-for 10s\n");
    assertThat(play(policy, steps, true)).isEqualTo(play(policy, steps, false));
  }
}
