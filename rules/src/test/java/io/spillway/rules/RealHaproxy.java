package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running HAProxy that answers are compared with. */
final class RealHaproxy implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

  private final Process process;
  private final Path directory;
  private final int port;

  private RealHaproxy(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /** Starts it with the proxies in {@code config}, where {@code @PORT@} is a free port. */
  static RealHaproxy start(Path directory, String config) throws Exception {
    assertThat(PROGRAM).as("the program of Debian's package haproxy").isExecutable();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path file = directory.resolve("real.cfg");
    String defaults =
        """
        defaults
          mode http
          timeout client 10s
          timeout connect 10s
          timeout server 10s
          timeout http-request 10s
        """;
    Files.writeString(
        file, defaults + config.replace("@PORT@", "" + port), StandardCharsets.ISO_8859_1);
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-db", "-f", file.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("real.log").toFile())
            .start();
    RealHaproxy made = new RealHaproxy(process, directory, port);
    made.awaitStart();
    return made;
  }

  /** The numbers, from 1, of the lines of {@code config} that it refuses. */
  static Set<Integer> refusedLines(Path directory, String config) throws Exception {
    Set<Integer> refused = new HashSet<>();
    // It ends at the first rule that it cannot read.
    while (refused.addAll(firstRefused(directory, without(refused, config)))) {}
    return refused;
  }

  private static Set<Integer> firstRefused(Path directory, String config) throws Exception {
    Path file = directory.resolve("checked.cfg");
    Files.writeString(file, config.replace("@PORT@", "1"), StandardCharsets.ISO_8859_1);
    Path log = directory.resolve("checked.log");
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-c", "-f", file.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.waitFor();
    Set<Integer> lines = new HashSet<>();
    Matcher matcher =
        Pattern.compile("ALERT.*parsing \\[[^\\]]*checked\\.cfg:(\\d+)\\]")
            .matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      lines.add(Integer.parseInt(matcher.group(1)));
    }
    return lines;
  }

  /** {@code config} without the lines of these numbers. */
  static String without(Set<Integer> lines, String config) {
    StringBuilder kept = new StringBuilder();
    int number = 0;
    for (String line : config.split("\n", -1)) {
      number++;
      kept.append(lines.contains(number) ? "" : line).append('\n');
    }
    return kept.toString();
  }

  private void awaitStart() throws Exception {
    while (true) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(directory.resolve("real.log")));
      }
      try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** Sends a request to the free port and gives what comes back up to the end. */
  byte[] ask(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
      return exchange(channel, request);
    }
  }

  /** As {@link #ask}, at the unix socket called {@code name} in the directory. */
  byte[] askAt(String name, String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve(name)));
      return exchange(channel, request);
    }
  }

  private static byte[] exchange(SocketChannel channel, String request) throws IOException {
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(65536);
    while (channel.read(buffer) >= 0) {
      answer.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return answer.toByteArray();
  }

  /** {@code word} as it must be quoted in a configuration. */
  static String quoted(String word) {
    return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + "\"";
  }

  /** {@code words} as a line of a configuration, each quoted. */
  static String line(String... words) {
    List<String> quoted = new ArrayList<>();
    for (String word : words) {
      quoted.add(quoted(word));
    }
    return String.join(" ", quoted);
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    process.waitFor();
  }
}
