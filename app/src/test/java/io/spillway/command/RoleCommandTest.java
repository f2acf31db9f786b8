package io.spillway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import io.spillway.role.RoleLibrary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles become files of a configuration that is valid with them. */
class RoleCommandTest {
  @TempDir private Path root;
  private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  @BeforeEach
  void makeDirectory() throws IOException {
    directory = Files.createDirectory(root.resolve("conf.d"));
  }

  private int role(String... arguments) {
    List<String> all = new ArrayList<>(List.of("role"));
    all.addAll(List.of(arguments));
    out.reset();
    error.reset();
    return new Program(
            "spillway",
            new Console(
                new PrintStream(out, true, ISO_8859_1),
                new PrintStream(error, true, ISO_8859_1),
                false))
        .run(all.toArray(String[]::new));
  }

  private int add(String role, String name, String... more) {
    List<String> all =
        new ArrayList<>(List.of("add", role, "--name", name, "-f", directory.toString()));
    all.addAll(List.of(more));
    return role(all.toArray(String[]::new));
  }

  private String error() {
    return error.toString(ISO_8859_1);
  }

  private String file(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".cfg"));
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyRoleThatComesWithTheProgramStarts() throws Exception {
    Path certificate = root.resolve("site.pem");
    assertThat(
            new ProcessBuilder(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-subj",
                    "/CN=site.test",
                    "-keyout",
                    root.resolve("key.pem").toString(),
                    "-out",
                    root.resolve("cert.pem").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
    Files.writeString(
        certificate,
        Files.readString(root.resolve("cert.pem")) + Files.readString(root.resolve("key.pem")));
    Path password = root.resolve("password");
    Files.writeString(password, "s3cret\n");
    List<Integer> ports = new ArrayList<>();
    for (String role : RoleLibrary.shipped()) {
      String shown = shown(role);
      List<String> more = new ArrayList<>();
      for (String bind : List.of("--bind", "--bind-replicas", "--bind-http")) {
        if (shown.contains("  " + bind + " ")) {
          ports.add(FreePorts.one());
          more.addAll(List.of(bind, "127.0.0.1:" + ports.getLast()));
        }
      }
      if (shown.contains("--certificate")) {
        more.addAll(List.of("--certificate", certificate.toString()));
      }
      if (shown.contains("--password-file")) {
        more.addAll(List.of("--password-file", password.toString()));
      }
      if (shown.contains("--server ")) {
        more.addAll(List.of("--server", "a=127.0.0.1:1,facility=east"));
        more.addAll(List.of("--server", "b=127.0.0.1:2,facility=west"));
      }
      assertThat(add(role, "try-" + role, more.toArray(String[]::new))).as(error()).isZero();
    }
    assertThat(ports).hasSizeGreaterThan(RoleLibrary.shipped().size());
    Process process =
        new ProcessBuilder(Outcome.spillway("spillway", "-db", "-f", directory.toString()))
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("output").toFile())
            .start();
    try {
      for (int port : ports) {
        while (!accepts(port)) {
          assertThat(process.isAlive()).as(Files.readString(root.resolve("output"))).isTrue();
          Thread.onSpinWait();
        }
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private String shown(String role) {
    assertThat(role("show", role)).as(error()).isZero();
    return out.toString(ISO_8859_1);
  }

  @Test
  void rolesAreListedWithWhatTheyAreFor() {
    assertThat(role("list")).isZero();
    assertThat(out.toString(ISO_8859_1))
        .contains("postgresql ", "PostgreSQL: writes go to the primary")
        .contains("static-maintenance ");
    assertThat(shown("postgresql"))
        .contains("--max-lag", "30s", "--bind-replicas", "option pgsql-check user @{check-user}");
  }

  @Test
  void theServersOfTheOtherFacilityTakeOver() throws Exception {
    String[] servers = {
      "--server", "a=127.0.0.1:1,facility=west,weight=5", "--server", "b=127.0.0.1:2,facility=east"
    };
    assertThat(add("ldap", "by-order", with(servers, "--bind", "127.0.0.1:1389"))).isZero();
    assertThat(file("by-order"))
        .contains("server a 127.0.0.1:1 weight 5 tier 1  # west")
        .contains("server b 127.0.0.1:2 tier 2  # east");
    assertThat(
            add("ldap", "preferred", with(servers, "--bind", "127.0.0.1:1390", "--prefer", "east")))
        .isZero();
    assertThat(file("preferred"))
        .contains("server a 127.0.0.1:1 weight 5 tier 2")
        .contains("server b 127.0.0.1:2 tier 1");
    assertThat(
            add(
                "ldap",
                "as-backup",
                with(servers, "--bind", "127.0.0.1:1391", "--priority", "backup")))
        .isZero();
    assertThat(file("as-backup"))
        .contains("server a 127.0.0.1:1 weight 5  #")
        .contains("server b 127.0.0.1:2 backup");
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "--bind-replicas :5433 --max-lag soon;'max-lag' expects a time (5s) or a size (16mb) but got 'soon'",
        "--check-interval soon;--check-interval: 'soon' (expected: a time, such as 500ms, 10s or 1m)",
        "--bind 5432;--bind: '5432' (expected: <address>:<port> or :<port>",
        "--color red;has no parameter '--color' (expected: --name, --server, --bind, --bind-replicas",
        "--server a;--server: 'a' (expected: <name>=<address>:<port>",
        "--server a=1.2.3.4:5,colour=red;'colour' is not known",
        "--server a=1.2.3.4:5,tier=x;'tier' cannot be 'x'",
        "--prefer north;no server is in facility 'north' (expected: a facility of a --server)",
        "--priority first;--priority: 'first' (expected: one of tier, backup)",
        "--check-user a#b;--check-user: 'a#b' (expected: a word without blanks",
      })
  void wrongParametersAreRefusedWithWhatIsAllowed(String words, String message) throws IOException {
    String[] wrong = words.split(" ");
    assertThat(add("postgresql", "orders", with(wrong, "--server", "x=127.0.0.1:1"))).isEqualTo(1);
    assertThat(error()).contains(message);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void nothingIsWrittenWhereTheWholeWouldNotBeValid() throws Exception {
    String before = "listen orders-primary\n  bind 127.0.0.1:1\n  server x 127.0.0.1:1\n";
    Files.writeString(directory.resolve("10.cfg"), before);
    assertThat(add("postgresql", "orders", "--server", "x=127.0.0.1:1")).isEqualTo(1);
    assertThat(error()).contains("orders-primary", "nothing was written");
    assertThat(add("no-such-role", "orders")).isEqualTo(1);
    assertThat(error()).contains("there is no role 'no-such-role'");
    assertThat(add("ldap", "10", "--server", "x=127.0.0.1:1")).isEqualTo(1);
    assertThat(error()).contains("is there already");
    assertThat(add("ldap", "../x", "--server", "x=127.0.0.1:1")).isEqualTo(1);
    assertThat(add("ldap", "none")).isEqualTo(1);
    assertThat(error()).contains("needs servers");
    assertThat(add("postgresql", "split", "--check-user", "a\n  b", "--server", "x=127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(error()).contains("--check-user: ");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve("10.cfg"));
    }
    assertThat(file("10")).isEqualTo(before);
  }

  @Test
  void aRoleIsTakenBackUnlessSomethingNeedsIt() throws Exception {
    assertThat(add("ldap", "people", "--bind", "127.0.0.1:1", "--server", "x=127.0.0.1:1"))
        .isZero();
    Path other = directory.resolve("other.cfg");
    Files.writeString(
        other,
        "frontend g\n  mode tcp\n  timeout client 1m\n  bind 127.0.0.1:2\n  default_backend people-servers\n");
    assertThat(role("remove", "people", "-f", directory.toString())).isEqualTo(1);
    assertThat(error()).contains("the configuration needs people");
    assertThat(role("remove", "other", "-f", directory.toString())).isEqualTo(1);
    assertThat(error()).contains("was not made of a role");
    Files.delete(other);
    assertThat(role("remove", "people", "-f", directory.toString())).as(error()).isZero();
    assertThat(directory).isEmptyDirectory();
    assertThat(role("remove", "people", "-f", directory.toString())).isEqualTo(1);
  }

  @Test
  void aDirectoryOfOnesOwnHasRolesToo() throws Exception {
    Path own = Files.createDirectory(root.resolve("roles"));
    Files.writeString(
        own.resolve("echo.role"),
        """
        # Echo servers.
        parameter bind bind required : where clients connect
        parameter mode tcp|http default tcp : the mode
        ---
        listen @{name}
            mode @{mode}
            bind @{bind}
            timeout client 1m
            timeout server 1m
            timeout connect 1m
        @if mode=http
            option forwardfor
        @else
            option tcp-check
        @end
            @servers check
        """);
    String[] words = {"--roles", own.toString(), "--server", "x=127.0.0.1:7", "--bind", ":7777"};
    assertThat(add("echo", "one", words)).as(error()).isZero();
    assertThat(file("one"))
        .endsWith("    option tcp-check\n    server x 127.0.0.1:7 check\n")
        .contains("listen one\n    mode tcp\n");
    assertThat(add("echo", "two", with(words, "--mode", "udp"))).isEqualTo(1);
    assertThat(error()).contains("--mode: 'udp' (expected: one of tcp, http)");
    assertThat(role("list", "--roles", own.toString())).isZero();
    assertThat(out.toString(ISO_8859_1)).contains("echo ", "Echo servers.", "redis ");
    Files.writeString(own.resolve("bad.role"), "parameter x y\n---\n");
    assertThat(add("bad", "three", "--roles", own.toString())).isEqualTo(1);
    assertThat(error()).contains("role bad, line 1", "expected: parameter <name>");
  }

  @Test
  void aDryRunPrintsTheFile() {
    assertThat(add("ssh", "shells", "--server", "x=127.0.0.1:22", "--dry-run")).isZero();
    assertThat(out.toString(ISO_8859_1)).contains("frontend shells", "server x 127.0.0.1:22");
    assertThat(directory).isEmptyDirectory();
  }
}
