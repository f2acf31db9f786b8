package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import java.util.ArrayList;
import java.util.List;

/**
 * Words of HAProxy that are refused for a reason that further work would not change: what they need
 * is not part of this program, or the Java runtime cannot do it. Programs of HAProxy that were
 * built without the same parts refuse most of them, too.
 */
final class UnsupportedKeywords {
  private static final String LUA = "there is no Lua interpreter in Spillway";
  private static final String DEVICES = "no library that recognises devices is part of Spillway";
  private static final String CAPABILITIES =
      "the Java runtime cannot keep single capabilities when it changes its user; have the service"
          + " manager give them, as systemd's AmbientCapabilities does";
  private static final String SHARED_COUNTERS = "each process has its counters to itself";
  private static final String REVERSE = "there is no reverse HTTP in Spillway";

  private UnsupportedKeywords() {}

  /** Those of the {@code global} section. */
  static List<Keyword<GlobalSection>> globalKeywords() {
    List<Keyword<GlobalSection>> keywords = new ArrayList<>();
    refuse(keywords, LUA, "", "lua-load", "lua-load-per-thread", "lua-prepend-path");
    refuse(
        keywords,
        LUA,
        "tune.lua.",
        "bool-sample-conversion",
        "burst-timeout",
        "forced-yield",
        "log.loggers",
        "log.stderr",
        "maxmem",
        "openlibs",
        "service-timeout",
        "session-timeout",
        "task-timeout");
    refuse(
        keywords,
        DEVICES,
        "51degrees-",
        "cache-size",
        "data-file",
        "property-name-list",
        "property-separator");
    refuse(
        keywords,
        DEVICES,
        "deviceatlas-",
        "json-file",
        "log-level",
        "properties-cookie",
        "separator");
    refuse(
        keywords,
        DEVICES,
        "wurfl-",
        "cache-size",
        "data-file",
        "information-list",
        "information-list-separator");
    refuse(keywords, CAPABILITIES, "", "setcap");
    refuse(keywords, SHARED_COUNTERS, "shm-stats-file", "", "-max-objects");
    return keywords;
  }

  /** Those of {@code bind} lines. */
  static List<Keyword<BindLine>> bindWords() {
    List<Keyword<BindLine>> words = new ArrayList<>();
    refuse(words, REVERSE, "", "nbconn");
    return words;
  }

  private static <C> void refuse(
      List<Keyword<C>> keywords, String reason, String prefix, String... names) {
    for (String name : names) {
      keywords.add(Keyword.refused(prefix + name, reason));
    }
  }
}
