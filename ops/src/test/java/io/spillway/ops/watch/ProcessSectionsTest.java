package io.spillway.ops.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What sections {@code process} say, and what is wrong with some. */
class ProcessSectionsTest {
  private static List<ProcessDefinition> read(String text, Diagnostics diagnostics) {
    ConfigurationReader reader =
        new ConfigurationReader(
            new DiskFiles(),
            Environment.ofProcess(),
            ProgramFacts.ofVersion("3.4.0"),
            ProcessSections.KINDS);
    return ProcessSections.read(
        reader.readText("watch.cfg", text, diagnostics),
        new DiskFiles(),
        Map.of("STATS", "secret")::get,
        null,
        diagnostics);
  }

  private static List<String> messages(String lines) {
    Diagnostics diagnostics = new Diagnostics();
    read("process lb1\n" + lines, diagnostics);
    return diagnostics.all().stream()
        .map(d -> d.severity() + " " + d.position().line() + " " + d.message())
        .toList();
  }

  @Test
  void everyWordIsUnderstood() {
    Diagnostics diagnostics = new Diagnostics();
    List<ProcessDefinition> all =
        read(
            """
            process lb1
              socket /run/haproxy/admin.sock
              stats-page http://127.0.0.1:8404/stats user admin password-env STATS
              pid-file /run/haproxy.pid
              unit haproxy.service
              bind :443 10.0.0.1:80
              config-file /etc/haproxy/haproxy.cfg /etc/haproxy/conf.d
              reload-within 2m
              inter 1s fall 2 rise 4
              limit connections 80%
              limit descriptors 900
              limit queue 100
              limit memory 2g
              limit cpu 150%
            process lb2
              socket 10.0.0.2:9999
              servers off
            """,
            diagnostics);
    assertThat(diagnostics.all()).isEmpty();
    ProcessDefinition first = all.getFirst();
    assertThat(first.socket()).isEqualTo(UnixDomainSocketAddress.of("/run/haproxy/admin.sock"));
    assertThat(Objects.requireNonNull(first.page()).address())
        .isEqualTo(URI.create("http://127.0.0.1:8404/stats;csv"));
    assertThat(first.listens())
        .extracting(a -> a.getHostString() + " " + a.getPort())
        .containsExactly("127.0.0.1 443", "10.0.0.1 80");
    assertThat(first.configurationFiles())
        .containsExactly("/etc/haproxy/haproxy.cfg", "/etc/haproxy/conf.d");
    assertThat(first.reloadWithin()).isEqualTo(Duration.ofMinutes(2));
    assertThat(first.pace().fastInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(first.pace().timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(first.pace().fall()).isEqualTo(2);
    assertThat(first.pace().rise()).isEqualTo(4);
    assertThat(first.limits())
        .containsExactly(
            new Limit(Limit.What.CONNECTIONS, 80, true),
            new Limit(Limit.What.DESCRIPTORS, 900, false),
            new Limit(Limit.What.QUEUE, 100, false),
            new Limit(Limit.What.MEMORY, 2L << 30, false),
            new Limit(Limit.What.CPU, 150, false));
    assertThat(first.tellsServers()).isTrue();
    assertThat(all.getLast().socket()).isInstanceOf(InetSocketAddress.class);
    assertThat(all.getLast().tellsServers()).isFalse();
  }

  @Test
  void mistakesAreNamed() {
    assertThat(messages(""))
        .containsExactly(
            "ALERT 1 process 'lb1' can be seen by nothing (expected: 'socket', 'stats-page',"
                + " 'pid-file', 'unit' or 'bind').");
    assertThat(messages("  bind :80\n  limit connections 80%\n  config-file /etc/x\n"))
        .containsExactly(
            "ALERT 1 process 'lb1': 'config-file' needs a 'socket', which tells when the process"
                + " read its configuration.",
            "ALERT 1 process 'lb1': 'limit connections' needs a 'socket'.");
    assertThat(messages("  socket 10.0.0.2:9999\n  limit memory 1g\n"))
        .containsExactly(
            "ALERT 1 process 'lb1': 'limit memory' needs a process on this machine: a unix"
                + " 'socket', a 'pid-file' or a 'unit'.");
    assertThat(messages("  socket /s\n  limit connections 120%\n  limit queue 5%\n  limit x 1\n"))
        .containsExactly(
            "ALERT 3 'limit connections' expects a number, or percent of what is possible, as 80%,"
                + " not '120%'.",
            "ALERT 4 'limit queue' expects a number of requests, not '5%'.",
            "ALERT 5 'limit' does not know 'x' (expected: 'connections', 'descriptors', 'queue',"
                + " 'memory', 'cpu').");
    assertThat(messages("  socket admin.sock\n"))
        .first()
        .isEqualTo("ALERT 2 'socket' expects a path or <address>:<port>, not 'admin.sock'.");
    assertThat(messages("  socket /s\n  inter 1ms\n"))
        .containsExactly("ALERT 3 'inter' is too short (expected: >= 100ms).");
    assertThat(messages("  stats-page http://h/s user admin\n"))
        .first()
        .isEqualTo(
            "ALERT 2 'stats-page': 'user' and 'password-file' or 'password-env' go together.");
    assertThat(messages("  socket /s\n  in-facility east\n"))
        .containsExactly("ALERT 1 process 'lb1': there is no facility 'east'.");
    assertThat(messages("  socket /s\nprocess lb1\n  socket /s\n"))
        .containsExactly("ALERT 3 process 'lb1' is defined twice.");
    assertThat(messages("  soket /s\n").getFirst())
        .contains("unknown keyword 'soket' in 'process' section", "'socket'");
  }
}
