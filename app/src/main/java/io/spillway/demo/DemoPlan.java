package io.spillway.demo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the parts of the demo are. Immutable.
 *
 * @param port the port of the load balancer, 1 to 65531; the servers have the four ports above it
 */
public record DemoPlan(int port) {
  /** The port where none is chosen. */
  public static final int DEFAULT_PORT = 8080;

  /** The names of the servers, those of facility A first. */
  static final List<String> SERVERS = List.of("a1", "a2", "b1", "b2");

  public DemoPlan {
    if (port < 1 || port > 65535 - SERVERS.size()) {
      throw new IllegalArgumentException(
          "port: " + port + " (expected: 1 to " + (65535 - SERVERS.size()) + ")");
    }
  }

  /** The port of a server. */
  int portOf(String server) {
    return port + 1 + SERVERS.indexOf(server);
  }

  /** The facility of a server: {@code A} or {@code B}. */
  static String facilityOf(String server) {
    return server.substring(0, 1).toUpperCase(Locale.ROOT);
  }

  /** The directory of the sockets, which one user's demo on one port has for itself. */
  Path directory() {
    String user = System.getProperty("user.name");
    return Path.of(System.getProperty("java.io.tmpdir"), "spillway-demo-" + user + "-" + port);
  }

  /** Where the servers are stopped and started. */
  Path controlSocket() {
    return directory().resolve("control.sock");
  }

  /** Where the load balancer tells its statistics. */
  Path statsSocket() {
    return directory().resolve("spillway-demo.sock");
  }

  /** The variables that the demo's configuration file expands. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("DEMO_DIRECTORY", directory().toString());
    environment.put("DEMO_PORT", String.valueOf(port));
    for (String server : SERVERS) {
      environment.put(
          "DEMO_PORT_" + server.toUpperCase(Locale.ROOT), String.valueOf(portOf(server)));
    }
    return environment;
  }
}
