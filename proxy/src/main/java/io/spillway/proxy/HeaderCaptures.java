package io.spillway.proxy;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.proxy.definition.HeaderCapture;
import io.spillway.rules.Captures;
import java.util.List;

/**
 * The headers that a frontend keeps of its messages ({@code capture request header}). Immutable.
 */
public final class HeaderCaptures {
  private final boolean ofResponse;
  private final HeaderName[] names;
  private final int[] slots;

  HeaderCaptures(boolean ofResponse, List<HeaderCapture> captures) {
    this.ofResponse = ofResponse;
    this.names = captures.stream().map(c -> HeaderName.of(c.header())).toArray(HeaderName[]::new);
    this.slots = captures.stream().mapToInt(HeaderCapture::slot).toArray();
  }

  /** Keeps the last value of each header of {@code head}. */
  public void keep(Head head, Captures into) {
    for (int i = 0; i < names.length; i++) {
      int header = head.findLast(names[i]);
      if (header >= 0) {
        int start = head.valueStart(header);
        into.keep(ofResponse, slots[i], head.bytes(), start, head.valueEnd(header) - start);
      }
    }
  }
}
