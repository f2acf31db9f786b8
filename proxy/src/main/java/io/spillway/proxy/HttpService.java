package io.spillway.proxy;

import io.spillway.http.RequestHead;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Ruleset;
import io.spillway.rules.sample.ByteSlice;

/**
 * Something that answers HTTP requests in place of a server: the stats page. Thread-safe.
 *
 * <p>The stream asks {@link #accepts} for each request of a proxy that has services; when the
 * answer is yes it receives the body first where {@link #needsBody} says so (no more than fits a
 * buffer), then calls {@link #prepare} on its loop and runs what that returned away from it.
 */
public interface HttpService {
  /** What the log calls it in place of a server: {@code <STATS>}. */
  String name();

  /** The name by which {@code use-service} calls it; empty for one that finds its requests. */
  default String ruleName() {
    return "";
  }

  /**
   * Whether the request is for this service. On the loop, without allocation; never asked of one
   * that has a {@link #ruleName}.
   */
  boolean accepts(RequestHead head);

  /**
   * Whether its requests are answered before any rule of the frontend is run; for those that no
   * configuration is meant to decide about.
   */
  default boolean precedesRules() {
    return false;
  }

  /** The rules that are run before the service answers, as {@code http-request} rules are. */
  default Ruleset rules() {
    return Ruleset.EMPTY;
  }

  /** Whether the body must be received before {@link #prepare}. */
  boolean needsBody(RequestHead head);

  /**
   * Takes what it needs from the request, on the stream's loop.
   *
   * @param evaluation the request, for rules and authentication
   * @param body as much of the body as was received; empty unless {@link #needsBody}
   */
  Answer prepare(Evaluation evaluation, ByteSlice body);

  /** An answer that is still to be made. Confined to the one thread that makes it. */
  @FunctionalInterface
  interface Answer {
    /**
     * Makes the response: an HTTP/1.1 head with {@code Content-Length} and the body, which is left
     * out for HEAD. May take milliseconds, and seconds where other instances are asked.
     */
    byte[] bytes();
  }
}
