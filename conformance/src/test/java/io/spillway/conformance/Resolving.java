package io.spillway.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program at work on a configuration with name servers: what it knows, and what it logs. */
final class Resolving implements AutoCloseable {
  /** Backend, server, address, states, weight, host's name, port, service. */
  private static final int[] COLUMNS = {1, 3, 4, 5, 6, 7, 17, 18, 19};

  private final Side side;
  private final Path socket;
  private final InetSocketAddress web;
  private final LogCollector log = new LogCollector();

  /**
   * Starts {@code program}.
   *
   * @param sections what follows a frontend with the address that {@link #web} tells
   */
  Resolving(String program, String name, Path directory, String sections) throws Exception {
    socket = directory.resolve(name + ".sock");
    web = Loopback.free();
    Path file = directory.resolve(name + ".cfg");
    Files.writeString(
        file,
        """
        global
          nbthread 1
          stats socket %s level admin
          log %s local0
        defaults
          mode http
          log global
          timeout connect 2s
          timeout client 10s
          timeout server 10s
        frontend web
          bind %s
          no log
          default_backend app
        %s
        """
            .formatted(socket, Loopback.text(log.address()), Loopback.text(web), sections));
    side = Side.start(program, file);
    if (!side.awaitListening(web)) {
      throw new IllegalStateException(name + ": " + String.join("\n", side.output()));
    }
  }

  InetSocketAddress web() {
    return web;
  }

  /** The answer of the runtime API. */
  String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** The states of all servers that have names, a line each. */
  List<String> states() throws IOException {
    List<String> states = new ArrayList<>();
    for (String line : ask("show servers state").lines().skip(2).toList()) {
      String[] fields = line.split(" ");
      if (fields.length >= 20) {
        StringBuilder state = new StringBuilder();
        for (int column : COLUMNS) {
          state.append(fields[column]).append(' ');
        }
        states.add(state.toString().strip());
      }
    }
    return states;
  }

  /** Name, state, weight and number of usable servers of each backend. */
  List<String> backends() throws IOException {
    return ask("show stat")
        .lines()
        .map(line -> line.split(",", -1))
        .filter(fields -> fields.length > 20 && fields[1].equals("BACKEND"))
        .map(fields -> fields[0] + " " + fields[17] + " " + fields[18] + " " + fields[19])
        .toList();
  }

  /** What it counts for its name servers: the names of the counters that are not zero. */
  List<String> counted() throws IOException {
    return ask("show resolvers")
        .lines()
        .filter(line -> line.endsWith(":") || !line.endsWith(" 0"))
        .filter(line -> !line.isBlank() && !line.startsWith("Resolvers section default"))
        .map(line -> line.replaceAll(" +[0-9]+$", ""))
        .toList();
  }

  /**
   * The lines that it logged, without their beginnings, sorted. What happens at a time comes in any
   * order, so how many servers are left is not told.
   */
  List<String> logged() {
    return log.lines().stream()
        .map(line -> line.replaceFirst("^(<[0-9]+>).*?\\]: ", "$1 ").strip())
        .map(line -> line.replaceFirst("[0-9]+ active and", "N active and"))
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    side.close();
    log.close();
  }
}
