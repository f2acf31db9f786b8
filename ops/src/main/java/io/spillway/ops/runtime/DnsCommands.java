package io.spillway.ops.runtime;

import io.spillway.facility.dns.DnsServer;
import io.spillway.ops.facility.NameServerReport;
import java.util.List;

/** Commands about the DNS server, in a process that has one. */
final class DnsCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show dns",
              "[json]",
              "report the zones and counters of the DNS server",
              Level.USER,
              DnsCommands::show));

  private DnsCommands() {}

  private static String show(RuntimeSession session, List<String> words) {
    DnsServer server = session.facility().nameServer();
    if (server == null) {
      return "There is no DNS server in this process.\n";
    }
    return words.contains("json")
        ? NameServerReport.json(server) + "\n"
        : NameServerReport.text(server);
  }
}
