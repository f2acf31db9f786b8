package io.spillway.proxy.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The algorithms without a key pick in HAProxy's order. */
class TurnOrderTest {
  @Test
  void roundRobinTakesEqualServersInTurns() throws Exception {
    try (Duel duel = new Duel("balance roundrobin", Algorithm.roundRobin(), "a", "b", "c")) {
      duel.agree(100);
    }
  }

  @Test
  void roundRobinSpreadsWeights() throws Exception {
    try (Duel duel =
        new Duel(
            "balance roundrobin",
            Algorithm.roundRobin(),
            "a weight 1",
            "b weight 2",
            "c weight 3",
            "d weight 5")) {
      duel.agree(400);
    }
  }

  @Test
  void roundRobinSpreadsExtremeWeights() throws Exception {
    try (Duel duel =
        new Duel(
            "balance roundrobin",
            Algorithm.roundRobin(),
            "a weight 256",
            "b weight 1",
            "c weight 7",
            "d weight 100",
            "e weight 0",
            "f weight 100")) {
      duel.agree(1200);
    }
  }

  @Test
  void roundRobinGoesOnWhenServersComeAndGo() throws Exception {
    try (Duel duel =
        new Duel(
            "balance roundrobin",
            Algorithm.roundRobin(),
            "a weight 3",
            "b weight 2",
            "c weight 5",
            "d")) {
      duel.agree(13);
      duel.disable("b");
      duel.agree(21);
      duel.disable("c");
      duel.agree(9);
      duel.enable("b");
      duel.agree(30);
      duel.enable("c");
      duel.agree(60);
      duel.drain("a");
      duel.agree(25);
      duel.ready("a");
      duel.agree(100);
    }
  }

  @Test
  void roundRobinFollowsWeightsThatChange() throws Exception {
    try (Duel duel =
        new Duel(
            "balance roundrobin",
            Algorithm.roundRobin(),
            "a weight 10",
            "b weight 20",
            "c weight 30")) {
      duel.agree(37);
      duel.weight("a", 40);
      duel.agree(50);
      duel.weight("c", 3);
      duel.agree(50);
      duel.weight("b", 0);
      duel.agree(50);
      duel.weight("b", 25);
      duel.agree(150);
    }
  }

  @Test
  void roundRobinAgreesUnderRandomChanges() throws Exception {
    Random random = new Random(7);
    String[] names = {"a", "b", "c", "d", "e"};
    try (Duel duel =
        new Duel(
            "balance roundrobin",
            Algorithm.roundRobin(),
            "a weight 4",
            "b weight 9",
            "c weight 2",
            "d weight 2",
            "e weight 120")) {
      for (int i = 0; i < 60; i++) {
        String name = names[random.nextInt(names.length)];
        switch (random.nextInt(3)) {
          case 0 -> duel.disable(name);
          case 1 -> duel.enable(name);
          default -> duel.weight(name, random.nextInt(257));
        }
        duel.agree(random.nextInt(40));
      }
    }
  }

  @Test
  void roundRobinPassesOverFullServers() throws Exception {
    try (Duel duel =
        new Duel(
            "balance roundrobin",
            Algorithm.roundRobin(),
            "a weight 2 maxconn 1",
            "b maxconn 2",
            "c weight 3")) {
      List<String> held = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        held.add(duel.hold());
        duel.agree(3);
      }
      for (String uri : held) {
        duel.finish(uri);
        duel.agree(3);
      }
    }
  }

  @Test
  void staticRoundRobinGoesThroughItsMap() throws Exception {
    try (Duel duel =
        new Duel(
            "balance static-rr",
            Algorithm.staticRoundRobin(),
            "a weight 4",
            "b weight 6",
            "c weight 10",
            "d weight 2")) {
      duel.agree(50);
      duel.disable("c");
      duel.agree(30);
      duel.enable("c");
      duel.agree(50);
    }
  }

  @Test
  void leastConnectionsTakesIdleServersInTurns() throws Exception {
    try (Duel duel =
        new Duel("balance leastconn", Algorithm.leastConnections(), "a", "b weight 3", "c")) {
      duel.agree(30);
    }
  }

  @Test
  void leastConnectionsCountsStreamsByWeight() throws Exception {
    Random random = new Random(11);
    try (Duel duel =
        new Duel(
            "balance leastconn",
            Algorithm.leastConnections(),
            "a weight 1",
            "b weight 2",
            "c weight 5 maxconn 9",
            "d maxconn 2")) {
      List<String> held = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        if (held.isEmpty() || random.nextInt(5) < 3) {
          held.add(duel.hold());
        } else {
          duel.finish(held.remove(random.nextInt(held.size())));
        }
        duel.agree(random.nextInt(3));
      }
      for (String uri : held) {
        duel.finish(uri);
      }
    }
  }

  @Test
  void leastConnectionsGoesOnWhenServersComeAndGo() throws Exception {
    try (Duel duel =
        new Duel("balance leastconn", Algorithm.leastConnections(), "a", "b", "c weight 2", "d")) {
      String first = duel.hold();
      String second = duel.hold();
      duel.disable("b");
      duel.agree(7);
      duel.enable("b");
      duel.weight("d", 0);
      duel.agree(9);
      duel.weight("d", 5);
      duel.agree(9);
      duel.finish(first);
      duel.agree(9);
      duel.finish(second);
      duel.agree(9);
    }
  }

  @Test
  void firstFillsServersInTheOrderOfTheirIds() throws Exception {
    try (Duel duel =
        new Duel(
            "balance first",
            Algorithm.first(),
            "a id 30 maxconn 2",
            "b id 10 maxconn 1",
            "c id 20 maxconn 2",
            "d id 40")) {
      List<String> held = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        held.add(duel.hold());
      }
      for (String uri : held) {
        duel.finish(uri);
        duel.agree(1);
      }
      duel.disable("b");
      duel.agree(2);
    }
  }

  @Test
  void onlyTheFirstUsableBackupServes() throws Exception {
    try (Duel duel =
        new Duel(
            "balance roundrobin",
            Algorithm.roundRobin(),
            "a",
            "x backup",
            "b",
            "y backup",
            "z backup")) {
      duel.agree(5);
      duel.disable("a");
      duel.agree(5);
      duel.disable("b");
      duel.agree(5);
      duel.disable("x");
      duel.agree(5);
      duel.enable("x");
      duel.agree(5);
      duel.enable("b");
      duel.agree(5);
      duel.disable("b");
      duel.disable("x");
      duel.disable("y");
      duel.disable("z");
      duel.agree(2);
    }
  }

  @Test
  void allBackupsShareTheLoadWhereTheBackendSaysSo() throws Exception {
    try (Duel duel =
        new Duel(
            "balance roundrobin\noption allbackups",
            Algorithm.roundRobin(),
            "a",
            "x backup weight 3",
            "y backup",
            "z backup weight 2")) {
      duel.disable("a");
      duel.agree(40);
      duel.disable("x");
      duel.agree(10);
      duel.enable("x");
      duel.agree(40);
      duel.enable("a");
      duel.agree(4);
    }
  }
}
