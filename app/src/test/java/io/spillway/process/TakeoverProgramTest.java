package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process takes the listening sockets of the one that it replaces ({@code -x}, {@code -sf}). */
class TakeoverProgramTest {
  private static final int TAKEOVERS = 20;

  @TempDir Path directory;
  private int port;
  private Path configuration;
  private Path web;
  private Path stats;

  @BeforeEach
  void configure() throws IOException {
    port = FreePorts.inARow(1);
    configuration = directory.resolve("test.cfg");
    web = directory.resolve("web.sock");
    stats = directory.resolve("stats.sock");
    write("expose-fd listeners");
  }

  private void write(String words) throws IOException {
    Files.writeString(
        configuration,
        """
        global
          stats socket %s level admin %s
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%d
          bind [::1]:%d
          bind %s mode 606
          http-request return status 200 content-type text/plain string ok
        """
            .formatted(stats, words, port, port, web));
  }

  private Launched start(String program, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(options));
    command.addAll(List.of("-db", "-f", configuration.toString()));
    return Launched.start(directory, command);
  }

  private void awaitListening(Launched launched) {
    launched.await(() -> Launched.accepts(port) && Files.exists(web) && Files.exists(stats));
  }

  private Launched replace(Launched old, String program) throws Exception {
    Launched fresh =
        start(program, "-x", stats.toString(), "-sf", String.valueOf(old.process().pid()));
    try {
      old.process().onExit().join();
      assertThat(fresh.process().isAlive()).as(fresh.output()).isTrue();
    } finally {
      old.close();
    }
    return fresh;
  }

  private interface Exchange {
    void run() throws IOException;
  }

  private void askOverInternet() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write(request());
      expect(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  private void askOverFile() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(web));
      channel.write(ByteBuffer.wrap(request()));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (channel.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      expect(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII));
    }
  }

  private static byte[] request() {
    return "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void expect(String answer) throws IOException {
    if (!answer.startsWith("HTTP/1.1 200") || !answer.endsWith("ok")) {
      throw new IOException("unexpected answer: '" + answer + "'");
    }
  }

  /** Clients that connect anew for each request, until they are stopped or one fails. */
  private final class Clients implements AutoCloseable {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicReference<IOException> failure = new AtomicReference<>();
    private final List<Thread> threads =
        List.of(
            client(TakeoverProgramTest.this::askOverInternet),
            client(TakeoverProgramTest.this::askOverFile));

    private Thread client(Exchange exchange) {
      return Thread.ofPlatform()
          .start(
              () -> {
                while (!stopped.get() && failure.get() == null) {
                  try {
                    exchange.run();
                    answered.incrementAndGet();
                  } catch (IOException e) {
                    failure.set(e);
                  }
                }
              });
    }

    int answered() {
      return answered.get();
    }

    @Override
    public void close() throws InterruptedException {
      stopped.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failure.get()).isNull();
    }
  }

  @Test
  void noConnectionIsLostInTwentyTakeovers() throws Exception {
    String program = Launched.launcher().toString();
    Launched current = start(program);
    try {
      awaitListening(current);
      try (Clients clients = new Clients()) {
        for (int i = 0; i < TAKEOVERS; i++) {
          int before = clients.answered();
          current = replace(current, program);
          Launched serving = current;
          serving.await(() -> clients.answered() > before || clients.failure.get() != null);
          assertThat(clients.failure.get()).as(current.output()).isNull();
        }
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(web)))
          .isEqualTo("rw----rw-");
    } finally {
      current.close();
    }
  }

  @Test
  void spillwayTakesOverFromHaproxyAndBack() throws Exception {
    String spillway = Launched.launcher().toString();
    String haproxy = Launched.haproxy();
    Launched current = start(haproxy);
    try {
      awaitListening(current);
      try (Clients clients = new Clients()) {
        for (String program : List.of(spillway, haproxy, spillway)) {
          current = replace(current, program);
          int before = clients.answered();
          Launched serving = current;
          serving.await(() -> clients.answered() > before || clients.failure.get() != null);
          assertThat(clients.failure.get()).as(current.output()).isNull();
        }
      }
    } finally {
      current.close();
    }
  }

  @Test
  void whereSocketsAreNotExposedTheNewProcessSaysSoAndEnds() throws Exception {
    write("");
    String program = Launched.launcher().toString();
    try (Launched old = start(program)) {
      awaitListening(old);
      try (Launched fresh = start(program, "-x", stats.toString())) {
        assertThat(fresh.exitCode()).isEqualTo(1);
        assertThat(fresh.output())
            .contains("expose-fd listeners", "Failed to get the sockets from the old process!");
      }
      askOverFile();
    }
  }

  @Test
  void withoutAnOldProcessItSaysSoAndEnds() throws Exception {
    try (Launched fresh = start(Launched.launcher().toString(), "-x", stats.toString())) {
      assertThat(fresh.exitCode()).isEqualTo(1);
      assertThat(fresh.output()).contains("No such file or directory");
    }
  }

  private Launched master() throws IOException {
    Launched master = Launched.start(directory, "-W", "-f", configuration.toString());
    master.awaitOutput("Loading success.");
    return master;
  }

  private static long count(Launched launched, String text) {
    return launched.output().lines().filter(line -> line.contains(text)).count();
  }

  @Test
  void aMasterReloadsWithoutLosingAConnection() throws Exception {
    write("");
    try (Launched master = master()) {
      try (Clients clients = new Clients()) {
        for (int i = 1; i <= TAKEOVERS; i++) {
          int ended = i;
          master.signal(i % 2 == 0 ? "HUP" : "USR2");
          master.await(() -> count(master, "Former worker") == ended);
          int before = clients.answered();
          master.await(() -> clients.answered() > before || clients.failure.get() != null);
          assertThat(clients.failure.get()).as(master.output()).isNull();
        }
      }
      assertThat(master.process().children()).hasSize(1);
      master.signal("TERM");
      assertThat(master.exitCode()).isZero();
    }
  }

  @Test
  void aConfigurationThatFailsLeavesTheOldWorkerRunning() throws Exception {
    try (Launched master = master()) {
      List<Long> before = master.process().children().map(ProcessHandle::pid).toList();
      String good = Files.readString(configuration);
      Files.writeString(configuration, good + "  no-such-keyword\n");
      master.signal("USR2");
      master.awaitOutput("Reloading failed");
      assertThat(master.output()).contains("unknown keyword 'no-such-keyword'");
      askOverFile();
      askOverInternet();
      assertThat(master.process().children().map(ProcessHandle::pid).toList()).isEqualTo(before);
      Files.writeString(configuration, good.replace("string ok", "string new-ok"));
      master.signal("USR2");
      master.awaitOutput("Former worker");
      askOverFile();
      assertThat(master.process().children()).hasSize(1);
    }
  }

  @Test
  void anOldWorkerEndsHardWhenItsStreamsTakeTooLong() throws Exception {
    write("expose-fd listeners\n  hard-stop-after 100ms");
    try (Launched master = master();
        SocketChannel idle = SocketChannel.open(UnixDomainSocketAddress.of(web))) {
      idle.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)));
      askOverFile();
      master.signal("USR2");
      master.awaitOutput("performing a hard-stop");
      master.awaitOutput("Former worker");
      assertThat(idle.read(ByteBuffer.allocate(100))).isNotEqualTo(0);
      askOverFile();
    }
  }
}
