package io.spillway.config.migrate;

import io.spillway.config.KeywordClass;
import io.spillway.config.LegacyWords;
import io.spillway.config.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in the place of outdated directives, apart from the {@code reqadd} family. */
final class DirectiveReplacements {
  private DirectiveReplacements() {}

  /** The replacement of a section's first line, or null where it is up to date. */
  static @Nullable Replacement ofHeader(RawLine line) {
    boolean listens = line.text(0).equals("listen") || line.text(0).equals("frontend");
    if (!listens || line.words().size() < 3 || line.text(2).equals("from")) {
      return null;
    }
    return Replacement.by(
        List.of(
            line.words().get(0).raw() + " " + line.words().get(1).raw(), "bind " + line.from(2)),
        "Addresses stand on 'bind' lines.");
  }

  /** The replacement of a directive, or null where it is up to date. */
  static @Nullable Replacement ofDirective(RawLine line, ProxyContext context) {
    if (context.kind().equals("global")) {
      return inGlobal(line);
    }
    if (!context.hasProxyKeywords()) {
      return null;
    }
    String first = line.text(0);
    boolean negated = first.equals("no") || first.equals("default");
    if (line.text(negated ? 1 : 0).equals("option")) {
      return option(line, negated ? 1 : 0, context);
    }
    return switch (first) {
      case "clitimeout" -> timeout("client", line.from(1));
      case "contimeout" -> timeout("connect", line.from(1));
      case "srvtimeout" -> timeout("server", line.from(1));
      case "timeout" ->
          switch (line.text(1)) {
            case "clitimeout" -> timeout("client", line.from(2));
            case "contimeout" -> timeout("connect", line.from(2));
            case "srvtimeout" -> timeout("server", line.from(2));
            default -> null;
          };
      case "redisp", "redispatch" ->
          Replacement.by("option redispatch", "It is an option since HAProxy 1.3.");
      case "bind-process" ->
          Replacement.removed("There is one process; its threads serve all listeners.");
      case "grace" ->
          Replacement.removed(
              "A proxy has no grace time of its own; 'grace' and 'hard-stop-after' in 'global'"
                  + " do it for all.");
      case "block" -> rule("http-request deny " + line.from(1), line, context);
      case "dispatch" ->
          Replacement.by(
              "server dispatch " + line.from(1), "A single address is a server like any other.");
      case "monitor-net" ->
          rule("http-request return status 200 if { src " + line.from(1) + " }", line, context);
      case "mode" -> line.text(1).equals("health") ? health(context) : null;
      case "appsession" ->
          Replacement.left(
              "HAProxy does not learn application cookies this way any more; use 'stick-table' with"
                  + " 'stick store-response res.cook(<name>)' and 'stick match req.cook(<name>)'.");
      case "bind" -> bind(line);
      default -> HeaderRules.replacement(line, context);
    };
  }

  private static @Nullable Replacement inGlobal(RawLine line) {
    String second = line.words().size() > 1 ? line.text(1) : "";
    if (LegacyWords.find(KeywordClass.GLOBAL, line.text(0), second) == null) {
      return null;
    }
    return switch (line.text(0)) {
      case "nbproc" ->
          Replacement.removed("There is one process, with a thread for each processor.");
      case "nosepoll" -> Replacement.by("noepoll", "The poller 'sepoll' is now part of 'epoll'.");
      case "tune.chksize" -> Replacement.removed("Checks use buffers of 'tune.bufsize'.");
      default -> Replacement.removed("There is one process; its threads serve the socket.");
    };
  }

  private static Replacement timeout(String name, String value) {
    return Replacement.by(
        "timeout " + name + " " + value, "Time limits are called 'timeout' since HAProxy 1.3.");
  }

  private static @Nullable Replacement option(RawLine line, int at, ProxyContext context) {
    String prefix = at == 0 ? "" : line.words().get(0).raw() + " ";
    return switch (line.text(at + 1)) {
      case "forceclose" ->
          Replacement.by(prefix + "option httpclose", "Both now do the same: close both sides.");
      case "http-tunnel" ->
          Replacement.removed("Connections become tunnels only by CONNECT or Upgrade.");
      case "http-use-htx" ->
          Replacement.removed("It named the inner form of messages, of which one is left.");
      case "http_proxy" ->
          Replacement.left(
              "Combine 'http-request do-resolve', 'http-request set-dst' and 'http-request set-uri'"
                  + " instead.");
      case "httpchk" -> httpchk(line, at, context);
      default -> null;
    };
  }

  private static @Nullable Replacement httpchk(RawLine line, int at, ProxyContext context) {
    int version = at + 4;
    if (line.words().size() <= version || line.words().size() > version + 1) {
      return null;
    }
    RawLine.RawWord word = line.words().get(version);
    int end = word.text().indexOf('\r');
    end = end < 0 ? word.text().indexOf('\n') : end;
    if (end < 0) {
      return null;
    }
    if (word.variable() || !context.hasProxyKeywords()) {
      return Replacement.left(LegacyWords.HEADERS_IN_HTTPCHK);
    }
    StringBuilder send = new StringBuilder("http-check send");
    int body = word.text().indexOf("\r\n\r\n");
    String head = body < 0 ? word.text() : word.text().substring(0, body);
    for (String header : head.substring(end).split("[\r\n]+")) {
      int colon = header.indexOf(':');
      if (!header.isEmpty() && colon <= 0) {
        return Replacement.left(LegacyWords.HEADERS_IN_HTTPCHK);
      }
      if (colon > 0) {
        send.append(" hdr ").append(Word.quote(header.substring(0, colon)));
        send.append(' ').append(logFormat(header.substring(colon + 1).strip()));
      }
    }
    if (body >= 0 && body + 4 < word.text().length()) {
      send.append(" body ").append(Word.quote(word.text().substring(body + 4)));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "option httpchk "
            + line.words().get(at + 2).raw()
            + " "
            + line.words().get(at + 3).raw()
            + " "
            + Word.quote(word.text().substring(0, end)));
    if (!send.toString().equals("http-check send")) {
      lines.add(send.toString());
    }
    return Replacement.by(lines, "Headers of a check have a directive of their own.");
  }

  private static Replacement health(ProxyContext context) {
    return context.allowsRules()
        ? Replacement.by(
            List.of("mode http", "http-request return status 200"),
            "A frontend that only answers is now a rule of mode 'http'.")
        : Replacement.left(
            "Set 'mode http' and 'http-request return status 200' in each frontend.");
  }

  private static @Nullable Replacement bind(RawLine line) {
    List<String> kept = new ArrayList<>();
    boolean found = false;
    for (int i = 0; i < line.words().size(); i++) {
      if (i > 1 && line.text(i).equals("process") && i + 1 < line.words().size()) {
        found = true;
        i++;
      } else {
        kept.add(line.words().get(i).raw());
      }
    }
    return found
        ? Replacement.by(
            String.join(" ", kept), "There is one process; 'thread' chooses among its threads.")
        : null;
  }

  /** {@code directive} where rules may stand; else the line is left. */
  static Replacement rule(String directive, RawLine line, ProxyContext context) {
    return context.allowsRules()
        ? Replacement.by(
            directive, "'" + line.text(0) + "' is now a rule of 'http-request' or 'http-response'.")
        : Replacement.left(
            "Rules cannot stand in a 'defaults' section without a name; write '"
                + directive
                + "' in each proxy that needs it, or name the section.");
  }

  /** {@code text} as a log-format that says exactly this. */
  static String logFormat(String text) {
    return text.isEmpty() ? "''" : Word.quote(text.replace("%", "%%"));
  }
}
