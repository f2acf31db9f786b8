package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code timeout}: how long proxies wait (configuration manual, chapter 4.2). {@link Duration#ZERO}
 * stands for ever, which is also what is not set.
 */
public final class Timeouts {
  /** For a client that is to send or to take something. */
  public static final Setting<Duration> CLIENT = setting("client");

  /** The same once one direction is closed; zero for {@link #CLIENT}. */
  public static final Setting<Duration> CLIENT_FIN = setting("client-fin");

  /** For the client's part of a TLS handshake; zero for {@link #CLIENT}. */
  public static final Setting<Duration> CLIENT_HANDSHAKE = setting("client-hs");

  /** For the whole head of a request; zero for {@link #CLIENT}, from byte to byte. */
  public static final Setting<Duration> HTTP_REQUEST = setting("http-request");

  /** For the next request; zero for {@link #HTTP_REQUEST}, then {@link #CLIENT}. */
  public static final Setting<Duration> HTTP_KEEP_ALIVE = setting("http-keep-alive");

  /** How long a request is held that a rule sends to the tarpit; zero for {@link #CONNECT}. */
  public static final Setting<Duration> TARPIT = setting("tarpit");

  /** For a connection to a server. */
  public static final Setting<Duration> CONNECT = setting("connect");

  /** For a server that is to send or to take something. */
  public static final Setting<Duration> SERVER = setting("server");

  /** The same once one direction is closed; zero for {@link #SERVER}. */
  public static final Setting<Duration> SERVER_FIN = setting("server-fin");

  /** For a slot of a server; zero for {@link #CONNECT}. */
  public static final Setting<Duration> QUEUE = setting("queue");

  /** For either side of a relay without bytes; zero for the sides' own. */
  public static final Setting<Duration> TUNNEL = setting("tunnel");

  /** For a check's answer after the connection; zero for the check's interval. */
  public static final Setting<Duration> CHECK = setting("check");

  private Timeouts() {}

  private static Setting<Duration> setting(String which) {
    return Setting.inherited("timeout " + which, Duration.ZERO);
  }

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        keyword(CLIENT, Capability.FRONTEND),
        keyword(CLIENT_FIN, Capability.FRONTEND),
        keyword(CLIENT_HANDSHAKE, Capability.FRONTEND),
        keyword(HTTP_REQUEST, null),
        keyword(HTTP_KEEP_ALIVE, null),
        keyword(TARPIT, null),
        keyword(CONNECT, Capability.BACKEND),
        keyword(SERVER, Capability.BACKEND),
        keyword(SERVER_FIN, Capability.BACKEND),
        keyword(QUEUE, Capability.BACKEND),
        keyword(TUNNEL, Capability.BACKEND),
        keyword(CHECK, Capability.BACKEND));
  }

  private static Keyword<ProxySection> keyword(
      Setting<Duration> setting, @Nullable Capability capability) {
    return Keyword.works(
        setting.name(), (section, arguments) -> read(setting, capability, section, arguments));
  }

  private static void read(
      Setting<Duration> setting,
      @Nullable Capability capability,
      ProxySection section,
      Arguments arguments) {
    String name = "'" + setting.name() + "'";
    if (!arguments.hasNext()) {
      throw arguments.error(name + " expects an integer value (in milliseconds)");
    }
    Duration value = arguments.time(MILLISECONDS);
    arguments.end();
    if (capability != null && !section.has(capability)) {
      arguments
          .diagnostics()
          .warning(
              arguments.position(),
              name
                  + " will be ignored because "
                  + section.described()
                  + " has no "
                  + capability.word()
                  + " capability");
      return;
    }
    if (section.setsItself(setting) && !section.settings().get(setting).equals(value)) {
      arguments
          .diagnostics()
          .warning(arguments.position(), "overwriting " + name + " which was already specified");
    }
    section.set(setting, value, arguments);
  }
}
