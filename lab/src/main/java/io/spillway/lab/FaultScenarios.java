package io.spillway.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What shall not move the name, or only once, or not to the wrong place. */
final class FaultScenarios {
  private static final int PATIENCE = 40;

  private FaultScenarios() {}

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "private-link-cut",
              "The private link is cut: the name stays",
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
              "Nothing comes in to the primary, though all goes out: the name moves",
              Map.of(),
              FaultScenarios::oneWayCut),
          new Scenario(
              "witness-dead",
              "The witness dies: the name stays, and without a quorum nothing moves",
              Map.of(),
              FaultScenarios::witnessDead),
          new Scenario(
              "flapping",
              "The primary's public side comes and goes every half second: the name does not",
              Map.of(),
              FaultScenarios::flapping));

  private static void privateLinkCut(Scenario.Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    long cut = stage.act("the private link is cut", lab.primary()::cutPrivateLink);
    stage.quiet(8);
    stage.act(
        "the private link is mended",
        () -> {
          lab.primary().mendPrivateLink(lab.secondary());
          lab.secondary().routeTo(lab.primary());
        });
    stage.quiet(3);
    stage.neverMoved(cut);
  }

  private static void instanceKilled(Scenario.Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String primary = lab.primary().publicAddress();
    String secondary = lab.secondary().publicAddress();
    long killed = stage.act("lb1 is killed", () -> lab.balancer("lb1").kill());
    stage.nameMoves(killed, secondary, PATIENCE, secondary, Laboratory.RESOLVER);
    stage.pageFrom(killed, secondary, "a1", PATIENCE);
    long back = stage.act("lb1 starts again", () -> lab.startBalancer("lb1"));
    stage.nameMoves(back, primary, PATIENCE, primary, secondary, Laboratory.RESOLVER);
    stage.pageFrom(back, primary, "a1", PATIENCE);
  }

  private static void instanceStopped(Scenario.Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String primary = lab.primary().publicAddress();
    String secondary = lab.secondary().publicAddress();
    long stopped = stage.act("lb1 hangs (SIGSTOP)", () -> lab.balancer("lb1").signal("STOP"));
    stage.nameMoves(stopped, secondary, PATIENCE, secondary, Laboratory.RESOLVER);
    long back = stage.act("lb1 goes on (SIGCONT)", () -> lab.balancer("lb1").signal("CONT"));
    stage.nameMoves(back, primary, PATIENCE, primary, secondary, Laboratory.RESOLVER);
    stage.neverTwo(stopped);
  }

  private static void oneWayCut(Scenario.Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    String secondary = lab.secondary().publicAddress();
    long cut = stage.act("packets to the primary are lost", lab.primary()::cutOneWay);
    stage.nameMoves(cut, secondary, PATIENCE, secondary, Laboratory.RESOLVER);
    long back = stage.act("they arrive again", lab.primary()::mendOneWay);
    stage.nameMoves(back, lab.primary().publicAddress(), PATIENCE, secondary, Laboratory.RESOLVER);
  }

  private static void witnessDead(Scenario.Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    long dead = stage.act("the witness is killed", () -> lab.balancer("w1").kill());
    stage.quiet(6);
    stage.neverMoved(dead);
    stage.act("the secondary's load balancer is killed", () -> lab.balancer("lb2").kill());
    stage.quiet(6);
    stage.neverMoved(dead);
  }

  private static void flapping(Scenario.Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    long begin = System.nanoTime();
    stage.timeline().tell("the primary's public side begins to flap at 1 Hz");
    for (int turn = 0; turn < 20; turn++) {
      lab.primary().cutPublicSide();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      lab.primary().mendPublicSide();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
    stage.timeline().tell("it has stopped");
    stage.atMostChanges(begin, lab.secondary().publicAddress(), 2);
  }
}
