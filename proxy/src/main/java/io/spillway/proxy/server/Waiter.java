package io.spillway.proxy.server;

import org.jspecify.annotations.Nullable;

/** A stream that wants a server, as the {@link Dispatcher} sees it. */
public interface Waiter {
  /**
   * Called once, from any thread and without locks held, when a slot of {@code server} was taken
   * for this waiter after {@code Dispatcher.assign} had queued it. The slot must be given back with
   * {@code Dispatcher.release}.
   */
  void granted(Server server);

  /**
   * Called once, from any thread, when the queue gives the waiter up: its last usable server went
   * away.
   */
  void refused();

  /** What the balance algorithm may look at. */
  BalanceInput balanceInput();

  /**
   * The server that persistence (a cookie, a stick table, {@code use-server}) asks for, or null.
   */
  @Nullable Server preferred();

  /** The server that was tried last and shall be avoided where there is another, or null. */
  @Nullable Server avoided();

  /** The queue priority: lower is served first (set-priority-class and -offset); 0 by default. */
  int priority();
}
