package io.spillway.demo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the parts of the demo are. Immutable.
 *
 * @param port the port of both load balancers, 1 to 65529; what else the demo needs has the six
 *     ports above it
 */
public record DemoPlan(int port) {
  /** The port where none is chosen. */
  public static final int DEFAULT_PORT = 8080;

  /** The name that leads to one of the facilities. */
  static final String NAME = "www.demo.example";

  /** The names of the facilities, the preferred one first. */
  static final List<String> FACILITIES = List.of("A", "B");

  /** The names of the servers, those of facility A first. */
  static final List<String> SERVERS = List.of("a1", "a2", "b1", "b2");

  private static final int PORTS_ABOVE = SERVERS.size() + 2;
  private static final Map<String, String> ADDRESSES = Map.of("A", "127.0.0.1", "B", "127.0.0.2");

  public DemoPlan {
    if (port < 1 || port > 65535 - PORTS_ABOVE) {
      throw new IllegalArgumentException(
          "port: " + port + " (expected: 1 to " + (65535 - PORTS_ABOVE) + ")");
    }
  }

  /** The last port that the demo needs. */
  int lastPort() {
    return port + PORTS_ABOVE;
  }

  /** The port of a server. */
  int portOf(String server) {
    return port + 1 + SERVERS.indexOf(server);
  }

  /** The port of the DNS servers. */
  int dnsPort() {
    return port + PORTS_ABOVE;
  }

  /** The facility of a server: {@code A} or {@code B}. */
  static String facilityOf(String server) {
    return server.substring(0, 1).toUpperCase(Locale.ROOT);
  }

  /** The servers of a facility. */
  static List<String> serversOf(String facility) {
    return SERVERS.stream().filter(server -> facilityOf(server).equals(facility)).toList();
  }

  /** The public address of a facility. */
  static String addressOf(String facility) {
    return ADDRESSES.getOrDefault(facility, "");
  }

  /** The directory of the sockets, which one user's demo on one port has for itself. */
  Path directory() {
    String user = System.getProperty("user.name");
    return Path.of(System.getProperty("java.io.tmpdir"), "spillway-demo-" + user + "-" + port);
  }

  /** Where servers and facilities are stopped and started. */
  Path controlSocket() {
    return directory().resolve("control.sock");
  }

  /** Where an instance tells its statistics. */
  Path statsSocket(String instance) {
    return directory().resolve(instance + ".sock");
  }

  /** The secret that the instances share. */
  Path secret() {
    return directory().resolve("secret");
  }

  /** The variables that the demo's configuration files expand for an instance at an address. */
  Map<String, String> environment(String instance, String address) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("DEMO_DIRECTORY", directory().toString());
    environment.put("DEMO_INSTANCE", instance);
    environment.put("DEMO_ADDRESS", address);
    environment.put("DEMO_PORT", String.valueOf(port));
    environment.put("DEMO_PORT_EXCHANGE", String.valueOf(dnsPort() - 1));
    environment.put("DEMO_PORT_DNS", String.valueOf(dnsPort()));
    for (String facility : FACILITIES) {
      environment.put("DEMO_ADDRESS_" + facility, addressOf(facility));
    }
    for (String server : SERVERS) {
      environment.put(
          "DEMO_PORT_" + server.toUpperCase(Locale.ROOT), String.valueOf(portOf(server)));
    }
    return environment;
  }
}
