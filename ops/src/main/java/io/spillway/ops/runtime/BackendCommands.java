package io.spillway.ops.runtime;

import io.spillway.proxy.persistence.CookiePersistence;
import io.spillway.proxy.stats.BackendStatus;
import java.util.List;

/** Commands about backends. */
final class BackendCommands {
  private static final String NO_COOKIE =
      "This backend has no 'cookie' line, or is not in mode http.\n";
  private static final String USAGE = "usage: set backend <backend> failback\n";

  static final List<Command> ALL =
      List.of(
          Command.of(
              "set backend",
              "<backend> failback",
              "give traffic back to the best usable tier",
              Level.ADMIN,
              BackendCommands::set),
          Command.of(
              "set dynamic-cookie-key backend",
              "<backend> <key>",
              "change the key that dynamic cookies are made with",
              Level.ADMIN,
              BackendCommands::setCookieKey),
          Command.of(
              "enable dynamic-cookie backend",
              "<backend>",
              "give servers without a cookie value one of their address",
              Level.ADMIN,
              (session, arguments) -> dynamicCookies(session, arguments, true)),
          Command.of(
              "disable dynamic-cookie backend",
              "<backend>",
              "take dynamic cookie values from servers",
              Level.ADMIN,
              (session, arguments) -> dynamicCookies(session, arguments, false)));

  private BackendCommands() {}

  private static String set(RuntimeSession session, List<String> arguments) {
    if (arguments.size() != 2 || !arguments.get(1).equals("failback")) {
      return USAGE;
    }
    BackendStatus backend = session.backend(arguments.getFirst());
    if (backend == null) {
      return "No such backend.\n";
    }
    backend.failback();
    return "";
  }

  private static String setCookieKey(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "A backend name is expected.\n";
    }
    BackendStatus backend = session.backend(arguments.getFirst());
    if (backend == null) {
      return "No such backend.\n";
    }
    if (arguments.size() < 2) {
      return "String value expected.\n";
    }
    CookiePersistence cookie = backend.cookie();
    if (cookie == null) {
      return NO_COOKIE;
    }
    cookie.key(arguments.get(1));
    return "";
  }

  private static String dynamicCookies(
      RuntimeSession session, List<String> arguments, boolean areOn) {
    if (arguments.isEmpty()) {
      return "A backend name is expected.\n";
    }
    BackendStatus backend = session.backend(arguments.getFirst());
    if (backend == null) {
      return "No such backend.\n";
    }
    CookiePersistence cookie = backend.cookie();
    if (cookie == null) {
      return NO_COOKIE;
    }
    cookie.dynamic(areOn);
    return "";
  }
}
