package io.spillway.proxy.log;

import io.spillway.rules.RulesetKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a log is written at: a step of a stream's life, a failure, or the action {@code
 * do-log} in a ruleset (configuration manual, chapter "Log profiles").
 */
public enum LogStep {
  /** The stream begins; nothing of it is known yet but the connection. */
  ACCEPT("accept", "txn_accept"),
  /** The request's head is there, or in mode tcp the rules have seen what they wanted. */
  REQUEST("request", "txn_request"),
  /** A connection to the server stands. */
  CONNECT("connect", "txn_connect"),
  /** The response's head is there and rules are done with it; in mode tcp, its first bytes. */
  RESPONSE("response", "txn_response"),
  /** The stream ended. */
  CLOSE("close", "txn_close"),
  /** The connection failed, or what it carried was no request. */
  ERROR("error", "sess_error"),
  /** {@code tcp-request connection do-log}. */
  CONNECTION_RULE("tcp-req-conn", RulesetKind.TCP_REQUEST_CONNECTION),
  /** {@code tcp-request session do-log}. */
  SESSION_RULE("tcp-req-sess", RulesetKind.TCP_REQUEST_SESSION),
  /** {@code tcp-request content do-log}. */
  CONTENT_RULE("tcp-req-cont", RulesetKind.TCP_REQUEST_CONTENT),
  /** {@code tcp-response content do-log}. */
  RESPONSE_CONTENT_RULE("tcp-res-cont", RulesetKind.TCP_RESPONSE_CONTENT),
  /** {@code http-request do-log}. */
  HTTP_REQUEST_RULE("http-req", RulesetKind.HTTP_REQUEST),
  /** {@code http-response do-log}. */
  HTTP_RESPONSE_RULE("http-res", RulesetKind.HTTP_RESPONSE),
  /** {@code http-after-response do-log}. */
  AFTER_RESPONSE_RULE("http-after-res", RulesetKind.HTTP_AFTER_RESPONSE);

  /** The steps that {@code log-steps} can choose, in the order in which a stream takes them. */
  public static final Set<LogStep> OF_STREAMS =
      Collections.unmodifiableSet(EnumSet.range(ACCEPT, CLOSE));

  private final String word;
  private final String origin;
  private final @Nullable RulesetKind ruleset;

  LogStep(String word, String origin) {
    this.word = word;
    this.origin = origin;
    this.ruleset = null;
  }

  LogStep(String word, RulesetKind ruleset) {
    this.word = word;
    this.origin = word;
    this.ruleset = ruleset;
  }

  /** The word for it in the configuration. */
  public String word() {
    return word;
  }

  /** What {@code %OG} shows. */
  public String origin() {
    return origin;
  }

  /** The step that {@code word} stands for, or null. */
  public static @Nullable LogStep named(String word) {
    return Arrays.stream(values()).filter(step -> step.word.equals(word)).findFirst().orElse(null);
  }

  /** The step of {@code do-log} in rules of {@code kind}. */
  public static LogStep of(RulesetKind kind) {
    return Arrays.stream(values())
        .filter(step -> step.ruleset == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no lines are written there: " + kind));
  }
}
