package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the machine refuses ends the start with HAProxy's message, or one that names the file and
 * the reason. Run as root without root's rights to low ports and others' files.
 */
@EnabledIfSystemProperty(named = "user.name", matches = "root")
class StartFailureTest {
  private static final List<String> UNPRIVILEGED =
      List.of("setpriv", "--bounding-set=-net_bind_service,-dac_override,-dac_read_search", "--");

  @TempDir Path directory;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectory(
        directory.resolve("locked"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
    Files.createFile(
        directory.resolve("secret"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
  }

  private record Pair(Outcome expected, Outcome actual) {
    /** The same exit code, and the same alerts. */
    void assertSame() {
      assertThat(actual.exitCode()).isEqualTo(expected.exitCode()).isEqualTo(1);
      assertThat(alerts(actual)).isEqualTo(alerts(expected)).isNotEmpty();
    }

    private static List<String> alerts(Outcome outcome) {
      return outcome.messages().stream()
          .filter(line -> line.startsWith("[ALERT]"))
          .map(line -> line.replace("/usr/sbin/haproxy.main", "haproxy.main"))
          .toList();
    }

    /** HAProxy fails too; what Spillway says has these words. */
    void assertTold(String... words) {
      assertThat(expected.exitCode()).isEqualTo(1);
      assertThat(actual.exitCode()).isEqualTo(1);
      assertThat(alerts(actual)).anySatisfy(line -> assertThat(line).contains(words));
    }
  }

  private Pair start(String global, String defaults, String bind) throws Exception {
    Files.writeString(
        directory.resolve("test.cfg"),
        """
        global
          %s
        defaults
          mode http
          timeout client 1s
          timeout server 1s
          timeout connect 1s
          %s
        frontend web
          bind %s
          http-request deny
        """
            .formatted(global, defaults, bind));
    String[] arguments = {"-db", "-f", "test.cfg"};
    List<String> theirs = new ArrayList<>(UNPRIVILEGED);
    theirs.add("/usr/sbin/haproxy");
    theirs.addAll(List.of(arguments));
    List<String> ours = new ArrayList<>(UNPRIVILEGED);
    ours.addAll(Outcome.spillway("/usr/sbin/haproxy", arguments));
    return new Pair(Outcome.of(directory, theirs), Outcome.of(directory, ours));
  }

  private Pair start(String bind) throws Exception {
    return start("", "", bind);
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      start("127.0.0.1:" + taken.getLocalPort()).assertSame();
    }
  }

  @Test
  void aPortOfIpv6InUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      start("[::1]:" + taken.getLocalPort()).assertSame();
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamed() throws Exception {
    start("192.0.2.1:8080").assertSame();
  }

  @Test
  void aPortThatOnlyRootMayBindIsNamed() throws Exception {
    start("127.0.0.1:81").assertSame();
  }

  @Test
  void aUnixSocketsDirectoryThatIsNotThereIsNamed() throws Exception {
    start(directory + "/missing/socket").assertSame();
  }

  @Test
  void aUnixSocketsDirectoryThatMayNotBeWrittenIsNamed() throws Exception {
    start(directory + "/locked/socket").assertSame();
  }

  @Test
  void aStatsSocketsDirectoryThatMayNotBeWrittenIsNamed() throws Exception {
    start("stats socket " + directory + "/locked/socket", "", "127.0.0.1:" + FreePorts.inARow(1))
        .assertTold("frontend GLOBAL", "cannot bind UNIX socket (Permission denied)");
  }

  @Test
  void anErrorFileThatMayNotBeReadIsNamed() throws Exception {
    start("", "errorfile 503 secret", "127.0.0.1:" + FreePorts.inARow(1))
        .assertTold("[test.cfg:8]", "'secret'");
  }

  @Test
  void aCertificateThatMayNotBeReadIsNamedWithTheReason() throws Exception {
    start("127.0.0.1:1 ssl crt secret")
        .assertTold("[test.cfg:10]", "unable to read 'secret': permission denied");
  }
}
