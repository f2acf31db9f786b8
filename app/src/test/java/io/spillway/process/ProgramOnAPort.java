package io.spillway.process;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A program that listens on a free port and sends its requests to one server of the test. */
abstract class ProgramOnAPort {
  @TempDir protected Path directory;
  protected int port;
  protected Path configuration;
  protected ServerSocket server;

  @BeforeEach
  void configure() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    port = FreePorts.inARow(1);
    configuration = directory.resolve("test.cfg");
    write("");
  }

  @AfterEach
  void closeServer() throws IOException {
    server.close();
  }

  protected final void write(String global) throws IOException {
    Files.writeString(
        configuration,
        """
        global
        %s
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%d
          default_backend none
        backend none
          server s 127.0.0.1:%d
        """
            .formatted(global, port, server.getLocalPort()));
  }

  protected final Launched started(String... options) throws IOException {
    String[] arguments = new String[options.length + 2];
    System.arraycopy(options, 0, arguments, 0, options.length);
    arguments[options.length] = "-f";
    arguments[options.length + 1] = configuration.toString();
    Launched launched = Launched.start(directory, arguments);
    launched.awaitPort(port);
    return launched;
  }

  protected static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
