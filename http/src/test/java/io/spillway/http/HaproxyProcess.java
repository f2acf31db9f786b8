package io.spillway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** Debian's haproxy with a configuration of the test's, listening on free ports. */
final class HaproxyProcess implements AutoCloseable {
  private final Process process;
  private final Path configuration;
  private final int[] ports;

  private HaproxyProcess(Process process, Path configuration, int[] ports) {
    this.process = process;
    this.configuration = configuration;
    this.ports = ports;
  }

  /**
   * Starts haproxy and waits until it listens.
   *
   * @param listeners how many ports the configuration binds
   * @param configuration makes it; a port is got by its number through the function that it is
   *     given
   */
  static HaproxyProcess start(int listeners, Configuration configuration) throws IOException {
    int[] ports = freePorts(listeners);
    Path file = Files.createTempFile("haproxy", ".cfg");
    Files.writeString(file, configuration.text(i -> "127.0.0.1:" + ports[i]));
    Process process =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (int port : ports) {
      awaitListening(process, port);
    }
    return new HaproxyProcess(process, file, ports);
  }

  /** A configuration's text, given what makes the addresses to bind. */
  interface Configuration {
    String text(IntFunction<String> address);
  }

  private static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    ServerSocket[] sockets = new ServerSocket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ports[i] = sockets[i].getLocalPort();
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static void awaitListening(Process process, int port) throws IOException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("haproxy ended with " + process.exitValue(), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Sends bytes, given as Latin-1 characters, to a listener and reads until it closes. */
  String exchange(int listener, String message) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports[listener])) {
      socket.getOutputStream().write(message.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
      Files.delete(configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
