package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import java.util.List;

/** How much a proxy takes at once (configuration manual, chapter 4.2). 0 stands for no limit. */
public final class Limits {
  /** The most connections of a frontend at once; 0 for the process's. */
  public static final Setting<Integer> MAX_CONNECTIONS = Setting.inherited("maxconn", 0);

  /**
   * The number of sessions of a backend at which its servers take their maximum; 0 for a tenth of
   * what the frontends that lead to it may have.
   */
  public static final Setting<Integer> FULL_CONNECTIONS = Setting.inherited("fullconn", 0);

  /** How many connections wait to be accepted; 0 for as many as {@link #MAX_CONNECTIONS}. */
  public static final Setting<Integer> BACKLOG = Setting.inherited("backlog", 0);

  /** The most new sessions a second of a frontend. */
  public static final Setting<Integer> SESSION_RATE = Setting.inherited("rate-limit sessions", 0);

  /**
   * How long a server's queue may be for a client to wait for the connection it had; -1 for any.
   */
  public static final Setting<Integer> MAX_KEEP_ALIVE_QUEUE =
      Setting.inherited("max-keep-alive-queue", -1);

  private Limits() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works(
            "maxconn",
            (section, arguments) -> {
              String hint = " Maybe you want 'fullconn' instead ?";
              if (!section.lacks(Capability.FRONTEND, "maxconn", hint, arguments)) {
                read(MAX_CONNECTIONS, section, arguments);
              }
            }),
        Keyword.works(
            "fullconn",
            (section, arguments) -> {
              String hint = " Maybe you want 'maxconn' instead ?";
              if (!section.lacks(Capability.BACKEND, "fullconn", hint, arguments)) {
                read(FULL_CONNECTIONS, section, arguments);
              }
            }),
        Keyword.works(
            "backlog",
            (section, arguments) -> {
              if (!section.lacks(Capability.FRONTEND, "backlog", arguments)) {
                read(BACKLOG, section, arguments);
              }
            }),
        Keyword.works(
            "rate-limit sessions",
            (section, arguments) -> {
              if (!section.lacks(Capability.FRONTEND, "rate-limit sessions", arguments)) {
                read(SESSION_RATE, section, arguments);
              }
            }),
        Keyword.accepted(
            "max-keep-alive-queue",
            "a server is chosen anew for each request, whatever connection the client had",
            (section, arguments) -> {
              if (!section.lacks(Capability.BACKEND, "max-keep-alive-queue", arguments)) {
                int limit = arguments.integer("a number of streams", -1, Integer.MAX_VALUE);
                arguments.end();
                section.set(MAX_KEEP_ALIVE_QUEUE, limit, arguments);
              }
            }));
  }

  private static void read(Setting<Integer> setting, ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + setting.name() + "' expects an integer argument.");
    }
    int value = arguments.integer("an integer argument", 0, Integer.MAX_VALUE);
    arguments.end();
    section.set(setting, value, arguments);
  }
}
