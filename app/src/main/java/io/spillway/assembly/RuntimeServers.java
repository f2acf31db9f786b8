package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.net.Endpoint;
import io.spillway.ops.runtime.Level;
import io.spillway.ops.runtime.ListeningSockets;
import io.spillway.ops.runtime.OperatorServices;
import io.spillway.ops.runtime.RuntimeServer;
import io.spillway.ops.runtime.SocketSettings;
import io.spillway.process.StartException;
import io.spillway.proxy.definition.BindKeywords;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.StatsSocketDefinition;
import io.spillway.proxy.stats.ProcessStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The sockets of the runtime API ({@code stats socket}). Confined to the main thread. */
final class RuntimeServers {
  private final List<RuntimeServer> servers = new ArrayList<>();

  /**
   * Opens them all.
   *
   * @param services what this process does beside carrying traffic
   * @throws StartException naming the one that cannot be opened, and why
   */
  void open(
      Settings global, ProcessStatus process, OperatorServices services, ListeningSockets sockets)
      throws StartException {
    Semaphore slots = new Semaphore(global.get(GlobalKeywords.STATS_MAX_CONNECTIONS), true);
    for (StatsSocketDefinition socket : global.get(GlobalKeywords.STATS_SOCKETS)) {
      for (Endpoint endpoint : socket.endpoints()) {
        try {
          servers.add(
              new RuntimeServer(
                  settings(endpoint, socket.settings(), global),
                  slots,
                  process,
                  services,
                  sockets));
        } catch (IOException e) {
          throw new StartException(
              "Binding ["
                  + socket.position()
                  + "] for frontend GLOBAL: cannot bind "
                  + (endpoint instanceof Endpoint.Unix ? "UNIX socket (" : "socket (")
                  + e.getMessage()
                  + (endpoint instanceof Endpoint.Unix ? ") [" : ") for [")
                  + text(endpoint)
                  + "]");
        }
      }
    }
  }

  private static SocketSettings settings(Endpoint endpoint, Settings words, Settings global) {
    int timeoutSeconds = (int) Math.max(1, global.get(GlobalKeywords.STATS_TIMEOUT).toSeconds());
    return settings(endpoint, words, timeoutSeconds);
  }

  static SocketSettings settings(Endpoint endpoint, Settings words, int timeoutSeconds) {
    return new SocketSettings(
        endpoint,
        switch (words.get(BindKeywords.LEVEL)) {
          case USER -> Level.USER;
          case OPERATOR -> Level.OPERATOR;
          case ADMIN -> Level.ADMIN;
        },
        words.get(BindKeywords.MODE),
        orNull(words.get(BindKeywords.USER)),
        orNull(words.get(BindKeywords.GROUP)),
        timeoutSeconds,
        words.get(BindKeywords.EXPOSES_LISTENERS));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String text(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet -> inet.host() + ":" + inet.port();
      case Endpoint.Unix unix -> unix.path();
      case Endpoint.Descriptor descriptor -> "fd@" + descriptor.fd();
    };
  }

  /** Closes them all. */
  void close() {
    for (RuntimeServer server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        // The process ends, and the kernel closes what is left.
        continue;
      }
    }
  }
}
