package io.spillway.proxy.server;

import java.util.concurrent.CompletableFuture;

/** A stream whose thread waits for its grant. */
final class Signalled extends PlainWaiter {
  private final CompletableFuture<Server> granted = new CompletableFuture<>();

  Server await() {
    return granted.join();
  }

  @Override
  public void granted(Server server) {
    granted.complete(server);
  }

  @Override
  public void sentBack() {
    granted.completeExceptionally(new AssertionError("sent back"));
  }
}
