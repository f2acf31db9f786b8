package io.spillway.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ops.event.BackendEvent;
import io.spillway.ops.event.ConditionEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.ProcessEvent;
import io.spillway.ops.event.ServerEvent;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import io.spillway.ops.event.TimedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The engine, driven by a clock of the test. */
class AlertEngineTest {
  private static final Instant BEGIN = Instant.parse("2026-11-27T10:00:00Z");

  private Instant now = BEGIN;
  private AlertEngine engine = engine("");
  private final List<Notification> told = new ArrayList<>();

  private static AlertPolicy policy(String lines) {
    return AlertTexts.read("  channel hook webhook http://127.0.0.1:1/\n" + lines, Map.of())
        .policy();
  }

  private static AlertEngine engine(String lines) {
    return new AlertEngine(policy(lines), "lb1", EngineState.EMPTY);
  }

  private static Event server(String name, ServerEvent.Change change) {
    return server("shop", name, "", change, false);
  }

  private static Event server(
      String proxy, String name, String facility, ServerEvent.Change change, boolean isBackup) {
    return new ServerEvent(
        Subject.server(proxy, name, facility),
        change,
        isBackup,
        "Server " + proxy + "/" + name + " is " + change);
  }

  private static Event down(String name) {
    return server(name, ServerEvent.Change.DOWN);
  }

  private static Event up(String name) {
    return server(name, ServerEvent.Change.UP);
  }

  private static Event backend(boolean hasServer) {
    return new BackendEvent(Subject.backend("shop"), hasServer, "backend shop " + hasServer);
  }

  private void happens(Event event) {
    engine.accept(new TimedEvent(now, event));
    told.addAll(engine.advance(now));
  }

  /** Lets time pass as the service does: from one due moment to the next. */
  private void pass(Duration time) {
    Instant end = now.plus(time);
    while (true) {
      Instant next = engine.nextDue(now);
      if (next.isAfter(end)) {
        break;
      }
      assertThat(next).as("something is due in the past").isAfter(now);
      now = next;
      told.addAll(engine.advance(now));
    }
    now = end;
    told.addAll(engine.advance(now));
  }

  private List<Notification> takeTold() {
    List<Notification> all = List.copyOf(told);
    told.clear();
    return all;
  }

  @Test
  void aServerThatIsDownIsToldAfterTheGroupWaitAndItsRecoveryWithTheDuration() {
    happens(down("s1"));
    pass(Duration.ofSeconds(9));
    assertThat(told).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(takeTold())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.channel()).isEqualTo("hook");
              assertThat(one.severity()).isEqualTo(Severity.WARNING);
              assertThat(one.alerts().getFirst().began()).isEqualTo(BEGIN);
              assertThat(one.title()).isEqualTo("[warning] Server shop/s1 is DOWN");
            });
    pass(Duration.ofMinutes(5));
    happens(up("s1"));
    pass(Duration.ofSeconds(1));
    assertThat(takeTold())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.isRecovery()).isTrue();
              assertThat(one.title())
                  .isEqualTo("[recovered] RECOVERED after 5m 10s: Server shop/s1 is DOWN");
            });
    pass(Duration.ofHours(10));
    assertThat(told).isEmpty();
  }

  @Test
  void aThousandServersThatGoDownAtOnceAreOneMessageAndSoIsTheirRecovery() {
    for (int i = 0; i < 1000; i++) {
      happens(down("s" + i));
    }
    pass(Duration.ofSeconds(10));
    assertThat(takeTold())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.alerts()).hasSize(1000);
              assertThat(one.title()).isEqualTo("[warning] 1000 server-down");
            });
    pass(Duration.ofMinutes(10));
    for (int i = 0; i < 1000; i++) {
      engine.accept(new TimedEvent(now, up("s" + i)));
    }
    told.addAll(engine.advance(now));
    pass(Duration.ofMinutes(2));
    assertThat(takeTold()).singleElement().satisfies(one -> assertThat(one.isRecovery()).isTrue());
  }

  @Test
  void aBackendThatIsDownIsCriticalAndSilencesItsServers() {
    happens(down("s1"));
    pass(Duration.ofSeconds(5));
    happens(down("s2"));
    happens(backend(false));
    pass(Duration.ofSeconds(5));
    assertThat(takeTold())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.severity()).isEqualTo(Severity.CRITICAL);
              assertThat(one.alerts()).extracting(Alert::kind).containsExactly("backend-down");
            });
    // One server comes back: the backend recovers, and the other server is told now.
    pass(Duration.ofMinutes(5));
    happens(up("s1"));
    happens(backend(true));
    pass(Duration.ofMinutes(2));
    List<Alert> alerts = takeTold().stream().flatMap(n -> n.alerts().stream()).toList();
    assertThat(alerts)
        .extracting(a -> a.kind() + " " + a.status())
        .containsExactlyInAnyOrder("backend-down RECOVERED", "server-down FIRING");
  }

  @Test
  void aLoneBackupServerThatIsDownIsInformationWhichIsToldOnlyWhereARouteAsksForIt() {
    happens(server("shop", "b1", "", ServerEvent.Change.DOWN, true));
    pass(Duration.ofMinutes(1));
    assertThat(told).isEmpty();
    engine = engine("  route severity information to hook\n");
    happens(server("shop", "b1", "", ServerEvent.Change.DOWN, true));
    pass(Duration.ofMinutes(1));
    assertThat(takeTold())
        .singleElement()
        .satisfies(one -> assertThat(one.severity()).isEqualTo(Severity.INFORMATION));
  }

  @Test
  void whatLastsIsToldAgainAfterFourHoursAndNotBefore() {
    happens(down("s1"));
    pass(Duration.ofSeconds(10));
    takeTold();
    pass(Duration.ofHours(4).minusSeconds(1));
    assertThat(told).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(takeTold())
        .singleElement()
        .satisfies(one -> assertThat(one.title()).startsWith("[warning, still] "));
  }

  @Test
  void aFailureShorterThanItsThresholdIsNotToldAndARecoveryShorterThanItsOwnIsNone() {
    engine = engine("  failure-for 30s\n  recovery-for 1m\n");
    happens(down("s1"));
    pass(Duration.ofSeconds(29));
    happens(up("s1"));
    pass(Duration.ofMinutes(10));
    assertThat(told).isEmpty();
    happens(down("s1"));
    pass(Duration.ofSeconds(41));
    assertThat(takeTold()).hasSize(1);
    happens(up("s1"));
    pass(Duration.ofSeconds(59));
    happens(down("s1"));
    pass(Duration.ofMinutes(10));
    assertThat(told).isEmpty();
    Instant end = now;
    happens(up("s1"));
    pass(Duration.ofMinutes(2));
    assertThat(takeTold())
        .singleElement()
        .satisfies(one -> assertThat(one.alerts().getFirst().ended()).isEqualTo(end));
  }

  @Test
  void anOutageShorterThanTheGroupWaitIsStillTold() {
    happens(down("s1"));
    pass(Duration.ofSeconds(3));
    happens(up("s1"));
    pass(Duration.ofMinutes(1));
    assertThat(takeTold())
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.title())
                    .isEqualTo("[recovered] RECOVERED after 3s: Server shop/s1 is DOWN"));
  }

  @Test
  void aServerThatFlapsIsToldToFlapAndThenNotUntilItIsSteady() {
    for (int i = 0; i < 30; i++) {
      happens(down("s1"));
      pass(Duration.ofSeconds(15));
      happens(up("s1"));
      pass(Duration.ofSeconds(15));
    }
    List<Notification> during = takeTold();
    assertThat(during).hasSizeLessThan(10);
    assertThat(during.getLast().title()).contains("FLAPPING");
    pass(Duration.ofMinutes(9));
    assertThat(told).isEmpty();
    pass(Duration.ofMinutes(3));
    assertThat(takeTold()).singleElement().satisfies(n -> assertThat(n.isRecovery()).isTrue());
  }

  @Test
  void aFacilityThatIsDownSilencesItsServersButNotThoseOfAnother() {
    Subject facility = Subject.of(Subject.Kind.FACILITY, "east", "east");
    happens(
        new io.spillway.ops.event.FacilityNotice(
            facility, "facility-down", Severity.CRITICAL, "facility east", true, List.of()));
    happens(server("shop", "s1", "east", ServerEvent.Change.DOWN, false));
    happens(server("shop", "s2", "west", ServerEvent.Change.DOWN, false));
    pass(Duration.ofMinutes(1));
    assertThat(takeTold().stream().flatMap(n -> n.alerts().stream()))
        .extracting(a -> a.subject().name())
        .containsExactlyInAnyOrder("east", "shop/s2");
  }

  @Test
  void aSilenceHoldsUntilItsEndAndARecoveryOfWhatWasToldBeforeIsToldAllTheSame() {
    happens(down("s1"));
    pass(Duration.ofSeconds(10));
    takeTold();
    Match match = new Match(List.of("sh?p"), List.of(), List.of(), List.of(), List.of(), null);
    engine.silence(match, now, now.plus(Duration.ofHours(1)), "works on the racks");
    happens(down("s2"));
    happens(up("s1"));
    pass(Duration.ofMinutes(59));
    assertThat(takeTold().stream().flatMap(n -> n.alerts().stream()))
        .extracting(a -> a.subject().server() + " " + a.status())
        .containsExactly("s1 RECOVERED");
    assertThat(engine.active())
        .singleElement()
        .satisfies(alert -> assertThat(engine.isSuppressed(alert)).isTrue());
    pass(Duration.ofMinutes(2));
    assertThat(takeTold().stream().flatMap(n -> n.alerts().stream()))
        .extracting(a -> a.subject().server() + " " + a.status())
        .containsExactly("s2 FIRING");
    assertThat(engine.silences()).isEmpty();
  }

  @Test
  void inAMaintenanceWindowNothingThatItNamesIsTold() {
    engine = engine("  maintenance proxy shop every fri 10:00-11:00\n");
    happens(down("s1"));
    happens(server("other", "s1", "", ServerEvent.Change.DOWN, false));
    pass(Duration.ofMinutes(59));
    assertThat(takeTold().stream().flatMap(n -> n.alerts().stream()))
        .extracting(a -> a.subject().name())
        .containsExactly("other/s1");
    pass(Duration.ofMinutes(3));
    assertThat(takeTold().stream().flatMap(n -> n.alerts().stream()))
        .extracting(a -> a.subject().name())
        .contains("shop/s1");
  }

  @Test
  void rulesChangeWhatMattersAndRoutesWhereItIsTold() {
    AlertPolicy policy =
        AlertTexts.read(
                """
                  channel hook webhook http://127.0.0.1:1/
                  channel pager webhook http://127.0.0.1:1/
                  rule proxy test* ignore
                  rule server shop/s1 set-severity critical failure-for 20s
                  route severity critical to pager continue
                  route to hook group-by proxy
                """,
                Map.of())
            .policy();
    engine = new AlertEngine(policy, "lb1", EngineState.EMPTY);
    happens(down("s1"));
    happens(down("s2"));
    happens(server("other", "s1", "", ServerEvent.Change.DOWN, false));
    happens(server("test7", "s1", "", ServerEvent.Change.DOWN, false));
    pass(Duration.ofSeconds(19));
    assertThat(takeTold())
        .extracting(n -> n.channel() + " " + n.group())
        .containsExactlyInAnyOrder(
            "hook spillway servers proxy shop", "hook spillway servers proxy other");
    pass(Duration.ofSeconds(11));
    assertThat(takeTold())
        .singleElement()
        .satisfies(
            n -> {
              assertThat(n.channel()).isEqualTo("pager");
              assertThat(n.severity()).isEqualTo(Severity.CRITICAL);
            });
    pass(Duration.ofMinutes(1));
    assertThat(takeTold()).extracting(Notification::channel).containsExactly("hook");
  }

  @Test
  void whatHappensAndDoesNotLastIsToldOnce() {
    engine = engine("  route severity information to hook\n");
    happens(ProcessEvent.started("lb1", 7));
    happens(ProcessEvent.started("lb1", 7));
    pass(Duration.ofHours(9));
    assertThat(takeTold())
        .singleElement()
        .satisfies(
            n -> {
              assertThat(n.audience()).isEqualTo(Notification.Audience.INSTANCE);
              assertThat(n.alerts().getFirst().status()).isEqualTo(Alert.Status.NOTE);
            });
  }

  @Test
  void whatIsToldDoesNotDependOnARestartInBetween() {
    happens(down("s1"));
    pass(Duration.ofSeconds(10));
    assertThat(takeTold()).hasSize(1);
    engine = new AlertEngine(policy(""), "lb1", engine.state());
    assertThat(engine.unconfirmed()).extracting(Alert::kind).containsExactly("server-down");
    happens(down("s1"));
    assertThat(engine.unconfirmed()).isEmpty();
    pass(Duration.ofHours(1));
    assertThat(told).isEmpty();
    happens(up("s1"));
    pass(Duration.ofMinutes(1));
    assertThat(takeTold()).singleElement().satisfies(n -> assertThat(n.isRecovery()).isTrue());
    assertThat(engine.state().problems()).isEmpty();
    assertThat(engine.state().groups()).isEmpty();
  }

  @Test
  void quietHoursHoldWhatIsNotCriticalAndTellItTogetherAfterwards() {
    engine = engine("  quiet-hours every day 10:30-12:00\n  group-wait 10s\n  repeat 30m\n");
    happens(down("before"));
    pass(Duration.ofMinutes(29));
    assertThat(told).singleElement().satisfies(n -> assertThat(n.occasion()).isNull());
    told.clear();
    pass(Duration.ofMinutes(10));
    happens(up("before"));
    happens(down("s1"));
    pass(Duration.ofMinutes(1));
    happens(up("s1"));
    happens(down("s2"));
    pass(Duration.ofMinutes(30));
    assertThat(told).as("what is told during quiet hours").isEmpty();
    assertThat(engine.isSuppressed(engine.active().getFirst())).isTrue();
    happens(backend(false));
    pass(Duration.ofMinutes(5));
    assertThat(told)
        .singleElement()
        .satisfies(
            n -> assertThat(n.alerts()).extracting(Alert::kind).containsExactly("backend-down"));
    happens(backend(true));
    pass(Duration.ofMinutes(5));
    told.clear();
    pass(Duration.ofHours(1));
    assertThat(told).isNotEmpty();
    Notification summary = told.getFirst();
    assertThat(summary.title())
        .isEqualTo("[after quiet hours, warning] 2 recovered, 1 server-down");
    assertThat(summary.alerts())
        .extracting(alert -> alert.subject().server() + " " + alert.status())
        .containsExactlyInAnyOrder("before RECOVERED", "s1 RECOVERED", "s2 FIRING");
  }

  @Test
  void whatFollowsFromAWatchedProcessThatIsDownIsNotToldBesideIt() {
    Subject process = Subject.watched("edge", "");
    Subject server = Subject.watchedServer("edge", "shop", "s1", "");
    happens(
        new ServerEvent(server, ServerEvent.Change.DOWN, false, "Server shop/s1 of edge is DOWN."));
    happens(
        ConditionEvent.begins(
            process, ConditionEvent.DOWN, Severity.CRITICAL, "process edge is down"));
    pass(Duration.ofMinutes(1));
    assertThat(told)
        .singleElement()
        .satisfies(
            n -> assertThat(n.alerts()).extracting(Alert::kind).containsExactly("process-down"));
    Match match = new Match(List.of(), List.of(), List.of(), List.of("ed*"), List.of(), null);
    assertThat(match.matches(server, "server-down", Severity.WARNING)).isTrue();
    assertThat(match.matches(Subject.server("shop", "s1", ""), "server-down", Severity.WARNING))
        .isFalse();
  }
}
