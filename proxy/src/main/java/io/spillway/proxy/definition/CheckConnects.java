package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.server.ServerProtocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tcp-check connect} and {@code http-check connect} (configuration manual, chapter
 * 4.2). Confined to one line.
 */
final class CheckConnects {
  private static final int MAX_PORT = 65535;

  private final String keyword;
  private @Nullable Endpoint endpoint;
  private int port;
  private boolean isOfServer;
  private boolean isSecure;
  private boolean sendsProxy;
  private boolean isBySocks;
  private String serverName = "";
  private String comment = "";
  private List<String> protocols = List.of();
  private @Nullable ServerProtocol forced;

  private CheckConnects(String keyword) {
    this.keyword = keyword;
  }

  static CheckStep read(ProxySection section, Arguments arguments) {
    CheckConnects reading = new CheckConnects(arguments.keyword());
    while (arguments.hasNext()) {
      reading.readWord(section, arguments);
    }
    return reading.build();
  }

  private void readWord(ProxySection section, Arguments arguments) {
    Word word = arguments.word("a word");
    switch (word.text()) {
      case "linger" -> {}
      case "default" -> isOfServer = true;
      case "ssl" -> isSecure = true;
      case "send-proxy" -> sendsProxy = true;
      case "via-socks4" -> isBySocks = true;
      case "sni" -> serverName = arguments.text("a server name");
      case "alpn" -> protocols = protocols(arguments);
      case "proto" -> forced = protocol(arguments);
      case "port" -> port = arguments.integer("a port number", 1, MAX_PORT);
      case "addr" ->
          endpoint =
              Addresses.check(arguments.word("an address"), section.loading().names(), arguments);
      case "comment" -> comment = arguments.text("a string");
      default ->
          throw arguments.error(
              word,
              "'"
                  + keyword
                  + "' : expects 'comment', 'port', 'addr', 'send-proxy', 'ssl', 'sni', 'alpn' or"
                  + " 'via-socks4', 'linger', 'default' but got '"
                  + word
                  + "' as argument.");
    }
  }

  private List<String> protocols(Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'" + keyword + "' : 'alpn' : missing the comma-delimited ALPN protocol suite.");
    }
    return List.of(arguments.text("the comma-delimited ALPN protocol suite").split(","));
  }

  private ServerProtocol protocol(Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + keyword + "' : 'proto' expects a MUX protocol as argument.");
    }
    boolean isHttp = keyword.startsWith("http");
    Word word = arguments.word("a MUX protocol");
    return switch (word.text()) {
      case "h1", "h2" -> {
        if (!isHttp) {
          throw invalid(word, arguments);
        }
        yield word.text().equals("h2") ? ServerProtocol.HTTP_2 : ServerProtocol.HTTP_1;
      }
      case "none" -> {
        if (isHttp) {
          throw invalid(word, arguments);
        }
        yield ServerProtocol.HTTP_1; // of no account where no messages are read
      }
      case "fcgi" ->
          throw arguments.error(
              word, "'" + keyword + "' : 'proto' : FastCGI is not implemented in Spillway.");
      default ->
          throw arguments.error(
              word, "'" + keyword + "' : 'proto' : unknown MUX protocol '" + word + "'.");
    };
  }

  private DirectiveException invalid(Word word, Arguments arguments) {
    return arguments.error(
        word,
        "'"
            + keyword
            + "' : 'proto' : invalid MUX protocol '"
            + word
            + "' for "
            + keyword.substring(0, keyword.indexOf(' '))
            + ".");
  }

  private CheckStep build() {
    ServerProtocol http = forced;
    if (http == null && !protocols.isEmpty()) {
      http = protocols.contains("h2") ? ServerProtocol.NEGOTIATED : ServerProtocol.HTTP_1;
    }
    return new CheckStep.Connect(
        endpoint,
        port,
        false,
        new CheckStep.Security(isOfServer, isSecure, serverName),
        sendsProxy,
        isBySocks,
        protocols,
        http,
        comment);
  }
}
