package io.spillway.proxy.runtime;

import io.spillway.config.Settings;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.Tuning;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogSink;
import io.spillway.proxy.log.LogTarget;
import io.spillway.proxy.peer.PeersDefinition;
import io.spillway.proxy.peer.PeersRegistry;
import io.spillway.proxy.peer.PeersRuntime;
import io.spillway.proxy.table.StickTables;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the {@code peers} sections of a configuration to work. Stateless. */
final class Replicating {
  private Replicating() {}

  /** What brings the sections to work; null where there are none. */
  static @Nullable PeersRuntime of(
      Configuration configuration, Surroundings surroundings, LogSink sink) {
    Collection<PeersDefinition> sections = PeersRegistry.of(configuration.rules()).sections();
    if (sections.isEmpty()) {
      return null;
    }
    Settings global = configuration.global().settings();
    String tag = global.get(GlobalKeywords.LOG_TAG);
    return new PeersRuntime(
        sections,
        StickTables.of(configuration.rules()),
        (section, text, isTrouble) -> tell(section, text, isTrouble, surroundings, sink, tag),
        global.get(Tuning.PEER_UPDATES_AT_ONCE),
        surroundings.followsAnother());
  }

  private static void tell(
      PeersDefinition section,
      String text,
      boolean isTrouble,
      Surroundings surroundings,
      LogSink sink,
      String tag) {
    List<LogTarget> targets = section.log().stream().map(LogTarget::new).toList();
    if (!targets.isEmpty()) {
      sink.log(targets, tag, isTrouble ? LogLevel.WARNING : LogLevel.NOTICE, text);
    }
    if (isTrouble) {
      surroundings.notices().warning(text);
    } else {
      surroundings.notices().notice(text);
    }
  }

  /**
   * Binds the addresses of all sections.
   *
   * @throws BindException where one cannot be bound
   */
  static void bind(PeersRuntime peers, Configuration configuration, Surroundings surroundings)
      throws BindException {
    boolean sharesPort =
        surroundings.sharesPorts() && !configuration.global().settings().get(Tuning.NO_REUSE_PORT);
    for (PeersDefinition section : PeersRegistry.of(configuration.rules()).sections()) {
      for (PeersDefinition.ListenerDefinition listener : section.listeners()) {
        try {
          peers.listen(section, listener, surroundings.handedOver(), sharesPort);
        } catch (IOException e) {
          throw new BindException(section.name(), section.position(), listener.endpoint(), e);
        }
      }
    }
  }
}
