package io.spillway.facility.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The way from one voter to another: a relay that can be cut in either direction, as a network is:
 * connections stay, and nothing comes through.
 */
final class Wire implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket();
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cutForward;
  private volatile boolean cutBack;

  Wire(InetSocketAddress target) throws IOException {
    this.target = target;
    listener.bind(new InetSocketAddress("127.0.0.1", 0));
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  void cut() {
    cutForward = true;
    cutBack = true;
  }

  void cutForward() {
    cutForward = true;
  }

  /** What was under way is lost, as a broken connection's is. */
  void mend() {
    sockets.forEach(Wire::close);
    sockets.clear();
    cutForward = false;
    cutBack = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket in = listener.accept();
        sockets.add(in);
        Thread.ofVirtual().start(() -> connect(in));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket in) {
    Socket out = new Socket();
    sockets.add(out);
    try {
      out.connect(target);
    } catch (IOException e) {
      close(in);
      return;
    }
    Thread.ofVirtual().start(() -> copy(in, out, true));
    copy(out, in, false);
  }

  private void copy(Socket from, Socket to, boolean forward) {
    byte[] buffer = new byte[65536];
    try {
      int length = from.getInputStream().read(buffer);
      while (length >= 0) {
        while (forward ? cutForward : cutBack) {
          if (from.isClosed()) {
            return;
          }
          LockSupport.parkNanos(1_000_000);
        }
        to.getOutputStream().write(buffer, 0, length);
        length = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // Broken.
    } finally {
      if (!(forward ? cutForward : cutBack)) {
        close(from);
        close(to);
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(Wire::close);
  }
}
