package io.spillway.ops.mailers;

import io.spillway.config.Settings;
import io.spillway.proxy.definition.MailKeywords;
import io.spillway.proxy.definition.Options;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.server.CheckReport;
import io.spillway.proxy.server.ServerListener;
import io.spillway.proxy.server.ServerTransition;
import java.util.function.Consumer;

/** Which changes of a backend's servers are mailed, and in which words. Thread-safe. */
final class ServerMail implements ServerListener {
  private final LogLevel level;
  private final boolean tellsChecks;
  private final Consumer<String> mail;

  ServerMail(Settings settings, Consumer<String> mail) {
    this.level = settings.get(MailKeywords.LEVEL).orElse(LogLevel.ALERT);
    this.tellsChecks = settings.get(Options.LOG_HEALTH_CHECKS);
    this.mail = mail;
  }

  @Override
  public void transitioned(ServerTransition transition) {
    switch (transition.kind()) {
      case DOWN -> tell(LogLevel.ALERT, transition.message(tellsChecks));
      case UP, STOPPING, DRAIN_ENTERED -> tell(LogLevel.NOTICE, transition.message(tellsChecks));
      case MAINTENANCE_ENTERED, MAINTENANCE_LEFT, DRAIN_LEFT, DRAIN_KEPT -> {
        // HAProxy mails none of these.
      }
    }
  }

  @Override
  public void checked(CheckReport report) {
    if (tellsChecks) {
      tell(LogLevel.INFO, report.message());
    }
  }

  private void tell(LogLevel of, String message) {
    if (of.compareTo(level) <= 0) {
      mail.accept(message.endsWith(".") ? message.substring(0, message.length() - 1) : message);
    }
  }
}
