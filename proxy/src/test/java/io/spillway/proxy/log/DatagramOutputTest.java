package io.spillway.proxy.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramOutputTest {
  private static final byte[] LINE = "<134>hello".getBytes(US_ASCII);

  @TempDir Path directory;
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void linesToASyslogServerAreDroppedUntilADescriptorIsLeft() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      UdpOutput output =
          new UdpOutput(
              new InetSocketAddress(server.getLocalAddress(), server.getLocalPort()),
              () -> {
                if (attempts.getAndIncrement() == 0) {
                  throw new IOException("Too many open files");
                }
                return DatagramChannel.open();
              });
      assertThat(output.write(LINE, LINE.length)).isFalse();
      assertThat(output.write(LINE, LINE.length)).isTrue();
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      server.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), US_ASCII))
          .isEqualTo("<134>hello");
      output.close();
      assertThat(output.write(LINE, LINE.length)).isFalse();
      assertThat(attempts).hasValue(2);
    }
  }

  @Test
  void linesToALocalDaemonAreDroppedUntilADescriptorIsLeft() throws Exception {
    Path socket = directory.resolve("log");
    Path received = directory.resolve("received");
    Process daemon =
        new ProcessBuilder("socat", "-u", "UNIX-RECV:" + socket, "OPEN:" + received + ",creat")
            .start();
    try {
      while (!Files.exists(socket)) {
        Thread.onSpinWait();
      }
      UnixDatagramOutput output =
          new UnixDatagramOutput(
              socket.toString(),
              () -> attempts.getAndIncrement() == 0 ? -1 : NativeCalls.unixDatagramSocket());
      assertThat(output.write(LINE, LINE.length)).isFalse();
      assertThat(output.write(LINE, LINE.length)).isTrue();
      while (!Files.exists(received) || Files.size(received) < LINE.length) {
        Thread.onSpinWait();
      }
      assertThat(Files.readString(received)).isEqualTo("<134>hello");
      output.close();
      assertThat(output.write(LINE, LINE.length)).isFalse();
      assertThat(attempts).hasValue(2);
    } finally {
      daemon.destroy();
      daemon.waitFor();
    }
  }
}
