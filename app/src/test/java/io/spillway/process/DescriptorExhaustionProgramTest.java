package io.spillway.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that may open few files, with more clients than that. */
class DescriptorExhaustionProgramTest {
  private static final int DESCRIPTORS = 200;
  private static final long TICKS_PER_SECOND = 100;
  private static final String REQUEST = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

  @TempDir Path directory;
  private final List<Socket> clients = new ArrayList<>();
  private ServerSocket echo;
  private int port;
  private Launched launched;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::serve);
    port = FreePorts.inARow(2);
    Path configuration = directory.resolve("test.cfg");
    Files.writeString(
        configuration,
        """
        global
          maxconn 1000
          nbthread 2
        defaults
          mode http
          timeout client 1h
          timeout server 1h
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%d
          http-request return status 200 if { path / }
          default_backend origin
        backend origin
          retries 0
          server s 127.0.0.1:%d
        listen relay
          mode tcp
          bind 127.0.0.1:%d
          server s 127.0.0.1:%d
        """
            .formatted(port, echo.getLocalPort(), port + 1, echo.getLocalPort()));
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "limited"));
    command.addAll(List.of(Launched.launcher().toString(), "-db", "-f", configuration.toString()));
    launched = Launched.start(directory, command);
    launched.awaitPort(port + 1);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    launched.close();
    echo.close();
  }

  private void serve() {
    try {
      while (true) {
        Socket accepted = echo.accept();
        Thread.startVirtualThread(() -> sendBack(accepted));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void sendBack(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // the proxy went away
    }
  }

  private Socket connect(int to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to);
    clients.add(socket);
    return socket;
  }

  private static String answer(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    int next = client.getInputStream().read();
    while (next >= 0) {
      head.append((char) next);
      if (head.toString().endsWith("\r\n\r\n")) {
        break;
      }
      next = client.getInputStream().read();
    }
    return head.toString();
  }

  private static void assertRelays(Socket client, Random random) throws IOException {
    byte[] sent = new byte[200_000];
    random.nextBytes(sent);
    Thread.startVirtualThread(
        () -> {
          try {
            client.getOutputStream().write(sent);
          } catch (IOException e) {
            // what comes back is less than what was to be sent
          }
        });
    assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
  }

  /** The processor time that the process has used, in clock ticks. */
  private long ticks() {
    try {
      String stat = Files.readString(Path.of("/proc/" + launched.process().pid() + "/stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private long openDescriptors() {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + launched.process().pid() + "/fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Once, or once more for every minute that a slow machine took. */
  private void assertToldOnce(long sinceNanos) {
    long minutes = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - sinceNanos);
    assertThat(launched.output().split("cannot accept on", -1).length - 1L)
        .as(launched.output())
        .isBetween(1L, 1 + minutes);
  }

  @Test
  void acceptingWaitsForDescriptorsAndWhatRunsGoesOn() throws Exception {
    Random random = new Random(1);
    Socket relayed = connect(port + 1);
    assertRelays(relayed, random);
    Socket first = connect(port);
    assertThat(answer(first, REQUEST)).startsWith("HTTP/1.1 200");

    for (int i = 0; i < DESCRIPTORS; i++) {
      connect(port);
    }
    long told = System.nanoTime();
    launched.awaitOutput("Proxy web cannot accept on");
    assertThat(openDescriptors()).isGreaterThanOrEqualTo(DESCRIPTORS - 1);

    // What stands goes on; where a new connection to a server is needed, there is none.
    assertRelays(relayed, random);
    assertThat(answer(first, REQUEST)).startsWith("HTTP/1.1 200");
    assertThat(answer(first, "GET /origin HTTP/1.1\r\nhost: x\r\n\r\n")).startsWith("HTTP/1.1 503");

    // The state costs little: a loop that tried again and again would take a processor.
    long begun = System.nanoTime();
    long before = ticks();
    while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(2)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    assertThat(openDescriptors()).isGreaterThanOrEqualTo(DESCRIPTORS - 1);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double used = (ticks() - before) / (double) TICKS_PER_SECOND;
    assertThat(used / seconds).as("processors that the state takes").isLessThan(0.25);
    assertToldOnce(told);

    // Descriptors come back: everyone who waited is served.
    List<Socket> waiting = clients.subList(2 + DESCRIPTORS / 2, clients.size());
    for (Socket client : clients.subList(2, 2 + DESCRIPTORS / 2)) {
      client.close();
    }
    for (Socket client : waiting) {
      assertThat(answer(client, REQUEST)).startsWith("HTTP/1.1 200");
    }
    assertRelays(relayed, random);
    assertThat(answer(connect(port), REQUEST)).startsWith("HTTP/1.1 200");
    assertThat(launched.output()).doesNotContain("Exception");
  }
}
