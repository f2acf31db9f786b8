package io.spillway.proxy.runtime;

import io.spillway.proxy.Backend;
import io.spillway.proxy.definition.Options;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogSink;
import io.spillway.proxy.log.LogTarget;
import io.spillway.proxy.server.CheckReport;
import io.spillway.proxy.server.HealthPolicy;
import io.spillway.proxy.server.ResolutionNotice;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerListener;
import io.spillway.proxy.server.ServerTransition;
import io.spillway.proxy.stream.ProxyEngine;
import io.spillway.proxy.stream.Termination;
import java.util.List;

/**
 * What follows when a backend's servers change: their lines in the log and on the console, and the
 * connections that end with them. Thread-safe.
 */
final class ServerJournal implements ServerListener {
  private final Backend backend;
  private final ProxyEngine engine;
  private final LogSink sink;
  private final List<LogTarget> targets;
  private final String tag;
  private final Surroundings.Notices notices;
  private final boolean tellsChecks;

  ServerJournal(
      Backend backend,
      ProxyEngine engine,
      LogSink sink,
      List<LogTarget> targets,
      String tag,
      Surroundings.Notices notices) {
    this.backend = backend;
    this.engine = engine;
    this.sink = sink;
    this.targets = targets;
    this.tag = tag;
    this.notices = notices;
    this.tellsChecks = backend.definition().settings().get(Options.LOG_HEALTH_CHECKS);
  }

  @Override
  public void transitioned(ServerTransition transition) {
    tell(
        transition.level() == ServerTransition.Level.ALERT ? LogLevel.ALERT : LogLevel.NOTICE,
        transition.message(tellsChecks));
    if (transition.effect().isBackendDown()) {
      tell(LogLevel.EMERG, ServerTransition.noServerMessage(kind(), backend.name()));
    }
    Server server = transition.server();
    HealthPolicy policy = server.policy().health();
    switch (transition.kind()) {
      case DOWN -> {
        engine.closeIdle(server);
        if (policy.shutsSessionsWhenDown()) {
          engine.endSessions(server, Termination.Cause.SERVER_DOWN);
        }
      }
      case UP -> {
        if (policy.shutsBackupSessionsWhenUp() && !server.isBackup()) {
          for (Server other : backend.servers()) {
            if (other.isBackup()) {
              engine.endSessions(other, Termination.Cause.BACKUP_ENDED);
            }
          }
        }
      }
      case STOPPING,
          MAINTENANCE_ENTERED,
          MAINTENANCE_LEFT,
          DRAIN_ENTERED,
          DRAIN_LEFT,
          DRAIN_KEPT -> {}
    }
  }

  /** Alerts the backend's operators. */
  void alert(String text) {
    log(LogLevel.ALERT, text);
    notices.alert(text);
  }

  private String kind() {
    return backend.definition().kind() == ProxyDefinition.Kind.LISTEN ? "proxy" : "backend";
  }

  @Override
  public void checked(CheckReport report) {
    if (tellsChecks) {
      tell(LogLevel.NOTICE, report.message());
    }
  }

  @Override
  public void resolved(ResolutionNotice notice) {
    if (notice.isForLogOnly()) {
      log(LogLevel.NOTICE, notice.message());
    } else {
      tell(LogLevel.NOTICE, notice.message());
    }
  }

  private void log(LogLevel level, String message) {
    if (!targets.isEmpty()) {
      int undelivered = sink.log(targets, tag, level, message);
      if (undelivered > 0) {
        notices.warning("a log target did not take: " + message);
      }
    }
  }

  private void tell(LogLevel level, String message) {
    log(level, message);
    if (level == LogLevel.EMERG) {
      notices.alert(message);
    } else {
      notices.warning(message);
    }
  }
}
