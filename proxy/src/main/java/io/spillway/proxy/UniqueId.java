package io.spillway.proxy;

import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.Evaluation;
import io.spillway.rules.LogFormat;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * The id that a frontend gives each request: {@code unique-id-format} and {@code unique-id-header}.
 * Immutable; run by any thread.
 *
 * @param format makes the id
 * @param header the header that tells it to servers, or null
 */
public record UniqueId(LogFormat format, @Nullable HeaderName header) {
  private static final int MAX_LENGTH = 127;

  /** The id of what {@code evaluation} is about, as it is now; of 127 bytes at most. */
  public ByteSlice make(Evaluation evaluation) {
    ByteBuilder id = new ByteBuilder(MAX_LENGTH);
    format.append(evaluation, id);
    return new ByteSlice().set(id.array(), 0, id.length());
  }

  /** Has the id made, and tells it in {@code head} where a header does. */
  public void addTo(RequestHead head, Evaluation evaluation) {
    ByteSlice id = evaluation.uniqueId();
    if (header != null && id != null) {
      head.add(header, id.array(), id.offset(), id.offset() + id.length());
    }
  }
}
