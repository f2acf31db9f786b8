package io.spillway.proxy.definition;

import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.AUTHORITY;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.BINARY;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.CERTIFICATE_KEY;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.CERTIFICATE_NAME;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.CERTIFICATE_SIGNATURE;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.CHECKSUM;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.CIPHER;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.LINE;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.TLS;
import static io.spillway.proxy.server.ProxyHeaderPolicy.Part.UNIQUE_ID;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.server.ProxyHeaderPolicy;
import io.spillway.proxy.server.ProxyHeaderPolicy.Part;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of {@code server} lines about the PROXY protocol (configuration manual, chapter 5.2).
 */
public final class ProxyHeaderKeywords {
  /** The header that connections begin with. */
  public static final Setting<ProxyHeaderPolicy> SENT =
      Setting.inherited("send-proxy", ProxyHeaderPolicy.NONE);

  /** Whether connections of checks begin with it wherever they go, in version 1 by default. */
  public static final Setting<Boolean> CHECK_SENDS = Setting.inherited("check-send-proxy", false);

  private static final int MAX_TYPE = 255;

  private static final Map<String, Set<Part>> OPTIONS =
      Map.of(
          "ssl", Set.of(TLS),
          "cert-cn", Set.of(TLS, CERTIFICATE_NAME),
          "ssl-cipher", Set.of(TLS, CIPHER),
          "cert-sig", Set.of(TLS, CERTIFICATE_SIGNATURE),
          "cert-key", Set.of(TLS, CERTIFICATE_KEY),
          "authority", Set.of(AUTHORITY),
          "crc32c", Set.of(CHECKSUM),
          "unique-id", Set.of(UNIQUE_ID));

  private ProxyHeaderKeywords() {}

  static List<Keyword<ServerLine>> keywords() {
    return List.of(
        sends("send-proxy", Set.of(LINE)),
        sends("send-proxy-v2", Set.of(BINARY)),
        sends("send-proxy-v2-ssl", Set.of(BINARY, TLS)),
        sends("send-proxy-v2-ssl-cn", Set.of(BINARY, TLS, CERTIFICATE_NAME)),
        sendsNot("no-send-proxy", Set.of(LINE)),
        sendsNot("no-send-proxy-v2", Set.of(BINARY)),
        sendsNot("no-send-proxy-v2-ssl", Set.of(BINARY, TLS)),
        sendsNot("no-send-proxy-v2-ssl-cn", Set.of(BINARY, TLS, CERTIFICATE_NAME)),
        ServerKeywords.flag("check-send-proxy", CHECK_SENDS, true),
        ServerKeywords.flag("no-check-send-proxy", CHECK_SENDS, false),
        Keyword.works("proxy-v2-options", ProxyHeaderKeywords::readOptions));
  }

  /** {@code set-proxy-v2-tlv-fmt(<id>) <fmt>}. */
  static Keyword<ServerLine> field() {
    return Keyword.works("set-proxy-v2-tlv-fmt", ProxyHeaderKeywords::readField);
  }

  private static Keyword<ServerLine> sends(String name, Set<Part> parts) {
    return Keyword.works(
        name, (line, arguments) -> line.set(SENT, line.get(SENT).with(parts), arguments));
  }

  private static Keyword<ServerLine> sendsNot(String name, Set<Part> parts) {
    return Keyword.works(
        name, (line, arguments) -> line.set(SENT, line.get(SENT).without(parts), arguments));
  }

  private static void readOptions(ServerLine line, Arguments arguments) {
    Word word = arguments.word("a list of options");
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String name : word.text().split(",", -1)) {
      Set<Part> option = OPTIONS.get(name);
      if (option == null) {
        throw arguments.error(
            word,
            "'"
                + line.described()
                + "' : 'proxy-v2-options' : proxy v2 option '"
                + name
                + "' not implemented (expected: ssl, cert-cn, ssl-cipher, cert-sig, cert-key,"
                + " authority, crc32c, unique-id)");
      }
      parts.addAll(option);
    }
    line.set(SENT, line.get(SENT).with(parts), arguments);
  }

  private static void readField(ServerLine line, Arguments arguments) {
    String keyword = arguments.directive().words().get(arguments.index() - 1).text();
    int parenthesis = keyword.indexOf('(');
    String id = parenthesis < 0 ? "" : keyword.substring(parenthesis + 1, keyword.length() - 1);
    int type;
    try {
      type = Integer.decode(id);
    } catch (NumberFormatException e) {
      type = -1;
    }
    if (type < 0 || type > MAX_TYPE) {
      throw arguments.error(
          "'"
              + line.described()
              + "' : 'set-proxy-v2-tlv-fmt' : '"
              + id
              + "' is not the type of a field (expected: 0 to 255)");
    }
    RuleParser parser = new RuleParser(line.section().rules(), Place.SERVER_SELECTION);
    LogFormat value = parser.logFormat(LogFormat.Use.HTTP, arguments);
    line.set(SENT, line.get(SENT).with(new ProxyHeaderPolicy.Field(type, value)), arguments);
  }
}
