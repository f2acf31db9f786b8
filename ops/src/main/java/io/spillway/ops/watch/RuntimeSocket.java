package io.spillway.ops.watch;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;

/** Asks the {@code stats socket} of a process, a connection for each question. Thread-safe. */
final class RuntimeSocket {
  private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

  private final SocketAddress address;
  private final Duration timeout;
  private final Deadlines deadlines;

  RuntimeSocket(SocketAddress address, Duration timeout, Deadlines deadlines) {
    this.address = address;
    this.timeout = timeout;
    this.deadlines = deadlines;
  }

  /**
   * What the process answers to {@code commands}, which have semicolons between them.
   *
   * @throws IOException when it does not, or not in time; the message says so
   */
  String ask(String commands) throws IOException {
    boolean isInternet = address instanceof InetSocketAddress;
    SocketChannel channel =
        isInternet ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
    ScheduledFuture<?> deadline = deadlines.after(timeout, channel);
    boolean isConnected = false;
    try (channel) {
      channel.connect(resolved(address));
      isConnected = true;
      channel.write(StandardCharsets.UTF_8.encode(commands + "\n"));
      InputStream input = Channels.newInputStream(channel);
      byte[] answer = input.readNBytes(LONGEST_ANSWER);
      if (answer.length == 0) {
        throw new IOException("closes the connection without an answer");
      }
      return new String(answer, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException(
          deadline.isDone()
              ? (isConnected ? "does not answer within " : "takes no connection within ")
                  + timeout.toMillis()
                  + " ms"
              : reason(e),
          e);
    } finally {
      deadline.cancel(false);
    }
  }

  /** The address, with its name looked up where it has one. */
  static SocketAddress resolved(SocketAddress address) throws UnknownHostException {
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      InetSocketAddress found = new InetSocketAddress(inet.getHostString(), inet.getPort());
      if (found.isUnresolved()) {
        throw new UnknownHostException("cannot resolve " + inet.getHostString());
      }
      return found;
    }
    return address;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
