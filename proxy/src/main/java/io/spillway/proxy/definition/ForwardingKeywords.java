package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.http.HeaderName;
import io.spillway.net.WrittenAddress;
import io.spillway.proxy.ForwardedParameters;
import io.spillway.proxy.Forwarding;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
      List.of("proto", "host", "by", "by_port", "for", "for_port");

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
    Set<String> parameters = new HashSet<>();
    while (arguments.hasNext()) {
      Word word = arguments.word("a parameter");
      if (word.text().endsWith("-expr") && PARAMETERS.contains(word.text().replace("-expr", ""))) {
        throw arguments.error(
            word, "'option forwarded' : '" + word + "' is not implemented in Spillway.");
      }
      if (!PARAMETERS.contains(word.text()) || !parameters.add(word.text())) {
        throw arguments.error(
            word,
            "'option forwarded' supports each of '"
                + String.join("', '", PARAMETERS)
                + "' once (got '"
                + word
                + "').");
      }
    }
    for (String node : List.of("by", "for")) {
      if (parameters.contains(node + "_port") && !parameters.contains(node)) {
        throw arguments.error(
            "'option forwarded' : '" + node + "_port' needs '" + node + "' beside it.");
      }
    }
    if (parameters.isEmpty()) {
      parameters.addAll(List.of("proto", "for"));
    }
    ForwardedParameters forwarded =
        new ForwardedParameters(
            parameters.contains("proto"),
            parameters.contains("host"),
            parameters.contains("by"),
            parameters.contains("by_port"),
            parameters.contains("for"),
            parameters.contains("for_port"));
    section.set(FORWARDED, Optional.of(forwarded), arguments);
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
