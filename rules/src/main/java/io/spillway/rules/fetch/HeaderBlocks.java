package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.BINARY;

import io.spillway.http.Head;
import io.spillway.rules.Fetch;
import io.spillway.rules.HeaderBlock;
import io.spillway.rules.fetch.Headers.Side;
import io.spillway.rules.sample.ByteBuilder;
import java.util.List;

/** Fetches of all headers of a message in one binary value; see {@link HeaderBlock}. */
public final class HeaderBlocks {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(all("req.hdrs_bin", Side.REQUEST), all("res.hdrs_bin", Side.RESPONSE));

  private HeaderBlocks() {}

  private static Fetch all(String name, Side side) {
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
          HeaderBlock.append(head, out);
          return !out.overflowed() && into.bytes(BINARY, out);
        });
  }
}
