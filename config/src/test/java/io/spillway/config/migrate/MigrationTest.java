package io.spillway.config.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Haproxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationTest {
  private static final String OLD =
      """
      # Written for an older version.
      global
          daemon
          nbproc 2            # one for each core
          nosepoll

      defaults
          mode http
          contimeout 5s       # to connect
          clitimeout 50s
          srvtimeout 50s
          option forceclose
          redisp

      listen web 127.0.0.1:18080 maxconn 100
          # Headers
          bind-process 1
          reqadd X-Forwarded-Proto:\\ https if { dst_port 443 }   # for the application
          reqidel ^X-Secret:
          reqirep ^Host:\\ (.*)\\.old\\.example Host:\\ \\1.new.example
          reqrep ^([^\\ :]*)\\ /static/(.*) \\1\\ /files/\\2
          reqideny ^User-Agent:\\ .*evil
          rspadd Cache-Control:\\ max-age=5%
          rspidel ^Server:.*
          block if { path /secret }
          monitor-net 10.0.0.0/8
          option http-tunnel
          option httpchk GET /health HTTP/1.1\\r\\nHost:\\ www.example\\r\\nX-A:\\ b
          server a 127.0.0.1:18081 check

      backend one
          dispatch 127.0.0.1:18082
      """;

  private static final String NEW =
      """
      # Written for an older version.
      global
          daemon
          # one for each core
          noepoll

      defaults
          mode http
          timeout connect 5s       # to connect
          timeout client 50s
          timeout server 50s
          option httpclose
          option redispatch

      listen web
          bind 127.0.0.1:18080 maxconn 100
          # Headers
          http-request add-header X-Forwarded-Proto https if { dst_port 443 }   # for the application
          http-request del-header X-Secret
          http-request replace-header Host '(?i)(.*)\\.old\\.example' '\\1.new.example'
          http-request replace-uri ^/static/(.*) '/files/\\1'
          http-request deny if { req.hdr(User-Agent) -m reg -i .*evil }
          http-response add-header Cache-Control max-age=5%%
          http-response del-header Server
          http-request deny if { path /secret }
          http-request return status 200 if { src 10.0.0.0/8 }
          option httpchk GET /health HTTP/1.1
          http-check send hdr Host www.example hdr X-A b
          server a 127.0.0.1:18081 check

      backend one
          server dispatch 127.0.0.1:18082
      """;

  @TempDir Path directory;

  @Test
  void outdatedWordsAreReplacedWhereTheyStandAndTheRestIsKept() {
    Migration migration = Migration.of("old.cfg", OLD);
    assertThat(migration.text()).isEqualTo(NEW);
    assertThat(migration.isComplete()).isTrue();
  }

  @Test
  void haproxyAcceptsTheResult() throws Exception {
    Haproxy.requireInstalled();
    assertThat(Haproxy.check(directory, OLD, Map.of()).exitCode()).isEqualTo(1);
    Haproxy.Answer answer = Haproxy.check(directory, Migration.of("old.cfg", OLD).text(), Map.of());
    assertThat(answer.output()).doesNotContain("ALERT").contains("Configuration file is valid");
    assertThat(answer.exitCode()).isZero();
  }

  @Test
  void eachChangeTellsWhereWhatAndWhy() {
    Change change = Migration.of("a.cfg", "listen a\n  clitimeout 5s # x\n").changes().getFirst();
    assertThat(change.kind()).isEqualTo(Change.Kind.REPLACED);
    assertThat(change)
        .hasToString(
            "a.cfg:2: 'clitimeout 5s' replaced by: timeout client 5s. Time limits are called"
                + " 'timeout' since HAProxy 1.3.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reqrep ^(.*)secret(.*) \\1public\\2",
        "reqadd \"X-Host:\\ $HOSTNAME\"",
        "reqdel ^X-",
        "reqideny ^Host:\\ a unless { src 10.0.0.1 }",
        "option http_proxy",
        "appsession JSESSIONID len 52 timeout 3h",
        "rsprep ^HTTP/1.1\\ 200\\ OK HTTP/1.1\\ 404\\ Gone"
      })
  void whatNothingReplacesIsLeftWithAnExplanation(String line) {
    String text = "listen a\n  mode http\n  " + line + "\n";
    Migration migration = Migration.of("a.cfg", text);
    assertThat(migration.text()).isEqualTo(text);
    assertThat(migration.isComplete()).isFalse();
    assertThat(migration.changes()).hasSize(1);
    assertThat(migration.changes().getFirst().explanation()).isNotBlank();
  }

  @Test
  void rulesAreNotMovedIntoNamelessDefaults() {
    String text = "defaults\n  reqadd X-A:\\ b\n";
    Migration migration = Migration.of("a.cfg", text);
    assertThat(migration.text()).isEqualTo(text);
    assertThat(migration.changes().getFirst().explanation())
        .contains("http-request add-header X-A b");
  }

  @Test
  void namesTakenTwiceAreTold() {
    Migration migration = Migration.of("a.cfg", "frontend a\nbackend a\n");
    assertThat(migration.changes()).hasSize(1);
    assertThat(migration.changes().getFirst().position().line()).isEqualTo(2);
  }

  @Test
  void aMissingLineEndIsAddedAndOthersAreKept() {
    Migration migration = Migration.of("a.cfg", "global\r\n  nbproc 1\r\n  daemon");
    assertThat(migration.text()).isEqualTo("global\r\n  daemon\n");
    assertThat(migration.changes()).extracting(c -> c.position().line()).isEqualTo(List.of(2, 3));
  }

  @Property
  void anUpToDateTextStaysAsItIs(@ForAll("upToDate") String text) {
    Migration migration = Migration.of("a.cfg", text);
    assertThat(migration.text()).isEqualTo(text);
    assertThat(migration.changes()).isEmpty();
  }

  @Provide
  Arbitrary<String> upToDate() {
    return Arbitraries.of(
            "global",
            "defaults",
            "listen",
            "  maxconn 5 # five",
            "\ttimeout client 5s",
            "  option httpchk GET / HTTP/1.1",
            "",
            "  # reqadd",
            "  http-request set-header A \"b c\"",
            "  bind :80",
            "  acl a path -i 'x y' # z",
            "  unclosed 'quote")
        .list()
        .map(lines -> lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  @Property
  void migratingAnyTextEndsAndMigratingAgainChangesNothing(@ForAll("likely") String text) {
    Migration once = Migration.of("a.cfg", text);
    Migration twice = Migration.of("a.cfg", once.text());
    assertThat(twice.text()).isEqualTo(once.text());
  }

  @Provide
  Arbitrary<String> likely() {
    return Arbitraries.of(
            "global",
            "defaults",
            "listen",
            "\n",
            "\n",
            "\n",
            " ",
            " ",
            "a",
            "1.2.3.4:80",
            "reqadd",
            "rspdel",
            "^Host:",
            "X:\\ y",
            "mode",
            "health",
            "block",
            "if",
            "option",
            "httpchk",
            "GET",
            "/",
            "HTTP/1.1\\r\\nHost:\\ a",
            "forceclose",
            "no",
            "clitimeout",
            "timeout",
            "bind",
            "process",
            "1",
            "#",
            "\"",
            "'",
            "\\",
            "nbproc",
            "reqrep",
            "^([^\\ :]*)\\ /(.*)",
            "\\1\\ /\\2",
            "\u00ff",
            "$")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }
}
