package io.spillway.process;

import io.spillway.net.HandedOverSockets;
import io.spillway.ops.runtime.ListeningSockets;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Listening sockets on their way to another process, as HAProxy gives and takes them: the command
 * {@code _getsocks} on a {@code stats socket} with {@code expose-fd listeners}. The answer is a
 * number of descriptors (a 32-bit word of this machine), then messages with at most {@link
 * SocketCalls#MAX_DESCRIPTORS} descriptors and, for each, a name space and an interface (both a
 * byte of length and the text) and a word of options. The other side confirms each message with a
 * word. Thread-safe.
 */
public final class SocketHandover implements ListeningSockets {
  private static final String COMMAND = "_getsocks\n";
  private static final int TIMEOUT_SECONDS = 10;
  private static final int MAX_SOCKETS = 65536;
  private static final int ENTRY_SIZE = 6;
  private static final int MAX_MESSAGE = MAX_SOCKETS;
  private static final int MARKS = 30000;

  private static int lastMark;

  private final Supplier<List<Integer>> descriptors;

  /**
   * Gives sockets away.
   *
   * @param descriptors tells which
   */
  public SocketHandover(Supplier<List<Integer>> descriptors) {
    this.descriptors = descriptors;
  }

  @Override
  public void sendOver(SocketChannel connection) throws IOException {
    sendOver(descriptorOf(connection), Channels.newInputStream(connection));
  }

  /**
   * Sends them all over a unix socket; returns when the other side has them.
   *
   * @param confirmations what the other side sends
   * @throws IOException when the other side went away or does not take them
   */
  public void sendOver(int socket, InputStream confirmations) throws IOException {
    try {
      List<Integer> all = descriptors.get();
      SocketCalls.send(socket, word(all.size()), List.of());
      for (int from = 0; from < all.size(); from += SocketCalls.MAX_DESCRIPTORS) {
        int to = Math.min(all.size(), from + SocketCalls.MAX_DESCRIPTORS);
        SocketCalls.send(socket, new byte[ENTRY_SIZE * (to - from)], all.subList(from, to));
        if (to < all.size() && confirmations.readNBytes(4).length < 4) {
          throw new IOException("the other process went away");
        }
      }
    } catch (SystemCallException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  /**
   * The descriptor of a unix socket that Java opened, which Java does not tell. The socket is
   * marked with an option that means nothing to unix sockets, and looked for by its mark.
   */
  private static synchronized int descriptorOf(SocketChannel connection) throws IOException {
    lastMark = lastMark % MARKS + 1;
    int mark = MARKS + lastMark;
    connection.setOption(StandardSocketOptions.SO_LINGER, mark);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path entry : all) {
        int descriptor = Integer.parseInt(entry.getFileName().toString());
        if (SocketCalls.linger(descriptor) == mark) {
          return descriptor;
        }
      }
    }
    throw new IOException("the connection's descriptor cannot be found");
  }

  /**
   * Takes the sockets of the process that answers on the stats socket {@code path}.
   *
   * @throws SystemCallException when nobody answers there, or not with sockets
   */
  static HandedOverSockets takeFrom(String path) throws SystemCallException {
    return takeFrom(SocketCalls.connect(path, TIMEOUT_SECONDS));
  }

  /**
   * Takes the sockets of the process that answers on the connection {@code socket}, and closes
   * that.
   *
   * @throws SystemCallException when it does not answer with sockets
   */
  static HandedOverSockets takeFrom(int socket) throws SystemCallException {
    HandedOverSockets taken = new HandedOverSockets(SocketHandover::close);
    try {
      SystemCalls.write(socket, COMMAND);
      receive(socket, taken);
      return taken;
    } catch (SystemCallException e) {
      taken.close();
      throw e;
    } finally {
      SystemCalls.close(socket);
    }
  }

  private static void receive(int socket, HandedOverSockets taken) throws SystemCallException {
    byte[] head = new byte[0];
    while (head.length < 4) {
      byte[] more = SocketCalls.receive(socket, 4 - head.length).bytes();
      if (more.length == 0) {
        throw new SystemCallException("it gives no sockets (expected: 'expose-fd listeners')");
      }
      head = ByteBuffer.allocate(head.length + more.length).put(head).put(more).array();
    }
    int expected = ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).getInt();
    if (expected < 0 || expected > MAX_SOCKETS) {
      throw new SystemCallException("it gives no sockets (expected: 'expose-fd listeners')");
    }
    List<Integer> all = new ArrayList<>();
    while (all.size() < expected) {
      SocketCalls.Message message = SocketCalls.receive(socket, MAX_MESSAGE);
      if (message.bytes().length == 0) {
        all.forEach(SocketHandover::close);
        throw new SystemCallException(
            "it gave " + all.size() + " of " + expected + " sockets and went away");
      }
      all.addAll(message.descriptors());
      // HAProxy goes away after its last message, which it needs no confirmation for.
      boolean isLast = all.size() >= expected;
      if (!isLast && !message.descriptors().isEmpty()) {
        SocketCalls.send(socket, word(all.size()), List.of());
      }
    }
    for (int descriptor : all) {
      if (SocketCalls.listens(descriptor)) {
        taken.add(descriptor, SocketCalls.address(descriptor));
      } else {
        close(descriptor);
      }
    }
  }

  private static void close(int descriptor) {
    try {
      SystemCalls.close(descriptor);
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    }
  }
}
