package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.server.ServerHttp;
import io.spillway.proxy.server.ServerProtocol;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The words of {@code server} lines about the version of HTTP that is spoken with the server
 * (configuration manual, chapter 5.2).
 */
final class ServerHttpKeywords {
  /** HTTP/2 in ALPN's words. */
  static final String H2 = "h2";

  private static final String H1 = "http/1.1";

  /** What is spoken whatever the server would choose; empty to let it. */
  private static final Setting<Optional<Protocol>> PROTOCOL =
      Setting.inherited("proto", Optional.empty());

  private static final Setting<Optional<Protocol>> CHECK_PROTOCOL =
      Setting.inherited("check-proto", Optional.empty());

  private static final Setting<WebSockets> WEB_SOCKETS = Setting.inherited("ws", WebSockets.AUTO);

  private enum Protocol {
    H1("h1"),
    H2("h2"),
    NONE("none");

    private final String word;

    Protocol(String word) {
      this.word = word;
    }
  }

  private enum WebSockets {
    AUTO,
    H1,
    H2
  }

  private ServerHttpKeywords() {}

  static List<Keyword<ServerLine>> words() {
    return List.of(
        protocol(PROTOCOL),
        protocol(CHECK_PROTOCOL),
        Keyword.works(WEB_SOCKETS.name(), ServerHttpKeywords::readWebSockets));
  }

  private static Keyword<ServerLine> protocol(Setting<Optional<Protocol>> setting) {
    return Keyword.works(
        setting.name(),
        (line, arguments) ->
            line.set(setting, Optional.of(read(line, setting.name(), arguments)), arguments));
  }

  private static Protocol read(ServerLine line, String name, Arguments arguments) {
    String place = "'" + line.described() + "' : '" + name + "' : ";
    if (!arguments.hasNext()) {
      throw arguments.error(place + "missing value.");
    }
    Word word = arguments.word("a protocol");
    for (Protocol protocol : Protocol.values()) {
      if (protocol.word.equals(word.text())) {
        return protocol;
      }
    }
    throw arguments.error(
        word,
        word.text().equals("fcgi")
            ? place + "FastCGI is not implemented in Spillway."
            : place + " unknown MUX protocol '" + word + "'.");
  }

  private static void readWebSockets(ServerLine line, Arguments arguments) {
    String value = arguments.hasNext() ? arguments.word("a version").text() : "";
    line.set(
        WEB_SOCKETS,
        switch (value) {
          case "auto" -> WebSockets.AUTO;
          case "h1" -> WebSockets.H1;
          case "h2" -> WebSockets.H2;
          default ->
              throw arguments.error(
                  "'" + line.described() + "' : 'ws' has to be 'auto', 'h1' or 'h2'.");
        },
        arguments);
  }

  /** Judges what the lines of a section say, against its mode and the kind of its checks. */
  static void check(ProxySection section, Loading loading) {
    boolean isHttp = section.settings().get(Mode.MODE) == Mode.HTTP;
    boolean isHttpChecked =
        section.settings().get(CheckKeywords.SCRIPT).kind() == CheckScript.Kind.HTTP;
    for (ServerLine server : section.servers()) {
      Protocol protocol = server.get(PROTOCOL).orElse(null);
      if (protocol != null && isHttp == (protocol == Protocol.NONE)) {
        alert(
            server,
            loading,
            "backend '%s' : MUX protocol '%s' is not usable for server '%s' at [%s]."
                .formatted(section.name(), protocol.word, server.name(), server.position()));
      }
      SourceAddress source =
          server.get(ServerKeywords.SOURCE).equals(SourceAddress.SYSTEM)
              ? section.settings().get(ProxyKeywords.SOURCE)
              : server.get(ServerKeywords.SOURCE);
      if (source.impersonation() != null && protocol == Protocol.H2) {
        alert(
            server,
            loading,
            "config: backend '%s': server '%s' : 'usesrc' needs HTTP/1, because clients share connections of HTTP/2."
                .formatted(section.name(), server.name()));
      }
      if (source.impersonation() instanceof Impersonation.FromRequest && !isHttp) {
        loading
            .diagnostics()
            .warning(
                server.position(),
                "proxy '%s' : server %s cannot use a header as source IP in non-HTTP mode."
                    .formatted(section.name(), server.name()));
      }
      Protocol ofChecks = server.get(CHECK_PROTOCOL).orElse(null);
      if (ofChecks != null
          && server.get(HealthKeywords.CHECK)
          && isHttpChecked == (ofChecks == Protocol.NONE)) {
        alert(
            server,
            loading,
            "config: backend '%s': server '%s' uses an incompatible MUX protocol for the selected check type"
                .formatted(section.name(), server.name()));
      }
    }
  }

  private static void alert(ServerLine server, Loading loading, String text) {
    loading.diagnostics().alert(server.position(), text);
  }

  /** Whether HTTP/2 may be spoken with a server of mode http whose line says this. */
  static boolean mayBeHttp2(Settings words, List<String> protocols) {
    Protocol forced = words.get(PROTOCOL).orElse(null);
    return forced == Protocol.H2 || (forced == null && protocols.contains(H2));
  }

  /** Whether requests for WebSocket go over HTTP/1 though others may go over HTTP/2. */
  static boolean keepsWebSocketsApart(Settings words, List<String> protocols) {
    return switch (words.get(WEB_SOCKETS)) {
      case H1 -> true;
      case H2 -> false;
      case AUTO -> protocols.contains(H1);
    };
  }

  /**
   * What is spoken with a server.
   *
   * @param protocols what is offered by ALPN; empty for nothing
   * @param checkProtocols what is offered by checks
   * @param http1Tls how connections for HTTP/1 alone are made secure, or null
   */
  static ServerHttp of(
      Settings words,
      Settings global,
      List<String> protocols,
      List<String> checkProtocols,
      @Nullable TlsClient http1Tls) {
    ServerProtocol main = spoken(words.get(PROTOCOL).orElse(null), protocols);
    ServerProtocol webSockets =
        keepsWebSocketsApart(words, protocols)
            ? ServerProtocol.HTTP_1
            : words.get(WEB_SOCKETS) == WebSockets.H2 && main == ServerProtocol.HTTP_1
                ? ServerProtocol.HTTP_2
                : main;
    Optional<Protocol> ofChecks = words.get(CHECK_PROTOCOL).or(() -> words.get(PROTOCOL));
    return new ServerHttp(
        main,
        webSockets,
        spoken(ofChecks.orElse(null), checkProtocols),
        Http2Tuning.serverLimits(global),
        global.get(Tuning.BUFFER_SIZE),
        http1Tls);
  }

  private static ServerProtocol spoken(@Nullable Protocol forced, List<String> protocols) {
    return forced == Protocol.H2
        ? ServerProtocol.HTTP_2
        : forced == null && protocols.contains(H2)
            ? ServerProtocol.NEGOTIATED
            : ServerProtocol.HTTP_1;
  }
}
