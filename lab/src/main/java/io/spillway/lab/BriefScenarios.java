package io.spillway.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the facilities are for, in the order in which it goes wrong. */
final class BriefScenarios {
  private BriefScenarios() {}

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "course",
              "The primary's address dies, then its servers; all returns; its servers die alone",
              Map.of(),
              BriefScenarios::course),
          new Scenario(
              "every-second",
              "Checks every second: a new answer within 4 s, and no error after the TTL",
              Map.of(),
              stage -> switchOver(stage, 4.0)),
          new Scenario(
              "fast",
              "Checks every 200 ms: a new answer within 1.5 s, and no error after the TTL",
              Map.of("INTER", "200ms", "TIMEOUT", "200ms"),
              stage -> switchOver(stage, 1.5)));

  private static void course(Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    Site primary = lab.primary();
    Site secondary = lab.secondary();
    String first = primary.publicAddress();
    String second = secondary.publicAddress();
    stage.pagesFrom(0, first, "a1", "a2");

    long cut = stage.act("the primary's public side is cut", primary::cutPublicSide);
    stage.nameMoves(cut, second, second, Laboratory.RESOLVER);
    stage.within(cut, 4.0, second, second);
    stage.told("lb2", "moves from primary to secondary");
    stage.pagesFrom(cut, second, "a1", "a2");

    long down = stage.act("the primary's servers die, too", primary::killServers);
    stage.pagesFrom(down, second, "b1", "b2");

    long back =
        stage.act(
            "everything returns",
            () -> {
              primary.startServers(lab.directory());
              primary.mendPublicSide();
            });
    stage.nameMoves(back, first, second, first, Laboratory.RESOLVER);
    stage.told("lb1", "moves from secondary to primary");
    stage.pagesFrom(back, first, "a1", "a2");

    long alone = stage.act("the primary's servers die alone", primary::killServers);
    stage.pagesFrom(alone, first, "b1", "b2");
    long again = stage.act("they return", () -> primary.startServers(lab.directory()));
    stage.pagesFrom(again, first, "a1", "a2");
    stage.neverMoved(alone);
  }

  private static void switchOver(Stage stage, double seconds) throws IOException {
    String second = stage.lab().secondary().publicAddress();
    long cut = stage.act("the primary's public side is cut", stage.lab().primary()::cutPublicSide);
    stage.nameMoves(cut, second, second, Laboratory.RESOLVER);
    stage.within(cut, seconds, second, second);
    // The resolver and the client have kept the old answer for its TTL each, and a request takes a
    // second to fail.
    Sight.Event resolved = stage.sight().awaitAnswer(cut, 1, Laboratory.RESOLVER, second);
    stage.noFailures(resolved.nanos() + TimeUnit.SECONDS.toNanos(6), 5);
  }
}
