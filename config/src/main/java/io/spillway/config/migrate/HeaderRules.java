package io.spillway.config.migrate;

import io.spillway.config.KeywordClass;
import io.spillway.config.LegacyWords;
import io.spillway.config.Word;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of the {@code reqadd} family, which matched the lines of a message's
 * head by regular expressions: the rules of {@code http-request} and {@code http-response}, where
 * the expression names one header or takes the request line apart in the usual way.
 */
final class HeaderRules {
  private static final Pattern HEADER = Pattern.compile("\\^?([A-Za-z][A-Za-z0-9-]*):(.*)");
  private static final Pattern REQUEST_LINE =
      Pattern.compile("\\^\\((?:\\[\\^ :?\\]\\*|\\\\w\\+|\\.\\*|GET|POST|HEAD)\\)(?: |\\\\s)(.*)");

  private HeaderRules() {}

  /** The replacement of a directive of the family, or null where it is none. */
  static @Nullable Replacement replacement(RawLine line, ProxyContext context) {
    String name = line.text(0);
    boolean family =
        name.startsWith("req")
            || name.startsWith("rsp")
            || name.equals("cliexp")
            || name.equals("srvexp");
    LegacyWords.LegacyWord legacy =
        family ? LegacyWords.find(KeywordClass.PROXY, name, line.text(1)) : null;
    if (legacy == null) {
      return null;
    }
    boolean response = name.startsWith("rsp") || name.equals("srvexp");
    String verb = verb(name);
    boolean ignoreCase = name.length() > 3 && name.charAt(3) == 'i' && !verb.isEmpty();
    @Nullable String directive =
        line.hasVariable()
            ? null
            : switch (verb) {
              case "add" -> add(line, response);
              case "del" -> delete(line, response);
              case "rep" -> replace(line, response, ignoreCase);
              case "deny", "tarpit", "allow" -> refuse(line, response, verb, ignoreCase);
              case "setbe" -> useBackend(line, ignoreCase);
              default -> null;
            };
    if (verb.equals("pass")) {
      return Replacement.removed("Rules after it are not skipped any more; check their order.");
    }
    if (directive == null) {
      return Replacement.left(
          "No rule says exactly the same"
              + (line.hasVariable() ? " while a variable is unknown" : "")
              + ". "
              + legacy.instead());
    }
    return DirectiveReplacements.rule(directive, line, context);
  }

  private static String verb(String name) {
    return switch (name) {
      case "cliexp", "srvexp" -> "rep";
      default -> {
        String verb = name.substring(3);
        yield verb.startsWith("i") ? verb.substring(1) : verb;
      }
    };
  }

  private static String ruleset(boolean response) {
    return response ? "http-response" : "http-request";
  }

  private static @Nullable String add(RawLine line, boolean response) {
    Matcher header = HEADER.matcher(line.text(1));
    if (!header.matches()) {
      return null;
    }
    return ruleset(response)
        + " add-header "
        + header.group(1)
        + " "
        + DirectiveReplacements.logFormat(header.group(2).strip())
        + tail(line, 2);
  }

  private static @Nullable String delete(RawLine line, boolean response) {
    Matcher header = HEADER.matcher(line.text(1));
    if (!header.matches() || !matchesAnything(header.group(2))) {
      return null;
    }
    return ruleset(response) + " del-header " + header.group(1) + tail(line, 2);
  }

  private static boolean matchesAnything(String expression) {
    return switch (expression.strip()) {
      case "", ".*", "(.*)", ".*$", ".+" -> true;
      default -> false;
    };
  }

  private static @Nullable String replace(RawLine line, boolean response, boolean ignoreCase) {
    Matcher header = HEADER.matcher(line.text(1));
    Matcher replaced = HEADER.matcher(line.text(2));
    if (header.matches()
        && replaced.matches()
        && header.group(1).equalsIgnoreCase(replaced.group(1))) {
      return ruleset(response)
          + " replace-header "
          + header.group(1)
          + " "
          + expression(header.group(2), ignoreCase)
          + " "
          + DirectiveReplacements.logFormat(replaced.group(2).strip())
          + tail(line, 3);
    }
    Matcher request = REQUEST_LINE.matcher(line.text(1));
    String target = line.text(2);
    if (response || !request.matches() || !target.startsWith("\\1 ")) {
      return null;
    }
    String uri = request.group(1);
    String newUri = target.substring(3);
    if (uri.contains(" ") || uri.contains("\\s") || newUri.contains(" ")) {
      return null;
    }
    return "http-request replace-uri "
        + expression("^" + uri, ignoreCase)
        + " "
        + DirectiveReplacements.logFormat(withOneGroupLess(newUri))
        + tail(line, 3);
  }

  /** {@code \2} becomes {@code \1} and so on, since the method's group went. */
  private static String withOneGroupLess(String replacement) {
    return Pattern.compile("\\\\([2-9])")
        .matcher(replacement)
        .replaceAll(m -> "\\\\" + (Integer.parseInt(m.group(1)) - 1));
  }

  private static @Nullable String refuse(
      RawLine line, boolean response, String verb, boolean ignoreCase) {
    String condition = condition(line, response, ignoreCase, 2);
    return condition == null || (response && !verb.equals("deny"))
        ? null
        : ruleset(response) + " " + verb + condition;
  }

  private static @Nullable String useBackend(RawLine line, boolean ignoreCase) {
    String condition = condition(line, false, ignoreCase, 3);
    return condition == null || line.words().size() < 3
        ? null
        : "use_backend " + line.words().get(2).raw() + condition;
  }

  private static @Nullable String condition(
      RawLine line, boolean response, boolean ignoreCase, int rest) {
    Matcher header = HEADER.matcher(line.text(1));
    if (!header.matches() || line.text(rest).equals("unless")) {
      return null;
    }
    String fetch = (response ? "res" : "req") + ".hdr(" + header.group(1) + ")";
    String match =
        matchesAnything(header.group(2))
            ? " -m found"
            : " -m reg " + (ignoreCase ? "-i " : "") + Word.quote(header.group(2).stripLeading());
    String more = line.text(rest).equals("if") ? " " + line.from(rest + 1) : "";
    return more.contains("||") || more.matches(".*\\bor\\b.*")
        ? null
        : " if { " + fetch + match + " }" + more;
  }

  private static String expression(String regex, boolean ignoreCase) {
    String stripped = regex.stripLeading();
    boolean letters = !stripped.toLowerCase(Locale.ROOT).equals(stripped.toUpperCase(Locale.ROOT));
    return Word.quote((ignoreCase && letters ? "(?i)" : "") + stripped);
  }

  private static String tail(RawLine line, int index) {
    return line.words().size() > index ? " " + line.from(index) : "";
  }
}
