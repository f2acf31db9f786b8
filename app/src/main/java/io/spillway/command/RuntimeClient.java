package io.spillway.command;

import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.StatsSocketDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks a running process over its {@code stats socket}, a connection for each command. Immutable.
 */
final class RuntimeClient {
  private final SocketAddress address;

  private RuntimeClient(SocketAddress address) {
    this.address = address;
  }

  /** Of the socket at {@code text}: a path, or {@code <address>:<port>}. */
  static RuntimeClient at(String text) {
    int colon = text.lastIndexOf(':');
    if (!text.contains("/") && colon > 0 && text.substring(colon + 1).matches("\\d{1,5}")) {
      int port = Integer.parseInt(text.substring(colon + 1));
      return new RuntimeClient(new InetSocketAddress(text.substring(0, colon), port));
    }
    return new RuntimeClient(UnixDomainSocketAddress.of(text));
  }

  /** Of the first socket that {@code configuration} has, or null. */
  static @Nullable RuntimeClient of(Configuration configuration) {
    for (StatsSocketDefinition socket :
        configuration.global().settings().get(GlobalKeywords.STATS_SOCKETS)) {
      for (Endpoint endpoint : socket.endpoints()) {
        switch (endpoint) {
          case Endpoint.Unix unix -> {
            return new RuntimeClient(UnixDomainSocketAddress.of(unix.path()));
          }
          case Endpoint.Inet inet -> {
            InetAddress host = inet.address();
            boolean any = host == null || host.isAnyLocalAddress();
            return new RuntimeClient(
                any
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), inet.port())
                    : new InetSocketAddress(host, inet.port()));
          }
          case Endpoint.Descriptor _ -> {
            // Known to the process alone.
          }
        }
      }
    }
    return null;
  }

  /**
   * Gives a command.
   *
   * @return what the process answers
   * @throws IOException when there is no process, or it breaks off
   */
  String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(address)) {
      channel.write(StandardCharsets.UTF_8.encode(command + "\n"));
      String answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      return answer.endsWith("\n\n") ? answer.substring(0, answer.length() - 1) : answer.strip();
    } catch (IOException e) {
      throw new IOException("cannot ask the process at " + address + ": " + e.getMessage(), e);
    }
  }
}
