package io.spillway.conformance;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A syslog receiver over UDP that keeps every datagram. Thread-safe. */
final class LogCollector implements AutoCloseable {
  private static final String LAST = "<last>";

  private final DatagramSocket socket;
  private final InetSocketAddress address;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CountDownLatch drained = new CountDownLatch(1);

  LogCollector() throws IOException {
    address = Loopback.free();
    socket = new DatagramSocket(address);
    Thread.ofVirtual().start(this::receive);
  }

  InetSocketAddress address() {
    return address;
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      while (true) {
        packet.setLength(65_535);
        socket.receive(packet);
        String line =
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        if (line.equals(LAST)) {
          return;
        }
        lines.add(line);
      }
    } catch (IOException closed) {
      // Closed by its owner.
    } finally {
      drained.countDown();
    }
  }

  List<String> lines() {
    return lines;
  }

  /** Everything that was sent to it before this call. */
  List<String> drain() throws IOException, InterruptedException {
    byte[] last = LAST.getBytes(StandardCharsets.ISO_8859_1);
    try (DatagramSocket sender = new DatagramSocket()) {
      sender.send(new DatagramPacket(last, last.length, address));
    }
    drained.await();
    return lines;
  }

  @Override
  public void close() {
    socket.close();
  }
}
