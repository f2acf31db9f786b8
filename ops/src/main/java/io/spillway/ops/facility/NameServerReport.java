package io.spillway.ops.facility;

import io.spillway.facility.dns.DnsCounters;
import io.spillway.facility.dns.DnsServer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the DNS server serves and has counted. Stateless. */
public final class NameServerReport {
  private NameServerReport() {}

  /** For people: a line for each zone and each counter that is not zero. */
  public static String text(DnsServer server) {
    StringBuilder out = new StringBuilder();
    server
        .addresses()
        .forEach(
            a ->
                out.append("listens on ")
                    .append(a.getAddress().getHostAddress())
                    .append(':')
                    .append(a.getPort())
                    .append('\n'));
    for (DnsServer.ZoneStatus zone : server.zones()) {
      out.append("zone ")
          .append(zone.name())
          .append(" serial ")
          .append(zone.serial())
          .append(zone.isSigned() ? " signed\n" : "\n");
    }
    DnsCounters.Snapshot counters = server.counters();
    counted(counters)
        .forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    append(out, "queries", counters.queriesByType());
    append(out, "responses", counters.responsesByCode());
    return out.toString();
  }

  private static void append(StringBuilder out, String what, Map<String, Long> values) {
    new TreeMap<>(values)
        .forEach(
            (name, value) ->
                out.append(what).append('_').append(name).append(": ").append(value).append('\n'));
  }

  private static Map<String, Long> counted(DnsCounters.Snapshot counters) {
    Map<String, Long> values = new TreeMap<>();
    counters
        .counters()
        .forEach((counter, value) -> values.put(counter.name().toLowerCase(Locale.ROOT), value));
    return values;
  }

  /** For programs: everything, on one line. */
  public static String json(DnsServer server) {
    DnsCounters.Snapshot counters = server.counters();
    return "{\"zones\":"
        + server.zones().stream()
            .map(
                z ->
                    "{\"name\":"
                        + FacilityJson.string(z.name())
                        + ",\"serial\":"
                        + z.serial()
                        + ",\"signed\":"
                        + z.isSigned()
                        + "}")
            .collect(Collectors.joining(",", "[", "]"))
        + ",\"counters\":"
        + object(counted(counters))
        + ",\"queries\":"
        + object(counters.queriesByType())
        + ",\"responses\":"
        + object(counters.responsesByCode())
        + "}";
  }

  private static String object(Map<String, Long> values) {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(e -> FacilityJson.string(e.getKey()) + ":" + e.getValue())
            .collect(Collectors.joining(",", "{", "}"));
  }
}
