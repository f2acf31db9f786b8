package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.persistence.CookieCapture;
import io.spillway.proxy.persistence.CookiePolicy;
import io.spillway.proxy.persistence.CookiePolicy.Mode;
import io.spillway.proxy.persistence.PersistenceRule;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Persistence by cookies, and cookies in the log (configuration manual, chapter 4.2). */
public final class CookieKeywords {
  /** The cookie that keeps clients with their servers. */
  public static final Setting<Optional<CookiePolicy>> COOKIE =
      Setting.inherited("cookie", Optional.empty());

  /** What dynamic values of that cookie are made with; empty for none. */
  public static final Setting<String> DYNAMIC_KEY = Setting.inherited("dynamic-cookie-key", "");

  /** When persistence is forced or ignored: the first that applies holds. */
  public static final Setting<List<PersistenceRule>> RULES =
      Setting.own("force-persist", List.of());

  /** The cookie that is kept for the log. */
  public static final Setting<Optional<CookieCapture>> CAPTURE =
      Setting.own("capture cookie", Optional.empty());

  private CookieKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("cookie", CookieKeywords::readCookie),
        Keyword.works("dynamic-cookie-key", CookieKeywords::readKey),
        rule("force-persist", true),
        rule("ignore-persist", false),
        Keyword.works("capture cookie", CookieKeywords::readCapture));
  }

  private static void readCookie(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "cookie", arguments)) {
      return;
    }
    if (arguments.peek().isEmpty()) {
      throw arguments.error("'cookie' expects <cookie_name> as argument.");
    }
    Line line = new Line(arguments.text("<cookie_name>"));
    while (arguments.hasNext()) {
      line.read(arguments);
    }
    section.set(COOKIE, Optional.of(line.finish(arguments)), arguments);
  }

  /** A {@code cookie} line while it is read. */
  private static final class Line {
    private final String name;
    private final StringBuilder domains = new StringBuilder();
    private final StringBuilder attributes = new StringBuilder();
    private @Nullable Mode mode;
    private boolean isIndirect;
    private boolean forbidsCaching;
    private boolean isForPostOnly;
    private boolean isPreserved;
    private boolean isHttpOnly;
    private boolean isSecure;
    private boolean isDynamic;
    private long maxIdle;
    private long maxLife;

    Line(String name) {
      this.name = name;
    }

    void read(Arguments arguments) {
      Word option = arguments.word("an option");
      switch (option.text()) {
        case "rewrite" -> mode(Mode.REWRITE, option, arguments);
        case "insert" -> mode(Mode.INSERT, option, arguments);
        case "prefix" -> mode(Mode.PREFIX, option, arguments);
        case "indirect" -> isIndirect = true;
        case "nocache" -> forbidsCaching = true;
        case "postonly" -> isForPostOnly = true;
        case "preserve" -> isPreserved = true;
        case "httponly" -> isHttpOnly = true;
        case "secure" -> isSecure = true;
        case "dynamic" -> isDynamic = true;
        case "domain" -> readDomain(arguments);
        case "maxidle" -> maxIdle = seconds("maxidle", "<idletime>", arguments);
        case "maxlife" -> maxLife = seconds("maxlife", "<lifetime>", arguments);
        case "attr" -> readAttribute(arguments);
        default ->
            throw arguments.error(
                option,
                "'cookie' supports 'rewrite', 'insert', 'prefix', 'indirect', 'nocache',"
                    + " 'postonly', 'preserve', 'httponly', 'secure', 'domain', 'maxidle',"
                    + " 'maxlife', 'dynamic' and 'attr' options, not '"
                    + option
                    + "'.");
      }
    }

    private void mode(Mode wanted, Word option, Arguments arguments) {
      if (mode != null && mode != wanted) {
        throw arguments.error(
            option, "cookie 'rewrite', 'insert' and 'prefix' modes are incompatible.");
      }
      mode = wanted;
    }

    private void readDomain(Arguments arguments) {
      if (arguments.peek().isEmpty()) {
        throw arguments.error("'domain' expects <domain> as argument.");
      }
      Word domain = arguments.word("<domain>");
      String text = domain.text();
      if (text.charAt(0) != '.' && text.indexOf('.') < 0) {
        arguments
            .diagnostics()
            .warning(
                domain.position(),
                "domain '"
                    + text
                    + "' contains no embedded dot, this configuration may not work properly (see"
                    + " RFC6265#5.2.3).");
      }
      int invalid = Names.invalidCharacter(text);
      if (invalid >= 0) {
        throw arguments.error(
            domain,
            "character '" + (char) invalid + "' is not permitted in domain name '" + text + "'.");
      }
      domains.append("; domain=").append(text);
    }

    private static long seconds(String option, String expected, Arguments arguments) {
      if (!arguments.hasNext()) {
        throw arguments.error("'" + option + "' expects " + expected + " in seconds as argument.");
      }
      return arguments.seconds();
    }

    private void readAttribute(Arguments arguments) {
      if (arguments.peek().isEmpty()) {
        throw arguments.error("'attr' expects <value> as argument.");
      }
      Word attribute = arguments.word("<value>");
      for (char c : attribute.text().toCharArray()) {
        if (c < ' ' || c == 0x7f || c == ';') {
          throw arguments.error(
              attribute,
              String.format("character '%%x%02X' is not permitted in attribute value.", (int) c));
        }
      }
      attributes.append("; ").append(attribute);
    }

    CookiePolicy finish(Arguments arguments) {
      if (mode == Mode.REWRITE && isIndirect) {
        throw arguments.error("cookie 'rewrite' and 'indirect' modes are incompatible.");
      }
      if (isPreserved && mode != Mode.INSERT && !isIndirect) {
        throw arguments.error("cookie 'preserve' requires at least 'insert' or 'indirect'.");
      }
      return new CookiePolicy(
          name,
          mode == null ? Mode.PASSIVE : mode,
          isIndirect,
          forbidsCaching,
          isForPostOnly,
          isPreserved,
          isDynamic,
          maxIdle,
          maxLife,
          domains + (isHttpOnly ? "; HttpOnly" : "") + (isSecure ? "; Secure" : "") + attributes);
    }
  }

  private static void readKey(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "dynamic-cookie-key", arguments)) {
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'dynamic-cookie-key' expects <secret_key> as argument.");
    }
    String key = arguments.text("<secret_key>");
    arguments.end();
    section.set(DYNAMIC_KEY, key, arguments);
  }

  private static Keyword<ProxySection> rule(String keyword, boolean forces) {
    return Keyword.works(
        keyword,
        (section, arguments) -> {
          section.refuseInDefaults(keyword, arguments);
          if (section.lacks(Capability.BACKEND, keyword, arguments)) {
            return;
          }
          if (!arguments.peek().equals("if") && !arguments.peek().equals("unless")) {
            throw arguments.error(
                "'" + keyword + "' requires either 'if' or 'unless' followed by a condition.");
          }
          RuleParser parser = new RuleParser(section.rules(), Place.SERVER_SELECTION);
          section.append(
              RULES, new PersistenceRule(forces, parser.condition(arguments)), arguments);
        });
  }

  private static void readCapture(ProxySection section, Arguments arguments) {
    if (section.isDefaults()) {
      throw arguments.error("'capture cookie' not allowed in 'defaults' section.");
    }
    if (section.lacks(Capability.FRONTEND, "capture", arguments)) {
      return;
    }
    String expected = "'capture' expects 'cookie' <cookie_name> 'len' <len>.";
    if (arguments.peek().isEmpty()) {
      throw arguments.error(expected);
    }
    String name = arguments.text("<cookie_name>");
    if (!arguments.accept("len") || !arguments.hasNext()) {
      throw arguments.error(expected);
    }
    int length = arguments.integer("a length", 0, Integer.MAX_VALUE);
    arguments.end();
    section.set(CAPTURE, Optional.of(new CookieCapture(name, length)), arguments);
  }
}
