package io.spillway.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.HaproxyProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same commands lead to the same states and the same log lines as in HAProxy. */
class StateLinesTest {
  private final Fixture backend = new Fixture();
  private final List<String> lines = new ArrayList<>();
  private HaproxyProcess haproxy;
  private Dispatcher dispatcher;

  @BeforeEach
  void start() throws Exception {
    HealthPolicy checked = HealthPolicy.CHECKED;
    ServerPolicy policy = ServerPolicy.DEFAULT.withHealth(checked);
    Server a = backend.add("a", policy);
    backend.add("b");
    backend.add("spare", ServerPolicy.DEFAULT.asBackup());
    Server follower = backend.add("follower");
    dispatcher = backend.dispatcher(DispatchPolicy.DEFAULT);
    follower.state().track(a.state());
    ServerListener listener =
        new ServerListener() {
          @Override
          public void transitioned(ServerTransition transition) {
            lines.add(transition.message(false));
            if (transition.effect().isBackendDown()) {
              lines.add(ServerTransition.noServerMessage("backend", "b"));
            }
          }
        };
    backend.servers.forEach(server -> server.state().addListener(listener));
    haproxy =
        new HaproxyProcess(
            HaproxyProcess.directory(),
            """
            defaults
              log global
              timeout client 1m
              timeout server 1m
              timeout connect 1m
            frontend f
              bind unix@DIR/front
            backend b
              server a unix@DIR/admin check inter 1h
              server b unix@DIR/admin
              server spare unix@DIR/admin backup
              server follower unix@DIR/admin track b/a
            """);
    while (!haproxy.command("show stat b 4 -1").contains(",UP,1,1,0,0,0,")) {
      Thread.onSpinWait();
    }
    a.state().checked(new CheckResult(CheckStatus.LAYER4_OK, 0, "", 0));
  }

  @AfterEach
  void stop() throws Exception {
    haproxy.close();
  }

  private ServerState state(String name) {
    return backend.servers.stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** Runs a command in both and compares all servers' words. */
  private void both(String name, String command, Runnable ours) throws Exception {
    assertThat(haproxy.command("set server b/" + name + " " + command)).isBlank();
    ours.run();
    Map<String, String> theirs = new TreeMap<>();
    haproxy
        .command("show stat b 4 -1")
        .lines()
        .filter(line -> line.startsWith("b,"))
        .map(line -> line.split(","))
        .forEach(words -> theirs.put(words[1], words[17]));
    Map<String, String> words = new TreeMap<>();
    backend.servers.forEach(server -> words.put(server.name(), server.state().status()));
    assertThat(words).as(command).isEqualTo(theirs);
  }

  private void compareLines() throws Exception {
    assertThat(haproxy.command("set server b/b state maint")).isBlank();
    List<String> theirs = new ArrayList<>();
    assertThat(haproxy.command("set server b/b state ready")).isBlank();
    String last = "Server b/b is UP/READY";
    long expected = lines.stream().filter(line -> line.startsWith(last)).count() + 1;
    for (long seen = 0; seen < expected; ) {
      String line = haproxy.output().take();
      if (line.startsWith("Server ") || line.startsWith("Backup ") || line.startsWith("backend ")) {
        theirs.add(line);
        seen += line.startsWith(last) ? 1 : 0;
      }
    }
    state("b").enterMaintenance();
    state("b").makeReady();
    assertThat(String.join("\n", lines)).isEqualTo(String.join("\n", theirs));
  }

  @Test
  void maintenanceIsInherited() throws Exception {
    both("a", "state maint", state("a")::enterMaintenance);
    both("a", "state ready", state("a")::makeReady);
    compareLines();
  }

  @Test
  void drainIsInherited() throws Exception {
    both("a", "state drain", state("a")::drain);
    both("a", "state ready", state("a")::makeReady);
    compareLines();
  }

  @Test
  void drainEndsMaintenance() throws Exception {
    both("a", "state maint", state("a")::enterMaintenance);
    both("a", "state drain", state("a")::drain);
    both("a", "state ready", state("a")::makeReady);
    compareLines();
  }

  @Test
  void operatorsMayOverruleChecks() throws Exception {
    both("a", "health down", state("a")::forceDown);
    both("a", "health up", state("a")::forceUp);
    both("a", "health stopping", state("a")::forceStopping);
    both("a", "health down", state("a")::forceDown);
    both("a", "health stopping", state("a")::forceStopping);
    both("a", "health up", state("a")::forceUp);
    compareLines();
  }

  @Test
  void aServerThatIsDownMayEnterMaintenance() throws Exception {
    both("a", "health down", state("a")::forceDown);
    both("a", "state maint", state("a")::enterMaintenance);
    both("a", "state ready", state("a")::makeReady);
    both("a", "health down", state("a")::forceDown);
    both("a", "state drain", state("a")::drain);
    both("a", "state ready", state("a")::makeReady);
    compareLines();
  }

  @Test
  void theLastServerLeavesTheBackendDown() throws Exception {
    both("a", "state maint", state("a")::enterMaintenance);
    both("spare", "state maint", state("spare")::enterMaintenance);
    both("b", "state maint", state("b")::enterMaintenance);
    assertThat(lines).last().isEqualTo(ServerTransition.noServerMessage("backend", "b"));
    assertThat(dispatcher.assign(new Fixture.Stream())).isEqualTo(Assignment.Refused.NO_SERVER);
    both("b", "state ready", state("b")::makeReady);
    compareLines();
  }
}
