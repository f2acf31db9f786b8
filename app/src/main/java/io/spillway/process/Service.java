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

  /**
   * Accepts no more.
   *
   * @return completed once the last stream has ended
   */
  CompletableFuture<Void> softStop();

  /** Cuts off what is still there. Does nothing where nothing was started. */
  void stop();

  /** Tells the state of all servers and proxies, as SIGHUP asks for. */
  void tellStates();
}
