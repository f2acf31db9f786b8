package io.spillway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Debian's HAProxy as a process of its own, on unix sockets in a directory of its own. {@code DIR}
 * in a configuration stands for that directory; {@code DIR/admin} is the runtime API's socket.
 */
public final class HaproxyProcess implements AutoCloseable {
  private final Path directory;
  private final Process process;
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

  /** Starts it and waits until it listens. */
  public HaproxyProcess(Path directory, String configuration) throws IOException {
    this.directory = directory;
    Path file = directory.resolve("haproxy.cfg");
    String global =
        "global\n  nbthread 1\n  stats socket DIR/admin level admin\n  log stderr format raw local0\n";
    Files.writeString(file, (global + configuration).replace("DIR", directory.toString()));
    process =
        new ProcessBuilder("haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1));
    Thread.ofVirtual().start(() -> copy(reader));
    while (!Files.exists(directory.resolve("admin"))) {
      if (!process.isAlive()) {
        throw new IOException("haproxy did not start: " + output);
      }
      Thread.onSpinWait();
    }
  }

  private void copy(BufferedReader reader) {
    try (reader) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      // the process was ended
    }
  }

  /** A directory with a short name, as unix sockets need it. */
  public static Path directory() throws IOException {
    return Files.createTempDirectory(Path.of("/tmp"), "hap");
  }

  /** The lines that it has logged or will log, without the prefix of its own alerts. */
  public BlockingQueue<String> output() {
    return output;
  }

  /** Runs a command of the runtime API and returns the answer. */
  public String command(String command) throws IOException {
    return exchange(directory.resolve("admin"), command + "\n");
  }

  /** Sends {@code request} to the unix socket {@code name} and returns all that comes back. */
  public String exchange(String name, String request) throws IOException {
    return exchange(directory.resolve(name), request);
  }

  private String exchange(Path socket, String request) throws IOException {
    try (SocketChannel channel = open(socket)) {
      channel.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(16384);
      while (channel.read(buffer) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      return answer.toString(ISO_8859_1);
    }
  }

  private SocketChannel open(Path socket) throws IOException {
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
      } catch (SocketException e) {
        channel.close();
        if (!process.isAlive()) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
