package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.http.HeaderName;
import io.spillway.net.WrittenAddress;
import io.spillway.proxy.ForwardedNode;
import io.spillway.proxy.ForwardedParameters;
import io.spillway.proxy.Forwarding;
import io.spillway.rules.Expression;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code option forwarded}, {@code option forwardfor} and {@code option originalto}: what servers
 * are told about the client (configuration manual, chapter 4.2).
 */
public final class ForwardingKeywords {
  /** The header that tells the client's address. */
  public static final Setting<Optional<ForwardedAddress>> FORWARD_FOR =
      Setting.inherited("option forwardfor", Optional.empty());

  /** The header that tells the address that the client connected to. */
  public static final Setting<Optional<ForwardedAddress>> ORIGINAL_TO =
      Setting.inherited("option originalto", Optional.empty());

  /** The header that tells a server its own name; empty for none. */
  public static final Setting<String> SERVER_NAME_HEADER =
      Setting.inherited("http-send-name-header", "");

  /** What the {@code Forwarded} header tells. */
  private static final Setting<Optional<ForwardedParameters>> FORWARDED =
      Setting.inherited("option forwarded", Optional.empty());

  private static final List<String> PARAMETERS =
      List.of(
          "proto",
          "host",
          "host-expr",
          "by",
          "by-expr",
          "by_port",
          "by_port-expr",
          "for",
          "for-expr",
          "for_port",
          "for_port-expr");

  private ForwardingKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("option forwarded", ForwardingKeywords::readForwarded),
        Keyword.works(
            "option forwardfor",
            (section, arguments) ->
                readOption(FORWARD_FOR, "X-Forwarded-For", true, section, arguments)),
        Keyword.works(
            "option originalto",
            (section, arguments) ->
                readOption(ORIGINAL_TO, "X-Original-To", false, section, arguments)),
        Keyword.works("http-send-name-header", ForwardingKeywords::readServerNameHeader));
  }

  private static void readOption(
      Setting<Optional<ForwardedAddress>> setting,
      String initialHeader,
      boolean takesIfNone,
      ProxySection section,
      Arguments arguments) {
    String option = setting.name();
    section.refuseNegation(arguments);
    String header = initialHeader;
    boolean isOnlyIfNone = false;
    InetAddress network = null;
    int bits = 0;
    while (arguments.hasNext()) {
      Word word = arguments.word("a value");
      switch (word.text()) {
        case "except" -> {
          Word value = value(option + " except", "<address>[/mask]", arguments);
          int slash = value.text().indexOf('/');
          network =
              WrittenAddress.literal(slash < 0 ? value.text() : value.text().substring(0, slash));
          if (network == null) {
            throw wrongNetwork(option, value, arguments);
          }
          int width = network instanceof Inet4Address ? 32 : 128;
          bits = slash < 0 ? width : prefix(option, value, slash, width, arguments);
        }
        case "header" -> header = value(option + " header", "<header_name>", arguments).text();
        case "if-none" -> {
          if (!takesIfNone) {
            throw unknown(option, word, takesIfNone, arguments);
          }
          isOnlyIfNone = true;
        }
        default -> throw unknown(option, word, takesIfNone, arguments);
      }
    }
    section.set(
        setting, Optional.of(new ForwardedAddress(header, isOnlyIfNone, network, bits)), arguments);
  }

  private static void readForwarded(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "option forwarded", arguments)) {
      return;
    }
    if (arguments.polarity() != Arguments.Polarity.SET) {
      arguments.end();
      section.set(FORWARDED, Optional.empty(), arguments);
      return;
    }
    section.set(FORWARDED, Optional.of(parameters(section, arguments)), arguments);
  }

  private static ForwardedParameters parameters(ProxySection section, Arguments arguments) {
    RuleParser parser = new RuleParser(section.rules(), Place.BACKEND_HTTP_REQUEST);
    boolean proto = !arguments.hasNext();
    Node client = new Node(proto);
    Node by = new Node(false);
    ForwardedParameters.Host host = null;
    while (arguments.hasNext()) {
      Word word = arguments.word("a parameter");
      String name = word.text();
      Expression expression =
          name.endsWith("-expr") && PARAMETERS.contains(name)
              ? expression(name, parser, arguments)
              : null;
      switch (name) {
        case "proto" -> proto = true;
        case "host", "host-expr" -> host = new ForwardedParameters.Host(expression);
        case "by", "by-expr" -> by.name(expression);
        case "for", "for-expr" -> client.name(expression);
        case "by_port", "by_port-expr" -> by.port = new ForwardedNode.Port(expression);
        case "for_port", "for_port-expr" -> client.port = new ForwardedNode.Port(expression);
        default ->
            throw arguments.error(
                word,
                "'option forwarded' only supports optional values: '"
                    + String.join("', '", PARAMETERS)
                    + "' (got '"
                    + word
                    + "').");
      }
    }
    return new ForwardedParameters(
        proto, host, by.finish("by", arguments), client.finish("for", arguments));
  }

  private static Expression expression(String name, RuleParser parser, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'option forwarded' : '" + name + "' expects an expression.");
    }
    return parser.expression(arguments);
  }

  /** What was read of a node so far. */
  private static final class Node {
    private boolean isTold;
    private @Nullable Expression name;
    private ForwardedNode.@Nullable Port port;

    Node(boolean isTold) {
      this.isTold = isTold;
    }

    void name(@Nullable Expression expression) {
      isTold = true;
      name = expression;
    }

    @Nullable ForwardedNode finish(String word, Arguments arguments) {
      if (isTold) {
        return new ForwardedNode(name, port);
      }
      if (port != null) {
        String told = word + (port.expression() == null ? "_port" : "_port-expr");
        arguments
            .diagnostics()
            .warning(
                arguments.position(),
                "'option forwarded' : '%s' will be ignored because both '%s' and '%s-expr' are unset"
                    .formatted(told, word, word));
      }
      return null;
    }
  }

  /** What a proxy of {@code settings} adds to requests. */
  public static Forwarding forwarding(Settings settings) {
    return new Forwarding(
        settings.get(FORWARDED).orElse(null),
        header(settings.get(FORWARD_FOR)),
        header(settings.get(ORIGINAL_TO)));
  }

  private static Forwarding.@Nullable Header header(Optional<ForwardedAddress> option) {
    return option
        .map(
            address ->
                new Forwarding.Header(
                    HeaderName.of(address.header()),
                    address.isOnlyIfNone(),
                    address.exceptNetwork(),
                    address.exceptBits()))
        .orElse(null);
  }

  private static Word value(String keyword, String expected, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + keyword + "' expects " + expected + " as argument.");
    }
    return arguments.word(expected);
  }

  private static int prefix(String option, Word value, int slash, int width, Arguments arguments) {
    String mask = value.text().substring(slash + 1);
    InetAddress dotted = mask.indexOf('.') < 0 ? null : WrittenAddress.literal(mask);
    if (dotted != null) {
      int word = java.nio.ByteBuffer.wrap(dotted.getAddress()).getInt();
      int ones = Integer.bitCount(word);
      if (word == (ones == 0 ? 0 : -1 << (32 - ones))) {
        return ones;
      }
      throw wrongNetwork(option, value, arguments);
    }
    try {
      int bits = Integer.parseInt(mask);
      if (bits >= 0 && bits <= width) {
        return bits;
      }
    } catch (NumberFormatException e) {
      // the message below says what was expected
    }
    throw wrongNetwork(option, value, arguments);
  }

  private static DirectiveException wrongNetwork(String option, Word value, Arguments arguments) {
    return arguments.error(
        value,
        "'" + option + " except' expects <address>[/mask] as argument (got '" + value + "').");
  }

  private static DirectiveException unknown(
      String option, Word word, boolean takesIfNone, Arguments arguments) {
    return arguments.error(
        word,
        "'"
            + option
            + "' only supports optional values: 'except'"
            + (takesIfNone ? ", 'header' and 'if-none'." : " and 'header'."));
  }

  private static void readServerNameHeader(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "http-send-name-header", arguments)) {
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'http-send-name-header' requires a header string.");
    }
    section.set(SERVER_NAME_HEADER, arguments.text("a header string"), arguments);
    arguments.end();
  }
}
