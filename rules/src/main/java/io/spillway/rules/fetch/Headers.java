package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.ADDRESS;
import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.Place;
import io.spillway.rules.Source;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fetches of the headers of requests and responses. */
public final class Headers {
  private static final String OCCURRENCE = "[string,integer]";
  private static final int MAX_OCCURRENCE = 10;

  /** The fetches. */
  public static final List<Fetch> ALL = all();

  private Headers() {}

  /** Which message's headers are meant. */
  enum Side {
    REQUEST(Source.REQUEST_HEADERS),
    RESPONSE(Source.RESPONSE_HEADERS);

    final Source source;

    Side(Source source) {
      this.source = source;
    }

    @Nullable Head head(Evaluation evaluation) {
      Head head = this == REQUEST ? evaluation.request() : evaluation.response();
      return head != null && head.isComplete() ? head : null;
    }
  }

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    for (Side side : Side.values()) {
      String prefix = side == Side.REQUEST ? "req." : "res.";
      String old = side == Side.REQUEST ? "hdr" : "shdr";
      all.add(value(prefix + "fhdr", side, true));
      all.add(count(prefix + "fhdr_cnt", side, true));
      for (String name : List.of(prefix + "hdr", old)) {
        if (!name.equals("hdr")) {
          all.add(value(name, side, false));
        }
        all.add(count(name + "_cnt", side, false));
        all.add(number(name + "_val", side));
        all.add(address(name + "_ip", side));
      }
      all.add(names(prefix + "hdr_names", side));
      all.add(block(prefix + "hdrs", side));
    }
    // Valid on both sides: it reads what is being worked on.
    all.add(
        Fetch.of(
            "hdr",
            STRING,
            Source.ANY_HEADERS,
            OCCURRENCE,
            arguments -> {
              Fetcher request = fetcher(arguments, Side.REQUEST, false);
              Fetcher response = fetcher(arguments, Side.RESPONSE, false);
              return (evaluation, into) ->
                  current(evaluation, request, response).fetch(evaluation, into);
            }));
    return List.copyOf(all);
  }

  private static Fetcher current(Evaluation evaluation, Fetcher request, Fetcher response) {
    Place place = evaluation.place();
    return place.isResponse() || place == Place.CHECK ? response : request;
  }

  private static Fetch value(String name, Side side, boolean whole) {
    return Fetch.of(name, STRING, side.source, OCCURRENCE, a -> fetcher(a, side, whole));
  }

  private static Fetcher fetcher(CallArguments arguments, Side side, boolean whole) {
    HeaderValues values = values(arguments, whole);
    int occurrence = occurrence(arguments);
    return (evaluation, into) -> {
      Head head = side.head(evaluation);
      return head == null
          ? RequestLines.missing(evaluation, into)
          : fetch(head, values, occurrence, into);
    };
  }

  private static int occurrence(CallArguments arguments) {
    long occurrence = arguments.integer(1, 0);
    if (occurrence < -MAX_OCCURRENCE) {
      throw arguments.error("header occurrence must be >= -10");
    }
    return (int) occurrence;
  }

  private static HeaderValues values(CallArguments arguments, boolean whole) {
    return new HeaderValues(arguments.has(0) ? HeaderName.of(arguments.text(0)) : null, whole);
  }

  private static boolean fetch(Head head, HeaderValues values, int occurrence, Sample into) {
    if (occurrence == 0 && into.isIterating()) {
      into.more(true);
      return values.next(head, into);
    }
    return values.get(head, occurrence == 0 ? -1 : occurrence, into);
  }

  private static Fetch count(String name, Side side, boolean whole) {
    return Fetch.of(
        name,
        INTEGER,
        side.source,
        "[string]",
        arguments -> {
          HeaderValues values = values(arguments, whole);
          return (evaluation, into) -> {
            Head head = side.head(evaluation);
            return head == null
                ? RequestLines.missing(evaluation, into)
                : into.integer(values.count(head, into));
          };
        });
  }

  private static Fetch number(String name, Side side) {
    return Fetch.of(
        name,
        INTEGER,
        side.source,
        OCCURRENCE,
        arguments -> {
          Fetcher text = fetcher(arguments, side, false);
          return (evaluation, into) -> text.fetch(evaluation, into) && wholeNumber(into);
        });
  }

  private static boolean wholeNumber(Sample into) {
    return into.length() == 0 ? into.integer(0) : into.cast(INTEGER);
  }

  private static Fetch address(String name, Side side) {
    return Fetch.of(
        name,
        ADDRESS,
        side.source,
        OCCURRENCE,
        arguments -> {
          Fetcher text = fetcher(arguments, side, false);
          return (evaluation, into) -> {
            while (text.fetch(evaluation, into)) {
              if (addressOf(into)) {
                return true;
              }
              if (!into.hasMore()) {
                return false;
              }
            }
            return false;
          };
        });
  }

  /** Reads an address with an optional port; an IPv6 address may stand in brackets. */
  private static boolean addressOf(Sample into) {
    if (into.cast(ADDRESS)) {
      return true;
    }
    int colon = -1;
    for (int i = into.length() - 1; i > 0 && colon < 0; i--) {
      int c = into.at(i);
      if (c == ':') {
        colon = i;
      } else if (c < '0' || c > '9') {
        break;
      }
    }
    int length = colon < 0 ? into.length() : colon;
    boolean bracketed = length > 2 && into.at(0) == '[' && into.at(length - 1) == ']';
    if (bracketed) {
      into.slice(1, length - 2);
    } else {
      into.slice(0, length);
    }
    return into.cast(ADDRESS);
  }

  private static Fetch names(String name, Side side) {
    return Fetch.of(
        name,
        STRING,
        side.source,
        "[string]",
        arguments -> {
          String delimiter = arguments.has(0) ? arguments.text(0).substring(0, 1) : ",";
          return (evaluation, into) -> {
            Head head = side.head(evaluation);
            return head == null
                ? RequestLines.missing(evaluation, into)
                : names(head, delimiter, into);
          };
        });
  }

  private static boolean names(Head head, String delimiter, Sample into) {
    ByteBuilder out = into.scratch();
    for (int i = 0; i < head.headerCount(); i++) {
      if (!head.isRemoved(i)) {
        if (out.length() > 0) {
          out.append(delimiter);
        }
        appendLower(out, head.bytes(), head.nameStart(i), head.nameEnd(i));
      }
    }
    return into.bytes(STRING, out);
  }

  private static void appendLower(ByteBuilder out, byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      out.append(b >= 'A' && b <= 'Z' ? b + 32 : b);
    }
  }

  private static Fetch block(String name, Side side) {
    return Fetch.of(
        name,
        BINARY,
        side.source,
        (evaluation, into) -> {
          Head head = side.head(evaluation);
          if (head == null) {
            return RequestLines.missing(evaluation, into);
          }
          ByteBuilder out = into.scratch();
          for (int i = 0; i < head.headerCount(); i++) {
            if (!head.isRemoved(i)) {
              appendLower(out, head.bytes(), head.nameStart(i), head.nameEnd(i));
              int start = head.valueStart(i);
              out.append(": ").append(head.bytes(), start, head.valueEnd(i) - start);
              out.append("\r\n");
            }
          }
          out.append("\r\n");
          return into.bytes(BINARY, out);
        });
  }
}
