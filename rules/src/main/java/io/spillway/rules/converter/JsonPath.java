package io.spillway.rules.converter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A path into a JSON document as {@code json_query} takes it: {@code $}, {@code .key} with
 * backslashes before dots and brackets that belong to the key, and {@code [number]}. The document
 * is read no further than to the value. Immutable.
 */
final class JsonPath {
  /** How deep values may be nested; deeper documents are not read. */
  private static final int MAX_DEPTH = 20;

  private final Step[] steps;

  /** A key, or where it is null a place in an array. */
  private record Step(byte @Nullable [] key, int index) {}

  /** The kinds of values. */
  enum Kind {
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    ARRAY,
    OBJECT
  }

  /** Where a value lies in the document; a string's quotes are left out. */
  record Value(Kind kind, int from, int to) {}

  private JsonPath(Step[] steps) {
    this.steps = steps;
  }

  /** The path that {@code text} writes, or null where it is none. */
  static @Nullable JsonPath parse(String text) {
    if (!text.startsWith("$")) {
      return null;
    }
    Step[] steps = new Step[0];
    int at = 1;
    while (at < text.length()) {
      int end;
      Step step;
      if (text.charAt(at) == '.') {
        StringBuilder key = new StringBuilder();
        end = at + 1;
        while (end < text.length() && ".[".indexOf(text.charAt(end)) < 0) {
          if (text.charAt(end) == '\\' && end + 1 < text.length()) {
            end++;
          }
          key.append(text.charAt(end++));
        }
        step = new Step(key.toString().getBytes(StandardCharsets.ISO_8859_1), 0);
      } else {
        end = text.indexOf(']', at) + 1;
        String number = end == 0 ? "" : text.substring(at + 1, end - 1);
        if (text.charAt(at) != '[' || !number.matches("[0-9]{1,9}")) {
          return null;
        }
        step = new Step(null, Integer.parseInt(number));
      }
      steps = Arrays.copyOf(steps, steps.length + 1);
      steps[steps.length - 1] = step;
      at = end;
    }
    return new JsonPath(steps);
  }

  /** The value at this path in {@code document}, or null where there is none. */
  @Nullable Value find(byte[] document, int from, int to) {
    Reading reading = new Reading(document, to);
    reading.value(from, 0, 0);
    return reading.found;
  }

  /** One pass over a document. */
  private final class Reading {
    private static final int INVALID = -1;

    private final byte[] document;
    private final int end;
    private @Nullable Value found;

    Reading(byte[] document, int end) {
      this.document = document;
      this.end = end;
    }

    /**
     * Reads a value.
     *
     * @param matched how many steps lead to it, or -1 where it is on no way to the value sought
     * @return where it ends, or -1 where the document is not JSON or the value was found
     */
    int value(int start, int matched, int depth) {
      int at = skipBlanks(start);
      if (at >= end || depth > MAX_DEPTH) {
        return INVALID;
      }
      Kind kind = kind(at);
      if (kind == null) {
        return INVALID;
      }
      int after =
          switch (kind) {
            case OBJECT -> object(at + 1, matched, depth);
            case ARRAY -> array(at + 1, matched, depth);
            case STRING -> string(at + 1);
            case NUMBER -> number(at);
            case TRUE -> word(at, "true");
            case FALSE -> word(at, "false");
            case NULL -> word(at, "null");
          };
      if (after >= 0 && found == null && matched == steps.length) {
        int quote = kind == Kind.STRING ? 1 : 0;
        found = new Value(kind, at + quote, after - quote);
        return INVALID;
      }
      return after;
    }

    private @Nullable Kind kind(int at) {
      return switch (document[at]) {
        case '{' -> Kind.OBJECT;
        case '[' -> Kind.ARRAY;
        case '"' -> Kind.STRING;
        case 't' -> Kind.TRUE;
        case 'f' -> Kind.FALSE;
        case 'n' -> Kind.NULL;
        default -> document[at] == '-' || isDigit(at) ? Kind.NUMBER : null;
      };
    }

    private int object(int start, int matched, int depth) {
      int at = skipBlanks(start);
      if (at < end && document[at] == '}') {
        return at + 1;
      }
      while (at < end && document[at] == '"') {
        int after = string(at + 1);
        if (after < 0) {
          return INVALID;
        }
        int next = matches(matched, at + 1, after - 1);
        at = skipBlanks(after);
        if (at >= end || document[at] != ':') {
          return INVALID;
        }
        at = separator(value(at + 1, next, depth + 1), '}');
        if (at >= 0 || found != null || at == INVALID) {
          return found == null ? at : INVALID;
        }
        at = skipBlanks(-at);
      }
      return INVALID;
    }

    private int array(int start, int matched, int depth) {
      int at = skipBlanks(start);
      if (at < end && document[at] == ']') {
        return at + 1;
      }
      for (int index = 0; ; index++) {
        boolean isNext =
            matched >= 0
                && matched < steps.length
                && steps[matched].key() == null
                && steps[matched].index() == index;
        at = separator(value(at, isNext ? matched + 1 : -1, depth + 1), ']');
        if (at >= 0 || found != null || at == INVALID) {
          return found == null ? at : INVALID;
        }
        at = -at;
      }
    }

    /**
     * What follows an element: the place behind {@code last}, or the negative one behind a comma.
     */
    private int separator(int after, char last) {
      int at = after < 0 ? end : skipBlanks(after);
      if (at < end && document[at] == last) {
        return at + 1;
      }
      return at < end && document[at] == ',' ? -(at + 1) : INVALID;
    }

    private int matches(int matched, int from, int to) {
      if (matched < 0 || matched >= steps.length) {
        return -1;
      }
      byte[] key = steps[matched].key();
      return key != null && Arrays.equals(document, from, to, key, 0, key.length)
          ? matched + 1
          : -1;
    }

    private int string(int start) {
      int at = start;
      while (at < end && document[at] != '"') {
        at += document[at] == '\\' ? 2 : 1;
      }
      return at < end ? at + 1 : INVALID;
    }

    private int number(int start) {
      int at = start + (document[start] == '-' ? 1 : 0);
      if (at >= end || !isDigit(at)) {
        return INVALID;
      }
      while (at < end && (isDigit(at) || "+-.eE".indexOf(document[at]) >= 0)) {
        at++;
      }
      return at;
    }

    private int word(int at, String word) {
      for (int i = 0; i < word.length(); i++) {
        if (at + i >= end || document[at + i] != word.charAt(i)) {
          return INVALID;
        }
      }
      return at + word.length();
    }

    private int skipBlanks(int from) {
      int at = from;
      while (at < end && (document[at] == ' ' || document[at] >= 9 && document[at] <= 13)) {
        at++;
      }
      return at;
    }

    private boolean isDigit(int at) {
      return document[at] >= '0' && document[at] <= '9';
    }
  }
}
