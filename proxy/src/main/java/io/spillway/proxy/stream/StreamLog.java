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

  /** The loop's means to write lines. */
  LogContext context();
}
