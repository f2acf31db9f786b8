package io.spillway.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Answers lines on a unix socket, one a connection, on a thread of its own. Thread-safe. */
final class ControlSocket implements AutoCloseable {
  private final Path path;
  private final ServerSocketChannel listener;
  private final UnaryOperator<String> answers;

  private ControlSocket(Path path, ServerSocketChannel listener, UnaryOperator<String> answers) {
    this.path = path;
    this.listener = listener;
    this.answers = answers;
  }

  /** Listens at {@code path} and answers as {@code answers} says. */
  static ControlSocket open(Path path, UnaryOperator<String> answers) throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    ControlSocket socket = new ControlSocket(path, listener, answers);
    Thread.ofVirtual().name("demo-control").start(socket::listen);
    return socket;
  }

  private void listen() {
    while (listener.isOpen()) {
      try (SocketChannel channel = listener.accept();
          BufferedReader in =
              new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII))) {
        String line = in.readLine();
        if (line != null) {
          channel.write(StandardCharsets.US_ASCII.encode(answers.apply(line)));
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // The one who asked went away, and there may be others.
        continue;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Files.deleteIfExists(path);
  }
}
