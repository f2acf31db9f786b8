package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.Source;
import io.spillway.rules.fetch.Headers.Side;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fetches of cookies: those that a request brings and those that a response sets (RFC 6265). */
public final class Cookies {
  /** The fetches. */
  public static final List<Fetch> ALL = all();

  private Cookies() {}

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    for (Side side : Side.values()) {
      boolean isRequest = side == Side.REQUEST;
      for (String name :
          List.of(isRequest ? "req.cook" : "res.cook", isRequest ? "cook" : "scook")) {
        all.add(Fetch.of(name, STRING, side.source, "[string]", a -> value(a, side)));
        all.add(Fetch.of(name + "_cnt", INTEGER, side.source, "[string]", a -> count(a, side)));
        all.add(
            Fetch.of(
                name + "_val",
                INTEGER,
                side.source,
                "[string]",
                arguments -> {
                  Fetcher text = value(arguments, side);
                  return (evaluation, into) -> text.fetch(evaluation, into) && into.cast(INTEGER);
                }));
      }
      all.add(
          Fetch.of(
              isRequest ? "req.cook_names" : "res.cook_names",
              STRING,
              side.source,
              "[string]",
              a -> names(a, side)));
    }
    all.add(Fetch.of("cookie", STRING, Source.ANY_HEADERS, "[string]", Cookies::either));
    return List.copyOf(all);
  }

  /** A cookie of the message whose rules are running. */
  private static Fetcher either(CallArguments arguments) {
    Fetcher ofRequest = value(arguments, Side.REQUEST);
    Fetcher ofResponse = value(arguments, Side.RESPONSE);
    return (evaluation, into) ->
        (evaluation.place().isResponse() ? ofResponse : ofRequest).fetch(evaluation, into);
  }

  private static HeaderName header(Side side) {
    return side == Side.REQUEST ? HeaderName.COOKIE : HeaderName.SET_COOKIE;
  }

  private static Fetcher value(CallArguments arguments, Side side) {
    byte[] name = arguments.bytes(0);
    HeaderName header = header(side);
    boolean several = side == Side.REQUEST;
    return (evaluation, into) -> {
      Head head = side.head(evaluation);
      if (head == null) {
        return RequestLines.missing(evaluation, into);
      }
      if (into.isIterating()) {
        into.more(true);
        return next(head, header, name, several, into);
      }
      into.cursor(0, 0);
      boolean found = next(head, header, name, several, into);
      if (!found) {
        return false;
      }
      if (name.length == 0) {
        return true;
      }
      int offset = into.offset();
      int length = into.length();
      while (next(head, header, name, several, into)) {
        offset = into.offset();
        length = into.length();
      }
      return into.string(head.bytes(), offset, length);
    };
  }

  /** Puts the value of the next cookie of this name into {@code into}, from its cursor on. */
  private static boolean next(
      Head head, HeaderName header, byte[] name, boolean several, Sample into) {
    int index = into.cursor() - 1;
    int at = into.innerCursor();
    while (true) {
      if (index < 0 || at >= head.valueEnd(index)) {
        index = head.find(header, index);
        if (index < 0) {
          return false;
        }
        at = head.valueStart(index);
      }
      byte[] bytes = head.bytes();
      int lineEnd = head.valueEnd(index);
      int end = indexOf(bytes, ';', at, lineEnd);
      int start = at;
      while (start < end && (bytes[start] == ' ' || bytes[start] == '\t')) {
        start++;
      }
      int equals = indexOf(bytes, '=', start, end);
      int nameEnd = trimmedEnd(bytes, start, equals);
      into.cursor(index + 1, several ? end + 1 : lineEnd);
      at = into.innerCursor();
      if (equals < end
          && (name.length == 0 || Arrays.equals(bytes, start, nameEnd, name, 0, name.length))) {
        int valueStart = equals + 1;
        while (valueStart < end && (bytes[valueStart] == ' ' || bytes[valueStart] == '\t')) {
          valueStart++;
        }
        int valueEnd = trimmedEnd(bytes, valueStart, end);
        return into.string(bytes, valueStart, valueEnd - valueStart);
      }
    }
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return end;
  }

  private static int trimmedEnd(byte[] bytes, int start, int end) {
    int i = end;
    while (i > start && (bytes[i - 1] == ' ' || bytes[i - 1] == '\t')) {
      i--;
    }
    return i;
  }

  private static Fetcher count(CallArguments arguments, Side side) {
    byte[] name = arguments.bytes(0);
    HeaderName header = header(side);
    return (evaluation, into) -> {
      Head head = side.head(evaluation);
      if (head == null) {
        return RequestLines.missing(evaluation, into);
      }
      long count = 0;
      into.cursor(0, 0);
      while (next(head, header, name, side == Side.REQUEST, into)) {
        count++;
      }
      return into.integer(count);
    };
  }

  private static Fetcher names(CallArguments arguments, Side side) {
    String delimiter = arguments.has(0) ? arguments.text(0).substring(0, 1) : ",";
    HeaderName header = header(side);
    byte[] any = {};
    return (evaluation, into) -> {
      Head head = side.head(evaluation);
      if (head == null) {
        return RequestLines.missing(evaluation, into);
      }
      ByteBuilder out = into.scratch();
      into.cursor(0, 0);
      Sample cookie = into.nested();
      cookie.cursor(0, 0);
      while (next(head, header, any, side == Side.REQUEST, cookie)) {
        int end = cookie.offset() - 1;
        byte[] bytes = head.bytes();
        while (bytes[end] != '=') {
          end--;
        }
        end = trimmedEnd(bytes, 0, end);
        int start = end;
        while (bytes[start - 1] != ';' && bytes[start - 1] != ' ' && bytes[start - 1] != ':') {
          start--;
        }
        out.append(out.length() > 0 ? delimiter : "").append(bytes, start, end - start);
      }
      return into.bytes(STRING, out);
    };
  }
}
