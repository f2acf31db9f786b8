package io.spillway.rules.fetch;

import static io.spillway.rules.Source.REQUEST_META;
import static io.spillway.rules.Source.RESPONSE_META;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.http.ResponseHead;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Captures;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fetches of a response's status line, and of what was captured of both messages. */
public final class Responses {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("status", INTEGER, RESPONSE_META, Responses::status),
          Fetch.of("txn.status", INTEGER, RESPONSE_META, (e, s) -> positive(e.status(), s)),
          Fetch.of(
              "server_status", INTEGER, RESPONSE_META, (e, s) -> positive(e.serverStatus(), s)),
          Fetch.of("res.ver", STRING, RESPONSE_META, Responses::version),
          Fetch.of("resp_ver", STRING, RESPONSE_META, Responses::version),
          Fetch.of("capture.req.hdr", STRING, REQUEST_META, "integer", a -> slot(a, false)),
          Fetch.of("capture.res.hdr", STRING, RESPONSE_META, "integer", a -> slot(a, true)),
          Fetch.of("capture.req.method", STRING, REQUEST_META, line(Captures::method)),
          Fetch.of("capture.req.uri", STRING, REQUEST_META, line(Captures::uri)),
          Fetch.of("capture.req.ver", STRING, REQUEST_META, line(Captures::version)),
          Fetch.of("capture.res.ver", STRING, REQUEST_META, Responses::capturedVersion));

  /** What a server of HTTP/2 is told as, whose responses become text that says otherwise. */
  private static final byte[] HTTP_2 = "HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private Responses() {}

  /** Points a slice to a part of the captured request line. */
  private interface Part {
    @Nullable ByteSlice of(Captures captures, ByteSlice into);
  }

  private static boolean positive(int status, Sample into) {
    return status > 0 && into.integer(status);
  }

  private static boolean status(Evaluation evaluation, Sample into) {
    ResponseHead head = evaluation.response();
    return head != null && head.isComplete() && into.integer(head.status());
  }

  private static boolean version(Evaluation evaluation, Sample into) {
    ResponseHead head = evaluation.response();
    if (head == null || !head.isComplete()) {
      return false;
    }
    return evaluation.serverHttpVersion() == 2
        ? into.string(HTTP_2, HTTP_2.length - 3, 3)
        : into.string(head.bytes(), head.versionStart() + 5, 3);
  }

  private static boolean capturedVersion(Evaluation evaluation, Sample into) {
    ResponseHead head = evaluation.response();
    if (head == null || !head.isComplete()) {
      return false;
    }
    return evaluation.serverHttpVersion() == 2
        ? into.string(HTTP_2, 0, HTTP_2.length)
        : into.string(head.bytes(), head.versionStart(), 8);
  }

  private static Fetcher slot(CallArguments arguments, boolean ofResponse) {
    int slot = (int) arguments.integer(0, 0);
    return (evaluation, into) -> {
      Captures captures = evaluation.captures();
      return captures != null && copy(captures.get(ofResponse, slot, new ByteSlice()), into);
    };
  }

  private static Fetcher line(Part part) {
    return (evaluation, into) -> {
      Captures captures = evaluation.captures();
      return captures != null && copy(part.of(captures, new ByteSlice()), into);
    };
  }

  private static boolean copy(@Nullable ByteSlice slice, Sample into) {
    if (slice == null) {
      return false;
    }
    ByteBuilder out = into.scratch();
    out.append(slice.array(), slice.offset(), slice.length());
    return into.bytes(STRING, out);
  }
}
