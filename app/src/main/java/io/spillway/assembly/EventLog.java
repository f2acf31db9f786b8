package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.process.Announcer;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogIdentity;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.log.LogSink;
import io.spillway.proxy.log.LogTarget;
import io.spillway.proxy.log.LogWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.ZoneId;
import java.util.List;

/** Tells whoever watches the process, and its logs, what happened. Thread-safe. */
final class EventLog {
  private final Announcer announcer;
  private final LogSink sink;
  private final List<LogTarget> targets;
  private final String tag;

  /** Tells {@code announcer} and the targets of {@code log} in {@code global}. */
  EventLog(Settings global, LogOutputs outputs, Announcer announcer) {
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
                            .map(name -> name.isEmpty() ? hostName() : name)
                            .orElse(null)),
                    ZoneId.systemDefault()),
                outputs));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Tells {@code text}, a sentence. */
  void tell(Severity severity, String text) {
    announcer.tell(severity, text);
    LogLevel level =
        switch (severity) {
          case ALERT -> LogLevel.ALERT;
          case WARNING -> LogLevel.WARNING;
          default -> LogLevel.NOTICE;
        };
    if (!targets.isEmpty() && sink.log(targets, tag, level, text) > 0) {
      announcer.tell(Severity.WARNING, "a log target did not take: " + text);
    }
  }
}
