package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.process.Announcer;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogIdentity;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.log.LogSink;
import io.spillway.proxy.log.LogTarget;
import io.spillway.proxy.log.LogWriter;
import java.time.ZoneId;
import java.util.List;

/** Tells events of facilities to whoever watches the process, and to its logs. Thread-safe. */
final class FacilityJournal implements FacilityEvent.Listener {
  private final Announcer announcer;
  private final LogSink sink;
  private final List<LogTarget> targets;
  private final String tag;

  FacilityJournal(Settings global, String hostName, LogOutputs outputs, Announcer announcer) {
    this.announcer = announcer;
    this.targets = global.get(GlobalKeywords.LOG).stream().map(LogTarget::new).toList();
    this.tag = global.get(GlobalKeywords.LOG_TAG);
    this.sink =
        new LogSink(
            new LogWriter(
                new LogContext(
                    LogIdentity.ofThisProcess(
                        global
                            .get(GlobalKeywords.LOG_SEND_HOSTNAME)
                            .map(name -> name.isEmpty() ? hostName : name)
                            .orElse(null)),
                    ZoneId.systemDefault()),
                outputs));
  }

  @Override
  public void happened(FacilityEvent event) {
    String text = "Facilities: " + event.text() + ".";
    announcer.tell(
        switch (event.severity()) {
          case NOTICE -> Severity.NOTICE;
          case WARNING -> Severity.WARNING;
          case ALERT -> Severity.ALERT;
        },
        text);
    if (targets.isEmpty()) {
      return;
    }
    int undelivered =
        sink.log(
            targets,
            tag,
            switch (event.severity()) {
              case NOTICE -> LogLevel.NOTICE;
              case WARNING -> LogLevel.WARNING;
              case ALERT -> LogLevel.ALERT;
            },
            text);
    if (undelivered > 0) {
      announcer.tell(Severity.WARNING, "a log target did not take: " + text);
    }
  }
}
