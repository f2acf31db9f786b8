package io.spillway.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
  private static final long NOW = 1_795_487_201_061_584L;

  @TempDir private Path directory;
  private final LogOutputs outputs = new LogOutputs();

  @AfterEach
  void close() {
    outputs.close();
  }

  private LogWriter writer(String hostName) {
    return new LogWriter(new LogContext(new LogIdentity(hostName, 4711), ZoneOffset.UTC), outputs);
  }

  private static LogTarget target(DatagramSocket socket, LogFraming framing) {
    return new LogTarget(definition(socket, framing, 1024, null));
  }

  private static LogTargetDefinition definition(
      DatagramSocket socket, LogFraming framing, int length, LogSampling sampling) {
    return new LogTargetDefinition(
        new LogAddress.Udp((InetSocketAddress) socket.getLocalSocketAddress()),
        length,
        framing,
        sampling,
        LogFacility.LOCAL0,
        LogLevel.INFO,
        LogLevel.ALERT,
        null);
  }

  private static DatagramSocket receiver() throws Exception {
    return new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  private static String received(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
  }

  private int send(LogWriter writer, LogLevel level, String text, LogTarget... targets) {
    writer.message().append(text);
    return writer.send(List.of(targets), level, "haproxy", NOW);
  }

  @Test
  void everyFramingIsThatOfHaproxy() throws Exception {
    try (DatagramSocket socket = receiver()) {
      LogWriter writer = writer(null);
      LogTarget[] targets =
          Stream.of(LogFraming.values()).map(f -> target(socket, f)).toArray(LogTarget[]::new);
      send(writer, LogLevel.INFO, "text", targets);
      assertThat(received(socket)).isEqualTo("<134>Nov 24 02:26:41 haproxy[4711]: text\n");
      assertThat(received(socket))
          .isEqualTo("<134>Nov 24 02:26:41 localhost haproxy[4711]: text\n");
      assertThat(received(socket))
          .isEqualTo("<134>1 2026-11-24T02:26:41.061584+00:00 - haproxy 4711 - - text\n");
      assertThat(received(socket)).isEqualTo("<134>text\n");
      assertThat(received(socket)).isEqualTo("<6>text\n");
      assertThat(received(socket)).isEqualTo("<6>2026-11-24T02:26:41.061584+00:00 text\n");
      assertThat(received(socket)).isEqualTo("2026-11-24T02:26:41.061584+00:00 text\n");
      assertThat(received(socket)).isEqualTo("text\n");
    }
  }

  @Test
  void theHostNameStandsInTheHeaderWhenItIsSent() throws Exception {
    try (DatagramSocket socket = receiver()) {
      send(writer("myhost"), LogLevel.INFO, "text", target(socket, null));
      assertThat(received(socket)).isEqualTo("<134>Nov 24 02:26:41 myhost haproxy[4711]: text\n");
    }
  }

  @Test
  void levelsBelowTheMaximumAreLeftOutAndThoseAboveTheMinimumLowered() throws Exception {
    try (DatagramSocket socket = receiver()) {
      LogWriter writer = writer(null);
      LogTarget target = target(socket, LogFraming.SHORT);
      send(writer, LogLevel.DEBUG, "too chatty", target);
      send(writer, LogLevel.EMERG, "too loud", target);
      assertThat(received(socket)).isEqualTo("<1>too loud\n");
    }
  }

  @Test
  void aLineIsCutToItsLength() throws Exception {
    try (DatagramSocket socket = receiver()) {
      LogTarget target = new LogTarget(definition(socket, LogFraming.PRIORITY, 80, null));
      send(writer(null), LogLevel.INFO, "x".repeat(500), target);
      assertThat(received(socket)).hasSize(80).startsWith("<134>xxx").endsWith("x\n");
    }
  }

  @Test
  void aSampleTakesItsShareOfTheLines() throws Exception {
    try (DatagramSocket socket = receiver()) {
      LogWriter writer = writer(null);
      LogTarget target =
          new LogTarget(definition(socket, LogFraming.RAW, 1024, LogSampling.parse("2,4-5:5")));
      for (int i = 1; i <= 7; i++) {
        send(writer, LogLevel.INFO, "line " + i, target);
      }
      assertThat(received(socket)).isEqualTo("line 2\n");
      assertThat(received(socket)).isEqualTo("line 4\n");
      assertThat(received(socket)).isEqualTo("line 5\n");
      assertThat(received(socket)).isEqualTo("line 7\n");
    }
  }

  @Test
  void aUnixDatagramSocketReceivesTheLines() throws Exception {
    Path socket = directory.resolve("log.sock");
    Process receiver = new ProcessBuilder("socat", "-u", "UNIX-RECV:" + socket, "STDOUT").start();
    try (BufferedReader lines = receiver.inputReader()) {
      LogTarget target =
          new LogTarget(
              new LogTargetDefinition(
                  new LogAddress.UnixDatagram(socket.toString()), LogFacility.LOCAL0));
      LogWriter writer = writer(null);
      while (!Files.exists(socket) || send(writer, LogLevel.INFO, "text", target) > 0) {
        Thread.onSpinWait();
      }
      assertThat(lines.readLine()).isEqualTo("<134>Nov 24 02:26:41 haproxy[4711]: text");
    } finally {
      receiver.destroy();
    }
  }

  @Test
  void aLineThatNobodyReceivesIsCountedAsDropped() {
    LogTarget target =
        new LogTarget(
            new LogTargetDefinition(
                new LogAddress.UnixDatagram(directory.resolve("nobody").toString()),
                LogFacility.LOCAL0));
    assertThat(send(writer(null), LogLevel.INFO, "text", target)).isOne();
  }

  @Test
  void aTcpServerReceivesTheLines() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      LogTarget target =
          new LogTarget(
              new LogTargetDefinition(
                  new LogAddress.Tcp((InetSocketAddress) server.getLocalSocketAddress()),
                  LogFacility.LOCAL0));
      send(writer(null), LogLevel.INFO, "text", target);
      try (Socket accepted = server.accept();
          BufferedReader lines =
              new BufferedReader(
                  new java.io.InputStreamReader(
                      accepted.getInputStream(), StandardCharsets.ISO_8859_1))) {
        assertThat(lines.readLine()).isEqualTo("<134>Nov 24 02:26:41 haproxy[4711]: text");
      }
    }
  }

  @Test
  void aQueueThatIsFullDropsLinesAndKeepsThoseItTook() throws Exception {
    var release = new java.util.concurrent.CountDownLatch(1);
    var written = new java.io.ByteArrayOutputStream();
    QueuedOutput output =
        new QueuedOutput(
            "test",
            (bytes, offset, length) -> {
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new java.io.IOException(e);
              }
              written.write(bytes, offset, length);
            });
    byte[] line = ("x".repeat(999) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    int taken = 0;
    while (output.write(line, line.length)) {
      taken++;
    }
    assertThat(taken).isBetween(QueuedOutput.CAPACITY / 1000, 2 * QueuedOutput.CAPACITY / 1000);
    release.countDown();
    output.close();
    assertThat(written.size()).isEqualTo(taken * 1000);
  }
}
