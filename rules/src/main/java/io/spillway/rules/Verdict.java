package io.spillway.rules;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a rule decides. The values are constants, or were made when the rule was compiled, so that
 * deciding allocates nothing; {@link AwaitEvent} alone is made anew. Immutable.
 */
public sealed interface Verdict {
  /** The next rule is evaluated. */
  Verdict CONTINUE = new Continue();

  /** The rest of this ruleset is skipped: {@code accept}, {@code allow}. */
  Verdict ACCEPT = new Accept();

  /** Nothing can be decided before more data has come; the ruleset is to be run again then. */
  Verdict WAIT = new Wait();

  /** The connection is closed without an answer: {@code reject}. */
  Verdict REJECT = new Reject();

  /** The connection is forgotten without telling the client: {@code silent-drop}. */
  Verdict SILENT_DROP = new SilentDrop();

  /**
   * A rule failed while it changed the message: HAProxy's status 500 with termination {@code PR}.
   */
  Verdict REWRITE_FAILED = new RewriteFailed();

  /** See {@link #CONTINUE}. */
  record Continue() implements Verdict {}

  /** See {@link #ACCEPT}. */
  record Accept() implements Verdict {}

  /** See {@link #WAIT}. */
  record Wait() implements Verdict {}

  /**
   * The message is held until its body is there; then the rules after this one are run.
   *
   * @param atLeast how many bytes of the body suffice; 0 for all of it
   * @param millis for how long
   */
  record AwaitBody(long atLeast, int millis) implements Verdict {}

  /**
   * The stream is held until something ends that is not its own; then the rules after this one are
   * run.
   *
   * @param event what is waited for
   */
  record AwaitEvent(Event event) implements Verdict {}

  /** Something that ends by itself, in time. */
  @FunctionalInterface
  interface Event {
    /**
     * Begins it.
     *
     * @param ended to be told at its end, by any thread, what is to be done with the stream before
     *     its rules go on; where the stream is over by then, nothing of it is done
     */
    void begin(Consumer<Consumer<Evaluation>> ended);
  }

  /**
   * The message is held for a time; then the rules after this one are run: {@code pause}.
   *
   * @param millis for how long, at least 1
   */
  record Pause(int millis) implements Verdict {}

  /** See {@link #REJECT}. */
  record Reject() implements Verdict {}

  /** See {@link #SILENT_DROP}. */
  record SilentDrop() implements Verdict {}

  /** See {@link #REWRITE_FAILED}. */
  record RewriteFailed() implements Verdict {}

  /**
   * A connection in mode tcp goes on as one of HTTP: {@code switch-mode}.
   *
   * @param isHttp2 whether HTTP/2 is spoken from the first byte on
   */
  record SwitchToHttp(boolean isHttp2) implements Verdict {}

  /**
   * The request is refused ({@code deny}): counted as denied and logged with {@code PR}; of a
   * response with {@code SH} and status 502.
   *
   * @param status the status to answer with
   * @param reply the answer, or null for the proxy's own error page for that status
   */
  record Deny(int status, @Nullable Reply reply) implements Verdict {}

  /**
   * The request is held for {@code timeout tarpit} and then refused; see {@link Deny}.
   *
   * @param status the status to answer with, 500 where the rule sets none
   * @param reply the answer, or null for the proxy's own error page for that status
   */
  record Tarpit(int status, @Nullable Reply reply) implements Verdict {}

  /**
   * The request is answered here: {@code return}, {@code redirect}, {@code auth}.
   *
   * @param reply the answer
   */
  record Respond(Reply reply) implements Verdict {}

  /**
   * The request is answered by a service of the program: {@code use-service}.
   *
   * @param service its name, one of {@link io.spillway.rules.action.Services#NAMES}
   */
  record Serve(String service) implements Verdict {}
}
