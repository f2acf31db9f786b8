package io.spillway.ops.metrics;

import io.spillway.proxy.resolve.Nameserver;
import io.spillway.proxy.resolve.NameserverCounter;
import io.spillway.proxy.resolve.Resolvers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is counted for the name servers that were ever asked. Stateless. */
final class ResolverMetrics {
  private record Asked(String section, Nameserver nameserver) {}

  private ResolverMetrics() {}

  static void write(List<Resolvers> sections, ExportQuery query, Exposition out) {
    List<Asked> asked = new ArrayList<>();
    for (Resolvers section : sections) {
      for (Nameserver nameserver : section.nameservers()) {
        if (nameserver.value(NameserverCounter.SENT) > 0
            || nameserver.value(NameserverCounter.SEND_ERROR) > 0) {
          asked.add(new Asked(section.name(), nameserver));
        }
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    for (NameserverCounter counter : NameserverCounter.values()) {
      String name = MetricScope.RESOLVER.metric(counter.column());
      if (query.wants(name)) {
        out.begin(name, MetricFamily.Type.COUNTER, help(counter));
        for (Asked one : asked) {
          out.line()
              .label("resolver", one.section())
              .label("nameserver", one.nameserver().name())
              .value("" + one.nameserver().value(counter));
        }
      }
    }
  }

  private static String help(NameserverCounter counter) {
    return switch (counter) {
      case SENT -> "Queries that were sent";
      case SEND_ERROR -> "Queries that could not be sent";
      case UPDATE -> "Answers that moved a server";
      case OUTDATED -> "Messages that belong to no query that is open";
      default -> "Answers counted as " + counter.name().toLowerCase(Locale.ROOT);
    };
  }
}
