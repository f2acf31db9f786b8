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
   * Called once, from any thread and without locks held, when the server that it waited for went
   * down and it is out of the queue: the stream shall call {@code Dispatcher.assign} again.
   */
  void sentBack();

  /** What the balance algorithm may look at. Read only within {@code Dispatcher.assign}. */
  BalanceInput balanceInput();

  /**
   * The server that persistence (a cookie, a stick table, {@code use-server}) asks for, or null.
   */
  @Nullable Server preferred();

  /** Whether {@link #preferred} holds even when that server is down ({@code force-persist}). */
  default boolean isPersistenceForced() {
    return false;
  }

  /** The server that the session still holds an idle connection of its own to, or null. */
  default @Nullable Server last() {
    return null;
  }

  /** The server that was tried last and shall be avoided where there is another, or null. */
  @Nullable Server avoided();

  /** The queue priority, lowest first: {@code set-priority-class}, -2047 to 2047. */
  default int priorityClass() {
    return 0;
  }

  /** Milliseconds added to the time of arrival: {@code set-priority-offset}. */
  default int priorityOffset() {
    return 0;
  }

  /**
   * Remembers the place in the queue, so that {@link Dispatcher#cancel} finds it; the dispatcher
   * alone calls this and {@link #place}.
   */
  void place(@Nullable QueuePlace place);

  /** What {@link #place(QueuePlace)} was told last; null at first. */
  @Nullable QueuePlace place();
}
