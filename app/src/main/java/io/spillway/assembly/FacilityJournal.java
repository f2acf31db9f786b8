package io.spillway.assembly;

import io.spillway.config.Severity;
import io.spillway.facility.event.FacilityEvent;

/**
 * Tells events of facilities to whoever watches the process, and to its logs. Thread-safe.
 *
 * @param log takes them
 */
record FacilityJournal(EventLog log) implements FacilityEvent.Listener {
  @Override
  public void happened(FacilityEvent event) {
    Severity severity =
        switch (event.severity()) {
          case NOTICE -> Severity.NOTICE;
          case WARNING -> Severity.WARNING;
          case ALERT -> Severity.ALERT;
        };
    log.tell(severity, "Facilities: " + event.text() + ".");
  }
}
