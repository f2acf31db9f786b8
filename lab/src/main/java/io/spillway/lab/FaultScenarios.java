package io.spillway.lab;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What shall not move the name, or only once, or not to the wrong place. */
final class FaultScenarios {
  private FaultScenarios() {}

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "private-link-cut",
              "The private link is cut: the name stays, and it is told",
              Map.of(),
              FaultScenarios::privateLinkCut),
          new Scenario(
              "instance-killed",
              "The primary's load balancer is killed: the name moves; it returns: the name returns",
              Map.of(),
              FaultScenarios::instanceKilled),
          new Scenario(
              "instance-stopped",
              "The primary's load balancer hangs and goes on again",
              Map.of(),
              FaultScenarios::instanceStopped),
          new Scenario(
              "one-way-cut",
              "Nothing comes in to the primary from outside, though all goes out: the name moves",
              Map.of(),
              FaultScenarios::oneWayCut),
          new Scenario(
              "witness-dead",
              "The witness dies: two still decide; then one of them dies: nothing moves",
              Map.of(),
              FaultScenarios::witnessDead),
          new Scenario(
              "flapping",
              "The primary's public side comes and goes at 1 Hz for a minute: the name does not",
              Map.of(),
              FaultScenarios::flapping),
          new Scenario(
              "clock-jump",
              "The primary's clock jumps an hour ahead and back: nothing moves, and all still works",
              Map.of(),
              lab -> {
                JumpingClock.install(lab, "lb1");
                return Map.of();
              },
              FaultScenarios::clockJump));

  private static void privateLinkCut(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    long cut = stage.act("the private link is cut", lab.primary()::cutPrivateLink);
    stage.told("lb1", "facility secondary is reachable over the public side, not over the private");
    stage.told("lb2", "facility primary is reachable over the public side, not over the private");
    stage.neverMoved(cut);
    stage.act(
        "the private link is mended",
        () -> {
          lab.primary().mendPrivateLink(lab.secondary());
          lab.secondary().routeTo(lab.primary());
        });
    stage.told("lb1", "facility secondary is reachable over the private link again");
    stage.told("lb2", "facility primary is reachable over the private link again");
    stage.neverMoved(cut);
    stage.noFailures(cut, 1);
  }

  private static void instanceKilled(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String primary = lab.primary().publicAddress();
    String secondary = lab.secondary().publicAddress();
    long killed = stage.act("lb1 is killed (SIGKILL)", () -> lab.instance("lb1").kill());
    stage.told("lb2", "instance lb1 of facility primary is no longer heard");
    stage.nameMoves(killed, secondary, secondary, Laboratory.RESOLVER);
    stage.told("lb2", "moves from primary to secondary");
    stage.pagesFrom(killed, secondary, "a1", "a2");
    long back = stage.act("lb1 starts again", () -> lab.startInstance("lb1"));
    stage.nameMoves(back, primary, primary, secondary, Laboratory.RESOLVER);
    stage.told("lb2", "instance lb1 of facility primary is heard");
    stage.told("lb2", "moves from secondary to primary");
    stage.pagesFrom(back, primary, "a1", "a2");
  }

  private static void instanceStopped(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String primary = lab.primary().publicAddress();
    String secondary = lab.secondary().publicAddress();
    long stopped = stage.act("lb1 hangs (SIGSTOP)", () -> lab.instance("lb1").signal("STOP"));
    stage.nameMoves(stopped, secondary, secondary, Laboratory.RESOLVER);
    stage.told("lb2", "moves from primary to secondary");
    long back = stage.act("lb1 goes on (SIGCONT)", () -> lab.instance("lb1").signal("CONT"));
    stage.told("lb1", "this process did not run for");
    stage.nameMoves(back, primary, primary, secondary, Laboratory.RESOLVER);
    stage.told("lb2", "moves from secondary to primary");
  }

  private static void oneWayCut(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String secondary = lab.secondary().publicAddress();
    long cut = stage.act("packets to the primary are lost", lab.primary()::cutOneWay);
    stage.nameMoves(cut, secondary, secondary, Laboratory.RESOLVER);
    stage.told("lb2", "moves from primary to secondary");
    stage.pagesFrom(cut, secondary, "a1", "a2");
    long back = stage.act("they arrive again", lab.primary()::mendOneWay);
    stage.nameMoves(back, lab.primary().publicAddress(), secondary, Laboratory.RESOLVER);
  }

  private static void witnessDead(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    Site primary = lab.primary();
    String second = lab.secondary().publicAddress();
    long dead = stage.act("the witness is killed", () -> lab.instance("w1").kill());
    stage.told("lb1", "witness w1 is no longer heard");
    stage.quiet(5);
    stage.neverMoved(dead);
    stage.noFailures(dead, 1);

    long cut = stage.act("the primary's public address dies", primary::cutPublicAddress);
    stage.nameMoves(cut, second, second);
    long back = stage.act("it returns", primary::mendPublicAddress);
    stage.nameMoves(back, primary.publicAddress(), second, Laboratory.RESOLVER);

    long alone = stage.act("lb2 is killed, too", () -> lab.instance("lb2").kill());
    stage.told("lb1", "1 of 3 voters are heard, this one included: no majority");
    stage.quiet(6);
    stage.neverMoved(alone);
  }

  private static void flapping(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String secondary = lab.secondary().publicAddress();
    long begin = stage.act("the primary's public side begins to flap at 1 Hz", () -> {});
    long next = begin;
    for (int turn = 0; turn < 60; turn++) {
      lab.primary().cutPublicSide();
      pauseUntil(next + TimeUnit.MILLISECONDS.toNanos(500));
      lab.primary().mendPublicSide();
      next += TimeUnit.SECONDS.toNanos(1);
      pauseUntil(next);
    }
    stage.timeline().tell("it has stopped");
    // Where it was found dead three times in a row, it may move once, and return once later.
    stage.atMostAnswers(begin, secondary, 1);
    stage.await(
        "the name leads to the primary",
        () ->
            lab.command("lb2", "facility", "status", "--json")
                .contains("\"answer\":[\"" + lab.primary().publicAddress() + "\"]"));
    stage.atMostAnswers(begin, secondary, 2);
  }

  private static void pauseUntil(long nanos) {
    while (System.nanoTime() < nanos) {
      LockSupport.parkNanos(nanos - System.nanoTime());
    }
  }

  private static void clockJump(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String second = lab.secondary().publicAddress();
    long jumped = stage.act("lb1's clock jumps an hour ahead", () -> JumpingClock.set(lab, "+1h"));
    stage.quiet(6);
    stage.neverMoved(jumped);
    stage.notTold("lb1", "no longer heard");
    stage.notTold("lb2", "no longer heard");
    stage.noFailures(jumped, 1);

    long back = stage.act("and an hour back", () -> JumpingClock.set(lab, "+0"));
    stage.quiet(6);
    stage.neverMoved(back);
    stage.notTold("lb2", "no longer heard");

    stage.act("and ahead again", () -> JumpingClock.set(lab, "+1h"));
    long cut = stage.act("the primary's public side is cut", lab.primary()::cutPublicSide);
    stage.nameMoves(cut, second, second);
    stage.within(cut, 4.0, second, second);
    stage.told("lb1", "moves from primary to secondary");
    String last = lab.command("lb1", "facility", "history").lines().toList().getLast();
    Duration ahead = Duration.between(Instant.now(), Instant.parse(last.split(" ")[0]));
    if (ahead.compareTo(Duration.ofMinutes(50)) < 0) {
      throw new IOException("lb1's clock did not jump: " + last);
    }
    stage.timeline().tell("lb1's history dates it " + ahead.toMinutes() + " minutes ahead");
  }
}
