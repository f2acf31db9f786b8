package io.spillway.process;

import java.util.concurrent.CompletableFuture;

/** What a worker runs. Its methods are called from the worker's main thread. */
public interface Service {
  /**
   * Binds all addresses and begins to accept.
   *
   * @throws StartException when something cannot be bound or opened
   */
  void start() throws StartException;

  /** User, group and root directory are now what they stay. Does nothing where that is nothing. */
  default void settled() {}

  /** Shows that a soft stop will begin in a while; everything goes on until then. */
  default void announceStop() {}

  /**
   * Accepts no more.
   *
   * @return completed once the last stream has ended
   */
  CompletableFuture<Void> softStop();

  /** Cuts off what is still there. Does nothing where nothing was started. */
  void stop();

  /**
   * Answers commands of the runtime API on a connection that the master passed on; callable from
   * any thread, and returns at once.
   *
   * @param descriptor the connection, which is closed at the end
   */
  void answer(int descriptor);

  /** Tells the state of all servers and proxies, as SIGHUP asks for. */
  void tellStates();
}
