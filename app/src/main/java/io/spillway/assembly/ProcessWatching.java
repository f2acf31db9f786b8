package io.spillway.assembly;

import io.spillway.config.Severity;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.net.WrittenAddress;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.EventBus;
import io.spillway.ops.watch.ProcessDefinition;
import io.spillway.ops.watch.ProcessWatches;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ties the watches of other processes to the log, the alerts and the facilities. Stateless. */
final class ProcessWatching {
  private ProcessWatching() {}

  /**
   * Watches that have not begun; null where there is nothing to watch.
   *
   * @param bus where alerts are made of events, or null
   */
  static @Nullable ProcessWatches of(
      List<ProcessDefinition> definitions,
      @Nullable FacilityConfiguration facilities,
      EventLog log,
      @Nullable EventBus bus) {
    if (definitions.isEmpty()) {
      return null;
    }
    return new ProcessWatches(
        definitions,
        address -> facilityOf(facilities, address),
        InstantSource.system(),
        event -> {
          tell(event, log);
          if (bus != null) {
            bus.publish(event);
          }
        });
  }

  private static String facilityOf(@Nullable FacilityConfiguration facilities, String address) {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? address : address.substring(0, colon);
    InetAddress literal = WrittenAddress.literal(host.replaceAll("[\\[\\]]", ""));
    return literal == null ? "" : FacilityPlan.facilityOf(facilities, literal);
  }

  private static void tell(Event event, EventLog log) {
    Severity severity =
        switch (event.severity()) {
          case INFORMATION -> Severity.NOTICE;
          case WARNING -> Severity.WARNING;
          case CRITICAL -> Severity.ALERT;
        };
    String text = event.text();
    log.tell(severity, "Processes: " + text + (text.endsWith(".") ? "" : "."));
  }
}
