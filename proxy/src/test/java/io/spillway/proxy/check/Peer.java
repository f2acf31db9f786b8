package io.spillway.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A TCP server on a free port that behaves in one way to everyone. */
public final class Peer implements AutoCloseable {
  /** What it does with a connection. */
  public interface Behaviour {
    void serve(Socket socket, Peer peer) throws IOException;
  }

  private final ServerSocket listener;
  private final Behaviour behaviour;
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  public Peer(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    this.listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** The requests that {@link #http} has read or will read. */
  public BlockingQueue<String> requests() {
    return requests;
  }

  /** Reads a request's head, then answers with {@code response} and closes. */
  public static Behaviour http(String response) {
    return (socket, peer) -> {
      String request = peer.readSome(socket);
      peer.requests.add(request);
      socket.getOutputStream().write(response.getBytes(ISO_8859_1));
    };
  }

  /** Answers with {@code banner}, then reads what comes, says that it got it, and waits. */
  public static Behaviour banner(String banner) {
    return (socket, peer) -> {
      socket.getOutputStream().write(banner.getBytes(ISO_8859_1));
      String said = peer.readSome(socket);
      if (!said.isEmpty()) {
        socket.getOutputStream().write(("got " + said).getBytes(ISO_8859_1));
        peer.readSome(socket);
      }
    };
  }

  /** Says nothing until the other side closes. */
  public static Behaviour silent() {
    return (socket, peer) -> {
      while (!peer.readSome(socket).isEmpty()) {
        Thread.onSpinWait();
      }
    };
  }

  private String readSome(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[4096];
    int length = in.read(buffer);
    return length < 0 ? "" : new String(buffer, 0, length, ISO_8859_1);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(socket, this);
    } catch (IOException e) {
      // the check closed
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
