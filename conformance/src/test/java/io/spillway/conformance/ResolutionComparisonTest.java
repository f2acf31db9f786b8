package io.spillway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy and Spillway ask the same name server, whose zone changes meanwhile. */
class ResolutionComparisonTest {
  private static final String RESOLVERS =
      """
      resolvers dns
        nameserver one %s
        timeout resolve 200ms
        timeout retry 100ms
        resolve_retries 2
        accepted_payload_size 8192
        hold nx 300ms
        hold other 300ms
        hold obsolete 0s
        hold valid 1s
      """;

  @TempDir private Path directory;

  @BeforeEach
  void prepare() throws Exception {
    Side.prepare(Side.subject());
  }

  /** Both programs, asking the same name servers. */
  private final class Pair implements AutoCloseable {
    final Resolving oracle;
    final Resolving subject;

    Pair(String sections) throws Exception {
      oracle = new Resolving(Side.oracle(), "oracle", directory, sections);
      subject = new Resolving(Side.subject(), "subject", directory, sections);
    }

    /** Waits until both know the same, and {@code expected} is part of that. */
    void agreeOn(String... expected) throws Exception {
      try {
        Patience.until(
            "both to know " + String.join(", ", expected),
            () -> knows(oracle, expected) && knows(subject, expected) && areEqual());
      } catch (Patience.Exhausted e) {
        assertThat(subject.states()).isEqualTo(oracle.states());
        assertThat(subject.backends()).isEqualTo(oracle.backends());
        throw e;
      }
    }

    private boolean areEqual() {
      try {
        return subject.states().equals(oracle.states())
            && subject.backends().equals(oracle.backends());
      } catch (IOException e) {
        return false;
      }
    }

    void logTheSame() throws Exception {
      Patience.until(
          "the same lines in both logs", () -> subject.logged().size() >= oracle.logged().size());
      assertThat(subject.logged()).isEqualTo(oracle.logged());
    }

    void answerTheSame(String command) throws IOException {
      assertThat(subject.ask(command)).as(command).isEqualTo(oracle.ask(command));
    }

    @Override
    public void close() {
      oracle.close();
      subject.close();
    }
  }

  private static boolean knows(Resolving side, String... expected) {
    try {
      List<String> states = side.states();
      for (String part : expected) {
        if (states.stream().noneMatch(state -> state.contains(part))) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void serversFollowTheirNames() throws Exception {
    try (NameServer names =
            new NameServer(
                directory,
                """
                app A 127.0.0.2
                six AAAA ::2
                both A 127.0.0.3
                both AAAA ::3
                alias CNAME app
                """);
        Pair pair =
            new Pair(
                RESOLVERS.formatted(names.address())
                    + """
                    backend app
                      default-server init-addr none resolvers dns
                      server app app.test:80
                      server six six.test:81
                      server both both.test:82
                      server both4 both.test:83 resolve-prefer ipv4
                      server alias alias.test:84
                      server nx nx.test:85
                      server unresolved nx.test:86 resolvers dns init-addr 127.0.0.99
                    backend still
                      server never nx.test:87 init-addr none
                    """)) {
      pair.agreeOn(
          "app app 127.0.0.2 2 0",
          "app six ::2 2 0",
          "app both ::3 2 0",
          "app both4 127.0.0.3 2 0",
          "app alias 127.0.0.2 2 0",
          "app nx - 0 32",
          "app unresolved - 0 32",
          "still never - 0 32");
      names.update("del app.test A", "add app.test 1 A 127.0.0.22");
      pair.agreeOn("app app 127.0.0.22 2 0", "app alias 127.0.0.22 2 0");
      names.update("del app.test");
      pair.agreeOn("app app - 0 32", "app alias - 0 32");
      names.update("add app.test 1 A 127.0.0.23");
      pair.agreeOn("app app 127.0.0.23 2 0", "app alias 127.0.0.23 2 0");
      pair.logTheSame();
    }
  }

  @Test
  void recordsOfAServiceFillAndEmptyATemplate() throws Exception {
    try (NameServer names =
            new NameServer(
                directory,
                """
                _http._tcp SRV 1 10 8001 h1
                h1 A 127.0.2.1
                h2 A 127.0.2.2
                h3 A 127.0.2.3
                """);
        Pair pair =
            new Pair(
                RESOLVERS.formatted(names.address())
                    + """
                    backend app
                      server-template s 3 _http._tcp.test resolvers dns init-addr none
                    backend level
                      server-template l 2 _http._tcp.test resolvers dns init-addr none resolve-opts ignore-weight weight 7
                    """)) {
      pair.agreeOn("app s1 127.0.2.1 2 64 1 h1.test 8001 _http._tcp.test", "app s2 - 0 32");
      names.update("add _http._tcp.test 1 SRV 1 300 8002 h2.test.");
      pair.agreeOn("app s2 127.0.2.2 2 64 2 h2.test 8002 _http._tcp.test", "level l2 127.0.2.2");
      names.update("del _http._tcp.test SRV 1 10 8001 h1.test.");
      pair.agreeOn("app s1 - 0 96", "level l1 - 0 96 7 - 0 _http._tcp.test");
      names.update("add _http._tcp.test 1 SRV 1 0 8003 h3.test.");
      pair.agreeOn("app s3 127.0.2.3 2 64 0 h3.test 8003", "level l1 127.0.2.3");
      names.update("del h2.test A", "add h2.test 1 A 127.0.2.22");
      pair.agreeOn("app s2 127.0.2.22 2 64");
      names.update(
          "del _http._tcp.test SRV 1 300 8002 h2.test.",
          "add _http._tcp.test 1 SRV 1 65535 8002 h2.test.");
      pair.agreeOn("app s2 127.0.2.22 2 64 256");
      names.update("del _http._tcp.test SRV");
      pair.agreeOn("app s2 - 0 96", "app s3 - 0 96", "level l1 - 0 96", "level l2 - 0 96");
      names.update("add _http._tcp.test 1 SRV 1 1 8003 h3.test.");
      pair.agreeOn("127.0.2.3 2 64 1 h3.test 8003");
      pair.logTheSame();
    }
  }

  @Test
  void addressesAreSharedOutAmongTheServersOfATemplate() throws Exception {
    StringBuilder records = new StringBuilder();
    IntStream.rangeClosed(1, 3).forEach(i -> records.append("many A 127.0.1." + i + "\n"));
    try (NameServer names = new NameServer(directory, records.toString());
        Pair pair =
            new Pair(
                RESOLVERS.formatted(names.address())
                    + """
                    backend app
                      server-template m 5 many.test:80 resolvers dns init-addr none
                    backend twice
                      server-template m 5 many.test:80 resolvers dns init-addr none resolve-opts allow-dup-ip
                    backend near
                      server n many.test:80 resolvers dns init-addr none resolve-net 127.0.1.2/31
                    """)) {
      agreeOnAddresses(pair, "app", "-", "-", "127.0.1.1", "127.0.1.2", "127.0.1.3");
      names.update("add many.test 1 A 127.0.1.4", "add many.test 1 A 127.0.1.5");
      agreeOnAddresses(
          pair, "app", "127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4", "127.0.1.5");
      names.update("del many.test A 127.0.1.1", "del many.test A 127.0.1.3");
      agreeOnAddresses(pair, "app", "-", "-", "127.0.1.2", "127.0.1.4", "127.0.1.5");
      agreeOnAddresses(pair, "near", "127.0.1.2");
      assertThat(addresses(pair.subject, "twice")).doesNotContain("-").hasSize(5);
      assertThat(addresses(pair.oracle, "twice")).doesNotContain("-").hasSize(5);
    }
  }

  private static void agreeOnAddresses(Pair pair, String backend, String... expected)
      throws Exception {
    Patience.until(
        "both to have in " + backend + " " + List.of(expected),
        () ->
            addresses(pair.oracle, backend).equals(List.of(expected))
                && addresses(pair.subject, backend).equals(List.of(expected)));
  }

  private static List<String> addresses(Resolving side, String backend) {
    try {
      return side.states().stream()
          .filter(state -> state.startsWith(backend + " "))
          .map(state -> state.split(" ")[2])
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  @Test
  void aThousandEndpointsAppearAndVanishOverTcp() throws Exception {
    StringBuilder records = new StringBuilder();
    List<String> additions = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      records.append("h%d A 127.3.%d.%d\n".formatted(i, i / 250, i % 250 + 1));
      additions.add("add _many._tcp.test 1 SRV 1 256 %d h%d.test.".formatted(10_000 + i, i));
    }
    try (NameServer names = new NameServer(directory, records.toString());
        Resolving subject =
            new Resolving(
                Side.subject(),
                "many",
                directory,
                RESOLVERS
                        .formatted("tcp@" + names.address())
                        .replace("payload_size 8192", "payload_size 65535")
                    + """
                    backend app
                      server-template s 1000 _many._tcp.test resolvers dns init-addr none resolve-prefer ipv4
                    """)) {
      names.update(additions.toArray(String[]::new));
      Patience.until("all servers to be up", () -> up(subject) == 1000);
      names.update("del _many._tcp.test SRV");
      Patience.until("no server to be up", () -> up(subject) == 0);
      names.update(additions.subList(0, 500).toArray(String[]::new));
      Patience.until("half of the servers to be up", () -> up(subject) == 500);
    }
  }

  private static long up(Resolving side) {
    try {
      return side.states().stream().filter(state -> state.contains(" 2 64 1 h")).count();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void operatorsChangeNames() throws Exception {
    try (NameServer names =
            new NameServer(
                directory,
                "app A 127.0.0.2\nother A 127.0.0.3\nsecond A 127.0.0.4\nthird A 127.0.0.5\nfourth A 127.0.0.6\n"
                    + "_x._tcp SRV 1 1 80 third\n");
        Pair pair =
            new Pair(
                RESOLVERS.formatted(names.address())
                    + """
                    backend app
                      default-server init-addr none resolvers dns
                      server one app.test:80
                      server two second.test:81
                      server service _x._tcp.test
                      server plain 127.0.0.9:80
                    backend still
                      server nx nx.test:80 init-addr none
                    """)) {
      pair.agreeOn("app one 127.0.0.2", "app two 127.0.0.4", "app service 127.0.0.5");
      for (String command :
          List.of(
              "set server app/one fqdn",
              "set server still/nx fqdn app.test",
              "set server app/plain fqdn fourth.test",
              "set server app/service fqdn app.test",
              "set server app/one fqdn app.test",
              "set server app/one fqdn other.test",
              "show resolvers nothing",
              "show stat domain nothing")) {
        pair.answerTheSame(command);
      }
      pair.agreeOn("app one 127.0.0.3 2 0 1 other.test");
      pair.answerTheSame("set server app/two addr 127.0.0.77");
      pair.answerTheSame("set server app/one fqdn nx.test");
      pair.agreeOn("app one - 0 96 1 nx.test", "app two 127.0.0.77");
      assertThat(pair.subject.ask("show stat domain resolvers").lines().findFirst())
          .isEqualTo(pair.oracle.ask("show stat domain resolvers").lines().findFirst());
      // An answer may be on its way when the name is changed, and is one to an earlier question
      // then.
      List<String> early = List.of("  invalid:", "  outdated:");
      assertThat(pair.subject.counted())
          .filteredOn(line -> !early.contains(line))
          .isEqualTo(pair.oracle.counted().stream().filter(l -> !early.contains(l)).toList());
    }
  }

  @Test
  void serversBeginWhereTheyWereBefore() throws Exception {
    Path state = directory.resolve("state");
    Files.writeString(
        state,
        """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight
        3 app 1 last 127.0.0.55 2 0 1 1 9 1 0 0 0 0 0 0 last.test 80 - 0 0 - - 0
        3 app 2 none 127.0.0.56 2 0 1 1 9 1 0 0 0 0 0 0 none.test 80 - 0 0 - - 0
        3 app 3 other 127.0.0.57 2 0 1 1 9 1 0 0 0 0 0 0 before.test 80 - 0 0 - - 0
        3 app 4 service 127.0.0.58 2 64 7 1 9 1 0 0 0 0 0 0 host.test 8001 _http._tcp.test 0 0 - - 0
        3 app 5 nowhere - 0 32 1 1 9 1 0 0 0 0 0 0 nowhere.test 80 - 0 0 - - 0
        """);
    try (Pair pair =
        new Pair(
            RESOLVERS
                    .formatted(Loopback.text(Loopback.free()))
                    .replace("resolve_retries 2", "resolve_retries 1000")
                + """
                backend app
                  load-server-state-from-file local
                  server-state-file-name %s
                  default-server resolvers dns
                  server last last.test:80 init-addr last,none
                  server none none.test:80 init-addr none
                  server other other.test:80 init-addr last,none
                  server service _http._tcp.test init-addr last,none
                  server nowhere nowhere.test:80 init-addr last,none
                """
                    .formatted(state))) {
      pair.agreeOn("app last 127.0.0.55 2 0 1 last.test 80 -", "app nowhere - 0 32");
    }
  }

  @Test
  void badAnswersEndAsInHaproxy() throws Exception {
    List<String> names = new ArrayList<>();
    StringBuilder servers = new StringBuilder();
    for (FaultyNameServer.Fault fault : FaultyNameServer.Fault.values()) {
      String name = fault.label();
      names.add("app " + name + " - 0 32");
      servers.append("  server %s %s.test:80\n".formatted(name, name));
    }
    names.add("app well 127.0.0.9 2 0");
    servers.append("  server well well.test:80\n");
    try (FaultyNameServer faulty = new FaultyNameServer();
        Pair pair =
            new Pair(
                RESOLVERS.formatted(faulty.address())
                    + "  hold refused 300ms\n  hold timeout 300ms\nbackend app\n"
                    + "  default-server init-addr 127.0.0.8 resolvers dns\n"
                    + servers)) {
      pair.agreeOn(names.toArray(String[]::new));
      pair.logTheSame();
      Patience.until(
          "both to have counted the same faults",
          () -> {
            try {
              return pair.subject.counted().equals(pair.oracle.counted());
            } catch (IOException e) {
              return false;
            }
          });
    }
  }

  @Test
  void aForwardProxyFindsServersByTheRequestsHost() throws Exception {
    try (WebServer origin = new WebServer("origin", directory)) {
      String[] where = origin.address().split(":");
      try (NameServer names = new NameServer(directory, "origin A " + where[0] + "\n");
          Pair pair =
              new Pair(
                  RESOLVERS.formatted(names.address())
                      + """
                      backend app
                        http-request do-resolve(txn.ip,dns,ipv4) hdr(host),lower
                        http-request return status 503 unless { var(txn.ip) -m found }
                        http-request set-dst var(txn.ip)
                        http-request set-dst-port int(%s)
                        server clear 0.0.0.0:0
                      """
                          .formatted(where[1]))) {
        for (String host : List.of("origin.test", "ORIGIN.test", "nothing.test", "a..b", "")) {
          assertThat(firstLine(pair.subject, host))
              .as(host)
              .isEqualTo(firstLine(pair.oracle, host));
        }
        assertThat(firstLine(pair.subject, "origin.test")).isEqualTo("HTTP/1.1 200 OK");
      }
    }
  }

  private static String firstLine(Resolving side, String host) throws IOException {
    try (Socket socket = new Socket(side.web().getAddress(), side.web().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.lines().findFirst().orElse("");
    }
  }
}
