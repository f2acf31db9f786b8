package io.spillway.rules.fetch;

import static io.spillway.rules.Source.REQUEST_HEADERS;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.http.RequestHead;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of {@code name=value} pairs in a query, a form, or a path after a delimiter.
 * Immutable; the position travels in the sample's cursor.
 */
public final class UrlParameters {
  /** The fetches. */
  public static final List<Fetch> ALL = all();

  private final byte[] name;
  private final boolean ignoreCase;
  private final char delimiter;
  private final SampleType type;

  UrlParameters(byte[] name, boolean ignoreCase, char delimiter, SampleType type) {
    this.name = name;
    this.ignoreCase = ignoreCase;
    this.delimiter = delimiter;
    this.type = type;
  }

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    String signature = "[string,string,string]";
    all.add(Fetch.of("url_param", STRING, REQUEST_HEADERS, signature, UrlParameters::compile));
    all.add(Fetch.of("urlp", STRING, REQUEST_HEADERS, signature, UrlParameters::compile));
    all.add(
        Fetch.of(
            "urlp_val",
            INTEGER,
            REQUEST_HEADERS,
            signature,
            arguments -> {
              Fetcher text = compile(arguments);
              return (evaluation, into) -> text.fetch(evaluation, into) && into.cast(INTEGER);
            }));
    return List.copyOf(all);
  }

  private static Fetcher compile(CallArguments arguments) {
    if (arguments.has(1) && arguments.text(1).length() != 1) {
      throw arguments.error("delimiter must be exactly one character");
    }
    if (arguments.has(2) && !arguments.text(2).equals("i")) {
      throw arguments.error("unknown flag '" + arguments.text(2) + "' (expected: i)");
    }
    char mark = arguments.has(1) ? arguments.text(1).charAt(0) : '?';
    UrlParameters parameters =
        new UrlParameters(
            arguments.bytes(0), arguments.text(2).equals("i"), mark == '?' ? '&' : mark, STRING);
    return RequestLines.of((head, into) -> parameters.fetch(head, mark, into));
  }

  private boolean fetch(RequestHead head, char mark, Sample into) {
    byte[] bytes = head.bytes();
    for (int i = head.uriStart(); i < head.uriEnd(); i++) {
      if (bytes[i] == mark) {
        return fetch(bytes, i + 1, head.uriEnd(), into);
      }
    }
    return false;
  }

  /** Puts the next value in a range of pairs into {@code into}; false where there is none. */
  boolean fetch(byte[] bytes, int start, int end, Sample into) {
    int at = start + into.cursor();
    while (at < end) {
      int stop = at;
      while (stop < end && bytes[stop] != delimiter && !(delimiter == '&' && bytes[stop] == ';')) {
        stop++;
      }
      int equals = at;
      while (equals < stop && bytes[equals] != '=') {
        equals++;
      }
      if (equals < stop && (name.length == 0 || isName(bytes, at, equals))) {
        into.cursor(stop + 1 - start, 0);
        into.more(into.isIterating() && stop < end);
        return into.bytes(type, bytes, equals + 1, stop - equals - 1);
      }
      at = stop + 1;
    }
    return false;
  }

  private boolean isName(byte[] bytes, int start, int end) {
    if (end - start != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (fold(bytes[start + i]) != fold(name[i])) {
        return false;
      }
    }
    return true;
  }

  private int fold(byte b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
