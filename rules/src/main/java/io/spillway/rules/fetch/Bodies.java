package io.spillway.rules.fetch;

import static io.spillway.rules.Source.REQUEST_BODY;
import static io.spillway.rules.Source.REQUEST_BUFFER;
import static io.spillway.rules.Source.RESPONSE_BODY;
import static io.spillway.rules.Source.RESPONSE_BUFFER;
import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fetches of buffered bodies and, in tcp mode, of whatever is buffered. */
public final class Bodies {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("req.body", BINARY, REQUEST_BODY, bytes(Evaluation::requestBody)),
          Fetch.of("req.body_len", INTEGER, REQUEST_BODY, length(Evaluation::requestBody)),
          Fetch.of(
              "req.body_size",
              INTEGER,
              REQUEST_BODY,
              (e, into) -> e.requestBody() != null && into.integer(e.requestBodySize())),
          Fetch.of("req.body_param", BINARY, REQUEST_BODY, "[string,string]", Bodies::parameter),
          Fetch.of("res.body", BINARY, RESPONSE_BODY, bytes(Evaluation::responseBody)),
          Fetch.of("res.body_len", INTEGER, RESPONSE_BODY, length(Evaluation::responseBody)),
          Fetch.of(
              "res.body_size",
              INTEGER,
              RESPONSE_BODY,
              (e, into) -> e.responseBody() != null && into.integer(e.responseBodySize())),
          Fetch.of("req.len", INTEGER, REQUEST_BUFFER, growing(Evaluation::requestBytes)),
          Fetch.of("req_len", INTEGER, REQUEST_BUFFER, growing(Evaluation::requestBytes)),
          Fetch.of("res.len", INTEGER, RESPONSE_BUFFER, growing(Evaluation::responseBytes)),
          payload("req.payload", false),
          payload("res.payload", true));

  private Bodies() {}

  /** Tells buffered bytes of an evaluation, or null. */
  private interface Buffer extends Function<Evaluation, @Nullable ByteSlice> {}

  private static Fetcher bytes(Buffer buffer) {
    return (evaluation, into) -> {
      ByteSlice bytes = buffer.apply(evaluation);
      return bytes != null && into.bytes(BINARY, bytes.array(), bytes.offset(), bytes.length());
    };
  }

  private static Fetcher length(Buffer buffer) {
    return (evaluation, into) -> {
      ByteSlice bytes = buffer.apply(evaluation);
      return bytes != null && into.integer(bytes.length());
    };
  }

  private static Fetcher growing(Buffer buffer) {
    Fetcher length = length(buffer);
    return (evaluation, into) -> {
      into.markMayChange();
      return length.fetch(evaluation, into);
    };
  }

  private static Fetcher parameter(CallArguments arguments) {
    if (!arguments.text(1).isEmpty() && !arguments.text(1).equals("i")) {
      throw arguments.error("unknown flag '" + arguments.text(1) + "' (expected: i)");
    }
    UrlParameters parameters =
        new UrlParameters(arguments.bytes(0), arguments.text(1).equals("i"), '&', BINARY);
    return (evaluation, into) -> {
      ByteSlice body = evaluation.requestBody();
      return body != null
          && parameters.fetch(body.array(), body.offset(), body.offset() + body.length(), into);
    };
  }

  private static Fetch payload(String name, boolean ofResponse) {
    return Fetch.of(
        name,
        BINARY,
        ofResponse ? RESPONSE_BUFFER : REQUEST_BUFFER,
        "integer,integer",
        arguments -> payload(arguments, ofResponse));
  }

  /** The part that begins at the first argument and is as long as the second one. */
  static Fetcher payload(CallArguments arguments, boolean ofResponse) {
    int offset = (int) arguments.integer(0, 0);
    int length = (int) arguments.integer(1, 0);
    if (offset < 0 || length < 0) {
      throw arguments.error("offset and length must not be negative");
    }
    return (evaluation, into) -> payload(evaluation, ofResponse, offset, length, into);
  }

  private static boolean payload(
      Evaluation evaluation, boolean ofResponse, int offset, int length, Sample into) {
    ByteSlice bytes = ofResponse ? evaluation.responseBytes() : evaluation.requestBytes();
    if (bytes == null || offset + length > bytes.length() || offset >= bytes.length()) {
      into.markMayChange();
      return false;
    }
    if (length == 0) {
      into.markMayChange();
    }
    return into.bytes(
        SampleType.BINARY,
        bytes.array(),
        bytes.offset() + offset,
        length == 0 ? bytes.length() - offset : length);
  }
}
