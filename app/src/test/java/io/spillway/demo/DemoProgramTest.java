package io.spillway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoProgramTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"spillway", "haproxy"})
  void trafficMovesToTheOtherFacilityAndBack(String balancer) throws Exception {
    int port = FreePorts.inARow(7);
    DemoPlan plan = new DemoPlan(port);
    String option = balancer.equals("haproxy") ? "/usr/sbin/haproxy" : "";
    try (Launched demo =
        option.isEmpty()
            ? Launched.start(directory, "demo", "--port", String.valueOf(port))
            : Launched.start(
                directory, "demo", "--port", String.valueOf(port), "--balancer", option)) {
      demo.awaitOutput("a1 (facility A, 127.0.0.1:" + (port + 1) + ") is UP");
      demo.await(() -> servers(port).equals(Set.of("a1", "a2")));

      assertThat(Demo.ask(plan, "stop-server", "a1")).isEqualTo("a1 is stopped\n");
      demo.await(() -> servers(port).equals(Set.of("a2")));
      assertThat(Demo.ask(plan, "stop-server", "a2")).isEqualTo("a2 is stopped\n");
      demo.await(() -> servers(port).equals(Set.of("b1", "b2")));
      demo.awaitOutput("a2 (facility A, 127.0.0.1:" + (port + 2) + ") is DOWN");
      assertThat(Demo.ask(plan, "start-server", "a1")).isEqualTo("a1 runs\n");
      demo.await(() -> servers(port).equals(Set.of("a1")));

      if (option.isEmpty()) {
        theNameMovesAndReturns(plan, demo);
      }
      List<ProcessHandle> started = demo.process().descendants().collect(Collectors.toList());
      assertThat(started).isNotEmpty();
      demo.signal("INT");
      assertThat(demo.exitCode()).as(demo.output()).isZero();
      assertThat(started).noneMatch(ProcessHandle::isAlive);
      assertThat(Launched.accepts(port)).isFalse();
      assertThat(Files.exists(plan.directory())).isFalse();
    }
  }

  private static void theNameMovesAndReturns(DemoPlan plan, Launched demo) throws Exception {
    demo.awaitOutput("www.demo.example leads to facility A, 127.0.0.1");
    assertThat(Demo.ask(plan, "kill-facility", "A")).isEqualTo("facility A is dead\n");
    demo.awaitOutput("www.demo.example moves from A to B");
    demo.awaitOutput("www.demo.example leads to facility B, 127.0.0.2");
    demo.await(() -> servers("127.0.0.2", plan.port()).equals(Set.of("b1", "b2")));
    assertThat(Demo.ask(plan, "start-facility", "A")).isEqualTo("facility A runs\n");
    demo.awaitOutput("www.demo.example moves from B to A");
    demo.await(() -> servers("127.0.0.2", plan.port()).equals(Set.of("a1", "a2")));
    assertThat(Demo.ask(plan, "kill-facility", "C")).startsWith("error: there are the facilities");
  }

  /** Who answers eight requests, or nothing where one of them fails. */
  private static Set<String> servers(int port) {
    return servers("127.0.0.1", port);
  }

  private static Set<String> servers(String address, int port) {
    Set<String> servers = new TreeSet<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 8; i++) {
        HttpResponse<Void> response =
            client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + "/")).build(),
                HttpResponse.BodyHandlers.discarding());
        servers.add(response.headers().firstValue("X-Served-By").orElse("nobody"));
      }
      return servers;
    } catch (Exception e) {
      return Set.of();
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    int port = FreePorts.inARow(7);
    try (var taken =
            new java.net.ServerSocket(port + 3, 1, java.net.InetAddress.getLoopbackAddress());
        Launched demo = Launched.start(directory, "demo", "--port", String.valueOf(port))) {
      assertThat(demo.exitCode()).isEqualTo(1);
      assertThat(demo.output())
          .contains("port " + taken.getLocalPort() + " of 127.0.0.1 cannot be used", "--port");
    }
  }

  @Test
  void withoutADemoThereIsNobodyToAsk() throws Exception {
    try (Launched asked = Launched.start(directory, "demo", "stop-server", "a1", "--port", "1")) {
      assertThat(asked.exitCode()).isEqualTo(1);
      assertThat(asked.output()).contains("no demo runs on port 1");
    }
  }
}
