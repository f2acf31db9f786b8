package io.spillway.proxy.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server over TCP. A connection that fails is made again for a later line, at most once a
 * second; lines in between are lost. Confined to its output's thread but for closing.
 */
final class TcpSink implements QueuedOutput.Sink {
  private static final int CONNECT_MILLIS = 1000;
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final InetSocketAddress server;
  private volatile @Nullable Socket socket;
  private long failedAt = System.nanoTime() - PAUSE_NANOS;

  TcpSink(InetSocketAddress server) {
    this.server = server;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Socket open = socket;
    if (open == null) {
      open = connect();
    }
    try {
      open.getOutputStream().write(bytes, offset, length);
    } catch (IOException e) {
      open.close();
      socket = null;
      throw e;
    }
  }

  private Socket connect() throws IOException {
    if (System.nanoTime() - failedAt < PAUSE_NANOS) {
      throw new IOException("waiting to connect again to " + server);
    }
    Socket fresh = new Socket();
    try {
      fresh.connect(server, CONNECT_MILLIS);
      socket = fresh;
      return fresh;
    } catch (IOException e) {
      failedAt = System.nanoTime();
      fresh.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    Socket open = socket;
    if (open != null) {
      open.close();
    }
  }
}
