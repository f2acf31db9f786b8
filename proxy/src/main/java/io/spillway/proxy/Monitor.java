package io.spillway.proxy;

import io.spillway.http.RequestHead;
import io.spillway.rules.Condition;
import io.spillway.rules.Evaluation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * {@code monitor-uri} and {@code monitor fail}: requests that only ask whether the proxy works.
 * Immutable.
 */
public final class Monitor {
  /** No request is one. */
  public static final Monitor NONE = new Monitor("", List.of());

  private final byte[] uri;
  private final List<Condition> failures;

  /**
   * A monitor.
   *
   * @param uri the whole request target to answer, or empty for none
   * @param failures when the answer is 503 instead of 200
   */
  public Monitor(String uri, List<Condition> failures) {
    this.uri = uri.getBytes(StandardCharsets.ISO_8859_1);
    this.failures = List.copyOf(failures);
  }

  /** Whether {@code request} is a monitor's. */
  public boolean isFor(RequestHead request) {
    if (uri.length == 0) {
      return false;
    }
    int start = request.plainUriStart();
    int length = request.uriEnd() - start;
    return length >= uri.length
        && Arrays.equals(request.bytes(), start, start + uri.length, uri, 0, uri.length)
        && (length == uri.length || request.bytes()[start + uri.length] == '?');
  }

  /** Whether the monitor is told that the proxy does not work. */
  public boolean fails(Evaluation evaluation) {
    for (Condition failure : failures) {
      if (failure.holds(evaluation)) {
        return true;
      }
    }
    return false;
  }
}
