package io.spillway.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the facilities are for, in the order in which it goes wrong. */
final class BriefScenarios {
  private static final int PATIENCE = 30;

  private BriefScenarios() {}

  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "normal",
              "All is well: the primary's address, its servers in turn",
              Map.of(),
              BriefScenarios::normal),
          new Scenario(
              "primary-address-dead",
              "The primary's public address dies: the name moves, the primary's servers still serve"
                  + " over the private link; then they die too; then all returns",
              Map.of(),
              BriefScenarios::primaryAddressDead),
          new Scenario(
              "primary-servers-down",
              "The primary's servers die, its address lives: requests cross the link",
              Map.of(),
              BriefScenarios::primaryServersDown),
          new Scenario(
              "fast",
              "The fastest safe setting: a new answer within 1.5 s",
              Map.of("INTER", "200ms", "TIMEOUT", "200ms"),
              BriefScenarios::fast));

  private static void normal(Scenario.Stage stage) throws IOException {
    Site primary = stage.lab().primary();
    long since = 0;
    stage.pageFrom(since, primary.publicAddress(), "a1", PATIENCE);
    stage.pageFrom(since, primary.publicAddress(), "a2", PATIENCE);
  }

  private static void primaryAddressDead(Scenario.Stage stage) throws IOException {
    Laboratory lab = stage.lab();
    Site primary = lab.primary();
    Site secondary = lab.secondary();
    long cut = stage.act("the primary's public side is cut", primary::cutPublicSide);
    stage.nameMoves(cut, secondary.publicAddress(), PATIENCE, secondary.publicAddress());
    stage.within(cut, 4.0, secondary.publicAddress(), secondary.publicAddress());
    stage.nameMoves(cut, secondary.publicAddress(), PATIENCE, Laboratory.RESOLVER);
    stage.pageFrom(cut, secondary.publicAddress(), "a1", PATIENCE);
    stage.pageFrom(cut, secondary.publicAddress(), "a2", PATIENCE);
    long down = stage.act("the primary's servers die", primary::killServers);
    stage.pageFrom(down, secondary.publicAddress(), "b1", PATIENCE);
    stage.pageFrom(down, secondary.publicAddress(), "b2", PATIENCE);
    long back =
        stage.act(
            "everything returns",
            () -> {
              primary.startServers(lab.directory());
              primary.mendPublicSide();
            });
    stage.nameMoves(
        back, primary.publicAddress(), PATIENCE, secondary.publicAddress(), Laboratory.RESOLVER);
    stage.pageFrom(back, primary.publicAddress(), "a1", PATIENCE);
    stage.pageFrom(back, primary.publicAddress(), "a2", PATIENCE);
  }

  private static void primaryServersDown(Scenario.Stage stage) throws IOException {
    Site primary = stage.lab().primary();
    long down = stage.act("the primary's servers die", primary::killServers);
    stage.pageFrom(down, primary.publicAddress(), "b1", PATIENCE);
    stage.pageFrom(down, primary.publicAddress(), "b2", PATIENCE);
    long back = stage.act("they return", () -> primary.startServers(stage.lab().directory()));
    stage.pageFrom(back, primary.publicAddress(), "a1", PATIENCE);
    stage.neverMoved(down);
  }

  private static void fast(Scenario.Stage stage) throws IOException {
    Site secondary = stage.lab().secondary();
    long cut = stage.act("the primary's public side is cut", stage.lab().primary()::cutPublicSide);
    stage.nameMoves(cut, secondary.publicAddress(), PATIENCE, secondary.publicAddress());
    stage.within(cut, 1.5, secondary.publicAddress(), secondary.publicAddress());
  }
}
