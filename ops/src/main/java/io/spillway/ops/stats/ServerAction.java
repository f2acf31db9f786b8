package io.spillway.ops.stats;

import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an operator can do to servers on the statistics page, under the form's names. */
enum ServerAction {
  READY("Set state to READY"),
  DRAIN("Set state to DRAIN"),
  MAINT("Set state to MAINT"),
  HRUNN("Health: force UP"),
  HNOLB("Health: force NOLB"),
  HDOWN("Health: force DOWN"),
  SHUTDOWN("Kill Sessions");

  private final String label;

  ServerAction(String label) {
    this.label = label;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String label() {
    return label;
  }

  /** The action that {@code word} means; the names of older forms too. */
  static @Nullable ServerAction named(String word) {
    return switch (word) {
      case "enable" -> READY;
      case "disable" -> MAINT;
      case "stop" -> DRAIN;
      case "start" -> READY;
      default -> {
        for (ServerAction action : values()) {
          if (action.word().equals(word)) {
            yield action;
          }
        }
        yield null;
      }
    };
  }

  /** Does it; false where nothing changed. */
  boolean apply(BackendStatus backend, Server server) {
    switch (this) {
      case READY -> server.state().makeReady();
      case DRAIN -> server.state().drain();
      case MAINT -> server.state().enterMaintenance();
      case HRUNN -> server.state().forceUp();
      case HNOLB -> server.state().forceStopping();
      case HDOWN -> server.state().forceDown();
      case SHUTDOWN -> {
        return backend.shutdownSessions(server) > 0;
      }
    }
    return true;
  }
}
