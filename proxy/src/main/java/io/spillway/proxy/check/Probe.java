package io.spillway.proxy.check;

import io.spillway.proxy.server.Server;
import java.util.function.LongSupplier;

/** Something that is asked about a server again and again. */
public sealed interface Probe permits Check, AgentCheck {
  /** The server. */
  Server server();

  /** When it is asked, and how long an answer may take. */
  CheckTiming timing();

  /** Whether it is asked now. */
  boolean isWanted();

  /** How long to wait before it is asked again, in milliseconds. */
  long interval();

  /**
   * Asks, on a virtual thread.
   *
   * @param clock milliseconds, monotonic
   * @return tells the server's state what came of it
   */
  Runnable ask(CheckRun.Deadlines deadlines, LongSupplier clock);
}
