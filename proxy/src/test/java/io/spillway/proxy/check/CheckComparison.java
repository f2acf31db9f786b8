package io.spillway.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.server.CheckReport;
import io.spillway.proxy.server.HealthPolicy;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerListener;
import io.spillway.proxy.server.ServerPolicy;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Compares how checks end here and in the real haproxy. */
public final class CheckComparison {
  private CheckComparison() {}

  /** The line that a script's first check of {@code port} is told in, here and by HAProxy. */
  public static void compare(int port, String lines, CheckScript script) throws Exception {
    String configuration =
        "defaults\n  log global\n  timeout client 1m\n  timeout server 1m\n  timeout connect 1s\n"
            + "frontend f\n  bind unix@DIR/front\n"
            + "backend b\n  option log-health-checks\n"
            + lines.indent(2)
            + "  server s 127.0.0.1:"
            + port
            + " check inter 1s rise 1 fall 1\n";
    String theirs;
    try (HaproxyProcess haproxy = new HaproxyProcess(HaproxyProcess.directory(), configuration)) {
      theirs = haproxy.output().take();
      while (!theirs.startsWith("Health check for")) {
        theirs = haproxy.output().take();
      }
    }
    assertThat(withoutDuration(ourLine(port, script))).isEqualTo(withoutDuration(theirs));
  }

  private static String withoutDuration(String line) {
    return line.replaceAll("duration: \\d+ms", "duration");
  }

  /** The line that a script's first check of {@code port} is told in, here. */
  public static String ourLine(int port, CheckScript script) throws Exception {
    return ourLine(port, script, new CheckTiming(1000, 0, 0, 1000, 0));
  }

  static String ourLine(int port, CheckScript script, CheckTiming timing) throws Exception {
    Server server = server(port, HealthPolicy.CHECKED.withThresholds(1, 1));
    BlockingQueue<CheckReport> reports = new LinkedBlockingQueue<>();
    server
        .state()
        .addListener(
            new ServerListener() {
              @Override
              public void checked(CheckReport report) {
                reports.add(report);
              }
            });
    Check check = new Check(server, List.of(server), script, timing, null, 0, null, "node");
    try (CheckScheduler scheduler =
        new CheckScheduler(CheckScheduler.Spread.DEFAULT, CheckComparison::millis, () -> 0.5)) {
      scheduler.start(List.of(check));
      return reports.take().message();
    }
  }

  static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  static Server server(int port, HealthPolicy health) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    ServerDefinition definition =
        new ServerDefinition(
            "s",
            1,
            new Endpoint.Inet("127.0.0.1", loopback, port, Endpoint.Family.ANY),
            0,
            Settings.EMPTY,
            new SourcePosition("test", 1, 1));
    ServerPolicy policy = ServerPolicy.DEFAULT.withHealth(health);
    return new Server(definition, "b", policy, 1, CheckComparison::millis);
  }
}
