package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code show servers state} of one program says is taken over by the other. */
class ServerStateFileProgramTest {
  /** The flag of a check that is being made at the moment. */
  private static final int CHECK_IN_PROGRESS = 1;

  /** The servers whose checks run have an answer every 100 ms; the others are not asked again. */
  private static final String CONFIGURATION =
      """
      global
        stats socket %1$s level admin
        server-state-file %2$s
      defaults
        mode http
        timeout client 5s
        timeout server 5s
        timeout connect 5s
        load-server-state-from-file global
      frontend f
        bind 127.0.0.1:%3$d
        default_backend b
      backend b
        default-server inter 100ms rise 1 fall 1 weight 10
        server up 127.0.0.1:%4$d check id 20
        server down 127.0.0.1:1 check
        server elsewhere 127.0.0.1:1 check port %4$d addr 127.0.0.1
        server six ::1:1 check
        server disabled 127.0.0.1:%4$d check disabled
        server enabled 127.0.0.1:%4$d check disabled
        server maintained 127.0.0.1:%4$d check
        server drained 127.0.0.1:%4$d check
        server light 127.0.0.1:%4$d check
        server unchecked 127.0.0.1:%4$d
      backend named
        id 40
        server s 127.0.0.1:%4$d disabled
      """;

  private static final List<String> DECISIONS =
      List.of(
          "set server b/enabled state ready",
          "set server b/maintained state maint",
          "set server b/drained state drain",
          "set server b/light weight 3",
          "set server b/unchecked state drain",
          "set server named/s state ready");

  @TempDir Path directory;
  private ServerSocket origin;
  private Path state;

  @BeforeEach
  void listen() throws IOException {
    origin = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    state = directory.resolve("state");
  }

  private void accept() {
    while (!origin.isClosed()) {
      try {
        origin.accept().close();
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  private Launched start(String program) throws IOException {
    Path configuration = directory.resolve("test.cfg");
    Files.deleteIfExists(socket());
    Files.writeString(
        configuration,
        CONFIGURATION.formatted(socket(), state, FreePorts.inARow(1), origin.getLocalPort()));
    Launched launched =
        Launched.start(directory, List.of(program, "-db", "-f", configuration.toString()));
    launched.await(() -> isAnswered());
    return launched;
  }

  private Path socket() {
    return directory.resolve("s");
  }

  private boolean isAnswered() {
    try {
      return !ask("show version").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket()));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String[]> rows() {
    try {
      return ask("show servers state")
          .lines()
          .skip(2)
          .filter(line -> !line.isEmpty())
          .map(line -> line.split(" "))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether every server that is to be checked was, and has the state that follows. */
  private boolean isChecked() {
    return rows().stream()
        .filter(
            row ->
                List.of("up", "down", "elsewhere", "six", "enabled", "drained", "light")
                    .contains(row[3]))
        .allMatch(
            row -> {
              boolean isUp = !row[3].equals("down") && !row[3].equals("six");
              return row[10].equals(isUp ? "6" : "8") && row[5].equals(isUp ? "2" : "0");
            });
  }

  /** Who they are, the states, weights, results of checks and flags; not the age. */
  private List<String> comparable() {
    return rows().stream()
        .map(
            row -> {
              row[9] = "AGE";
              if (row[11].equals("0") && (Integer.parseInt(row[13]) & CHECK_IN_PROGRESS) != 0) {
                row[11] = row[10].equals("6") ? "3" : "2"; // What it was before this check began.
              }
              row[13] = String.valueOf(Integer.parseInt(row[13]) & ~CHECK_IN_PROGRESS);
              if (row[3].equals("unchecked") || row[3].equals("s")) {
                row[12] = "HEALTH"; // It means nothing where nothing is checked.
              }
              if (row[5].equals("0") && !row[6].equals("0")) {
                row[10] = "STATUS"; // HAProxy's first check may have begun before the maintenance.
                row[11] = "RESULT";
              }
              return String.join(" ", row);
            })
        .toList();
  }

  private String dumpOf(String program) throws Exception {
    Files.deleteIfExists(state);
    try (Launched launched = start(program)) {
      for (String decision : DECISIONS) {
        assertThat(ask(decision)).isEqualTo("\n");
      }
      launched.await(this::isChecked);
      return ask("show servers state");
    }
  }

  /** What {@code program} has made of {@code dump}, first at once and then with its own checks. */
  private List<String> takenOver(String program, String dump) throws Exception {
    Files.writeString(state, dump);
    try (Launched launched = start(program)) {
      launched.await(this::isChecked);
      assertThat(launched.output()).doesNotContain("application failed", "corrupted", "Can't");
      return comparable();
    }
  }

  @Test
  void bothProgramsTakeOverWhatEitherWrites() throws Exception {
    String spillway = Launched.launcher().toString();
    for (String source : List.of(Launched.haproxy(), spillway)) {
      String dump = dumpOf(source);
      List<String> expected = takenOver(Launched.haproxy(), dump);
      assertThat(expected).anyMatch(row -> row.matches("\\d+ b \\d+ enabled 127.0.0.1 2 4 .*"));
      assertThat(expected).anyMatch(row -> row.matches("\\d+ b \\d+ light \\S+ 2 0 3 10 .*"));
      assertThat(takenOver(spillway, dump)).as("from " + source).isEqualTo(expected);
    }
  }
}
