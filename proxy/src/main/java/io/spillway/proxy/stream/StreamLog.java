package io.spillway.proxy.stream;

import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogProfile;
import io.spillway.proxy.log.LogStep;
import org.jspecify.annotations.Nullable;

/** Where streams that ended are told to: the log lines of one loop. Confined to the loop. */
interface StreamLog {
  /** The stream ended: writes its line, if it is to have one. */
  void end(Stream stream);

  /**
   * The stream came to {@code step}: writes a line where {@code log-steps} chooses that step, or
   * the only one now where {@code option logasap} says so.
   */
  void reached(Stream stream, LogStep step);

  /**
   * A rule wants a line, as things stand.
   *
   * @param step the step that stands for the ruleset
   * @param profile what it looks like on all targets, or null for what each target says
   */
  void extra(StreamRecord record, LogStep step, @Nullable LogProfile profile);

  /**
   * A connection failed before it became a stream: writes its line, if it is to have one.
   *
   * @param isSilent whether the client sent nothing, which {@code option dontlognull} keeps quiet
   */
  void failed(FailedConnection connection, boolean isSilent);

  /** The loop's means to write lines. */
  LogContext context();
}
