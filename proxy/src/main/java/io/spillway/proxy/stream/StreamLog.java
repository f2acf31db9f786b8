package io.spillway.proxy.stream;

import io.spillway.proxy.log.LogContext;

/** Where streams that ended are told to: the log lines of one loop. Confined to the loop. */
interface StreamLog {
  /** The stream ended: writes its line, if it is to have one. */
  void end(Stream stream);

  /**
   * The response's head went out, or in mode tcp the server's connection stands: writes the line
   * now where {@code option logasap} says so.
   */
  void early(Stream stream);

  /**
   * A connection failed before it became a stream: writes its line, if it is to have one.
   *
   * @param isSilent whether the client sent nothing, which {@code option dontlognull} keeps quiet
   */
  void failed(FailedConnection connection, boolean isSilent);

  /** The loop's means to write lines. */
  LogContext context();
}
