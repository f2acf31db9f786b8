package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.http.RequestHead;
import io.spillway.rules.Action;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code normalize-uri}: one spelling for targets that mean the same (RFC 3986 section 6.2.2). */
public final class UriNormalization {
  private static final Verdict BAD_REQUEST = new Verdict.Deny(400, null);

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of(
              "normalize-uri", UriNormalization::compile, RulesetKind.HTTP_REQUEST));

  private UriNormalization() {}

  /** Normalizes path and query; null where they are broken and that shall not pass. */
  private interface Normalizer {
    @Nullable String apply(String target);
  }

  private static Action compile(String word, Arguments arguments, RuleParser parser) {
    String name = arguments.text("a normalizer");
    Normalizer normalizer =
        switch (name) {
          case "fragment-encode" -> target -> target.replace("#", "%23");
          case "fragment-strip" -> UriNormalization::withoutFragment;
          case "path-merge-slashes" -> target -> onPath(target, UriNormalization::mergeSlashes);
          case "path-strip-dot" -> target -> onPath(target, UriNormalization::stripDot);
          case "path-strip-dotdot" -> {
            boolean full = arguments.accept("full");
            yield target -> onPath(target, path -> stripDotDot(path, full));
          }
          case "percent-decode-unreserved" -> {
            boolean strict = arguments.accept("strict");
            yield target -> decode(target, strict);
          }
          case "percent-to-uppercase" -> {
            boolean strict = arguments.accept("strict");
            yield target -> toUpperCase(target, strict);
          }
          case "query-sort-by-name" -> UriNormalization::sortQuery;
          default -> throw new RuleSyntaxException("unknown normalizer '" + name + "'");
        };
    return evaluation -> {
      RequestHead head = evaluation.request();
      if (head == null || head.pathStart() >= head.uriEnd()) {
        return Verdict.CONTINUE;
      }
      String old = head.text(head.pathStart(), head.uriEnd());
      String target = normalizer.apply(old);
      if (target == null) {
        return BAD_REQUEST;
      }
      if (target.equals(old)) {
        return Verdict.CONTINUE;
      }
      byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
      return HeaderEdits.done(head.setPathAndQuery(bytes, 0, bytes.length), evaluation);
    };
  }

  private static String withoutFragment(String target) {
    int hash = target.indexOf('#');
    return hash < 0 ? target : target.substring(0, hash);
  }

  private static String onPath(String target, Normalizer normalizer) {
    int question = target.indexOf('?');
    int end = question < 0 ? target.length() : question;
    return normalizer.apply(target.substring(0, end)) + target.substring(end);
  }

  private static String mergeSlashes(String path) {
    return path.replaceAll("/{2,}", "/");
  }

  private static String stripDot(String path) {
    List<String> kept = new ArrayList<>();
    String[] segments = path.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean isLast = i == segments.length - 1;
      if (!segments[i].equals(".")) {
        kept.add(segments[i]);
      } else if (isLast) {
        kept.add("");
      }
    }
    return String.join("/", kept);
  }

  /** Removes each segment that is followed by one of two dots, and both go together. */
  private static String stripDotDot(String path, boolean full) {
    List<String> kept = new ArrayList<>();
    String[] segments = path.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean isLast = i == segments.length - 1;
      if (!segments[i].equals("..")) {
        kept.add(segments[i]);
        continue;
      }
      boolean hasParent = kept.size() > 1 && !kept.getLast().equals("..");
      if (hasParent) {
        kept.removeLast();
      } else if (!full) {
        kept.add("..");
        continue;
      }
      if (isLast) {
        kept.add("");
      }
    }
    return String.join("/", kept);
  }

  private static @Nullable String decode(String target, boolean strict) {
    StringBuilder out = new StringBuilder(target.length());
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      int value = c == '%' ? escaped(target, i) : -1;
      if (c == '%' && value < 0 && strict) {
        return null;
      }
      if (value >= 0 && isUnreserved(value)) {
        out.append((char) value);
        i += 2;
      } else if (value >= 0) {
        out.append(target, i, i + 3);
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static @Nullable String toUpperCase(String target, boolean strict) {
    StringBuilder out = new StringBuilder(target.length());
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      boolean isEscaped = c == '%' && escaped(target, i) >= 0;
      if (c == '%' && !isEscaped && strict) {
        return null;
      }
      out.append(isEscaped ? target.substring(i, i + 3).toUpperCase(Locale.ROOT) : "" + c);
      i += isEscaped ? 2 : 0;
    }
    return out.toString();
  }

  /** The byte that a percent sign and two digits stand for, or -1. */
  private static int escaped(String target, int at) {
    if (at + 2 >= target.length()) {
      return -1;
    }
    int high = Character.digit(target.charAt(at + 1), 16);
    int low = Character.digit(target.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static boolean isUnreserved(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "-._~".indexOf(c) >= 0;
  }

  private static String sortQuery(String target) {
    int question = target.indexOf('?');
    if (question < 0) {
      return target;
    }
    String[] parameters = target.substring(question + 1).split("&", -1);
    Arrays.sort(parameters, Comparator.comparing(UriNormalization::parameterName));
    return target.substring(0, question + 1) + String.join("&", parameters);
  }

  private static String parameterName(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }
}
