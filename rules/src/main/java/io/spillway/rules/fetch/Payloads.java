package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.Source;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches of parts of what is buffered in tcp mode whose place stands in what is buffered: after a
 * length ({@code payload_lv}), and after the tokens of distcc's protocol (configuration manual,
 * chapter 7.3.5).
 */
public final class Payloads {
  private static final int TOKEN = 4;
  private static final int DIGITS = 8;

  /** The tokens of distcc whose parameter is the length of what follows it. */
  private static final Set<String> WITH_BODY =
      Set.of("ARGV", "CDIR", "NAME", "LINK", "FILE", "DOTI", "DOTO", "DOTD", "SERR", "SOUT");

  /** Which way the bytes go that a fetch looks at. */
  private enum Direction {
    REQUEST(Source.REQUEST_BUFFER),
    RESPONSE(Source.RESPONSE_BUFFER),
    /** The way of the message whose rules are running. */
    EITHER(Source.ANY_HEADERS);

    private final Source source;

    Direction(Source source) {
      this.source = source;
    }

    private @Nullable ByteSlice bytes(Evaluation evaluation) {
      boolean response = this == RESPONSE || this == EITHER && evaluation.place().isResponse();
      return response ? evaluation.responseBytes() : evaluation.requestBytes();
    }
  }

  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          lengthValue("req.payload_lv", Direction.REQUEST),
          lengthValue("res.payload_lv", Direction.RESPONSE),
          lengthValue("payload_lv", Direction.EITHER),
          Fetch.of("payload", BINARY, Source.ANY_HEADERS, "integer,integer", Payloads::payload),
          Fetch.of(
              "distcc_param", INTEGER, Source.ANY_HEADERS, "string[,integer]", Payloads::parameter),
          Fetch.of("distcc_body", BINARY, Source.ANY_HEADERS, "string[,integer]", Payloads::body));

  private Payloads() {}

  private static Fetcher payload(CallArguments arguments) {
    Fetcher ofRequest = Bodies.payload(arguments, false);
    Fetcher ofResponse = Bodies.payload(arguments, true);
    return (evaluation, into) ->
        (evaluation.place().isResponse() ? ofResponse : ofRequest).fetch(evaluation, into);
  }

  private static Fetch lengthValue(String name, Direction direction) {
    return Fetch.of(
        name,
        BINARY,
        direction.source,
        "integer,integer[,string]",
        arguments -> lengthValue(arguments, direction));
  }

  private static Fetcher lengthValue(CallArguments arguments, Direction direction) {
    int lengthAt = (int) arguments.integer(0, 0);
    int lengthSize = (int) arguments.integer(1, 0);
    if (lengthAt < 0 || lengthSize < 1) {
      throw arguments.error(
          "the place of the length must not be negative, and its size not less than 1");
    }
    String text = arguments.text(2);
    boolean isRelative = text.isEmpty() || text.startsWith("+") || text.startsWith("-");
    int offset = text.isEmpty() ? 0 : offset(text, arguments);
    int start = isRelative ? lengthAt + lengthSize + offset : offset;
    if (start < 0) {
      throw arguments.error("the value would begin before the buffer");
    }
    return (evaluation, into) -> {
      ByteSlice bytes = direction.bytes(evaluation);
      if (bytes == null || lengthAt + lengthSize > bytes.length()) {
        into.markMayChange();
        return false;
      }
      long length = 0;
      for (int i = 0; i < lengthSize; i++) {
        length = (length << 8) + (bytes.array()[bytes.offset() + lengthAt + i] & 0xff);
      }
      if (length <= 0 || length > into.limit()) {
        return false;
      }
      if (start + length > bytes.length()) {
        into.markMayChange();
        return false;
      }
      return into.bytes(BINARY, bytes.array(), bytes.offset() + start, (int) length);
    };
  }

  private static int offset(String text, CallArguments arguments) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw arguments.error("'" + text + "' is not an offset");
    }
  }

  private static Fetcher parameter(CallArguments arguments) {
    byte[] token = token(arguments);
    int occurrence = (int) arguments.integer(1, 0);
    return (evaluation, into) -> {
      ByteSlice bytes = Direction.EITHER.bytes(evaluation);
      int at = find(bytes, token, occurrence);
      if (at < 0 || bytes == null) {
        into.markMayChange();
        return false;
      }
      return into.integer(number(bytes, at + TOKEN));
    };
  }

  private static Fetcher body(CallArguments arguments) {
    byte[] token = token(arguments);
    int occurrence = (int) arguments.integer(1, 0);
    boolean hasBody = WITH_BODY.contains(arguments.text(0));
    return (evaluation, into) -> {
      ByteSlice bytes = Direction.EITHER.bytes(evaluation);
      int at = find(bytes, token, occurrence);
      if (at < 0 || bytes == null) {
        into.markMayChange();
        return false;
      }
      long length = hasBody ? number(bytes, at + TOKEN) : 0;
      int start = at + TOKEN + DIGITS;
      if (start + length > bytes.length()) {
        into.markMayChange();
        return false;
      }
      return into.bytes(BINARY, bytes.array(), bytes.offset() + start, (int) length);
    };
  }

  private static byte[] token(CallArguments arguments) {
    if (arguments.text(0).length() != TOKEN) {
      throw arguments.error("a token of distcc has four letters, not '" + arguments.text(0) + "'");
    }
    return arguments.text(0).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where the token stands, for the occurrence from 1; 0 for the first; -1 if not yet there. */
  private static int find(@Nullable ByteSlice bytes, byte[] token, int occurrence) {
    int seen = 0;
    int at = 0;
    while (bytes != null && at + TOKEN + DIGITS <= bytes.length()) {
      long parameter = number(bytes, at + TOKEN);
      if (parameter < 0) {
        return -1;
      }
      int start = bytes.offset() + at;
      if (startsWith(bytes.array(), start, token) && ++seen >= Math.max(occurrence, 1)) {
        return at;
      }
      String name = new String(bytes.array(), start, TOKEN, StandardCharsets.ISO_8859_1);
      long next = at + TOKEN + DIGITS + (WITH_BODY.contains(name) ? parameter : 0);
      if (next > bytes.length()) {
        return -1;
      }
      at = (int) next;
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] token) {
    for (int i = 0; i < token.length; i++) {
      if (bytes[at + i] != token[i]) {
        return false;
      }
    }
    return true;
  }

  /** A number of eight hexadecimal digits, or -1. */
  private static long number(ByteSlice bytes, int at) {
    long value = 0;
    for (int i = 0; i < DIGITS; i++) {
      int digit = Character.digit(bytes.array()[bytes.offset() + at + i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
