package io.spillway.rules.converter;

import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One element of a {@code Forwarded} header (RFC 7239 section 4): parameters with a semicolon
 * between them, of which {@code by}, {@code for}, {@code host} and {@code proto} are known. Holds
 * nothing; thread-safe.
 */
final class ForwardedElements {
  private ForwardedElements() {}

  /** The parameters of a valid element, by their names; null for what is none. */
  static @Nullable Map<String, String> parse(Sample sample) {
    String text = text(sample);
    Map<String, String> parameters = new TreeMap<>();
    int at = 0;
    while (true) {
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      String name = text.substring(at, equals).toLowerCase(Locale.ROOT);
      int start = equals + 1;
      boolean isQuoted = start < text.length() && text.charAt(start) == '"';
      int end = isQuoted ? closingQuote(text, start + 1) : tokenEnd(text, start);
      if (end < 0) {
        return null;
      }
      String value =
          isQuoted ? unescaped(text.substring(start + 1, end)) : text.substring(start, end);
      if (value.isEmpty() || !isValid(name, value) || parameters.put(name, value) != null) {
        return null;
      }
      at = isQuoted ? end + 1 : end;
      if (at == text.length()) {
        return parameters;
      }
      if (text.charAt(at) != ';') {
        return null;
      }
      at++;
    }
  }

  private static String text(Sample sample) {
    return new String(
        sample.bytes(), sample.offset(), sample.length(), StandardCharsets.ISO_8859_1);
  }

  private static int closingQuote(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  /** Quotes are needed for anything but the characters of a token (RFC 9110 section 5.6.2). */
  private static int tokenEnd(String text, int from) {
    int i = from;
    while (i < text.length()
        && (Character.isLetterOrDigit(text.charAt(i)) && text.charAt(i) < 128
            || "!#$%&'*+-.^_`|~".indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    return i;
  }

  private static String unescaped(String quoted) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < quoted.length(); i++) {
      if (quoted.charAt(i) == '\\' && i + 1 < quoted.length()) {
        i++;
      }
      plain.append(quoted.charAt(i));
    }
    return plain.toString();
  }

  private static boolean isValid(String name, String value) {
    return switch (name) {
      case "by", "for" -> ForwardedNodes.split(value) != null;
      case "host" ->
          value.matches("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~%!$&'()*+,;=-]+)(:[0-9]{1,5})?");
      case "proto" -> value.matches("[A-Za-z][A-Za-z0-9+.-]*");
      default -> false;
    };
  }
}
