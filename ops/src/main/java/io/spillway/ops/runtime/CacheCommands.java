package io.spillway.ops.runtime;

import io.spillway.proxy.cache.HttpCache;
import java.util.List;

/** {@code show cache}: the caches, and what is stored in them (management guide, chapter 9.3). */
final class CacheCommands {
  static final List<Command> ALL =
      List.of(Command.of("show cache", "", "show cache status", Level.USER, CacheCommands::show));

  private CacheCommands() {}

  private static String show(RuntimeSession session, List<String> arguments) {
    long now = System.currentTimeMillis() / 1000;
    StringBuilder out = new StringBuilder();
    for (HttpCache cache : session.process().caches()) {
      out.append(cache.describe(now));
    }
    return out.toString();
  }
}
