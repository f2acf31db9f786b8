package io.spillway.proxy.server;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A stream whose thread waits for its grant. */
final class Signalled implements Waiter, BalanceInput {
  private final CompletableFuture<Server> granted = new CompletableFuture<>();
  private @Nullable QueuePlace place;

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

  @Override
  public BalanceInput balanceInput() {
    return this;
  }

  @Override
  public @Nullable Server preferred() {
    return null;
  }

  @Override
  public @Nullable Server avoided() {
    return null;
  }

  @Override
  public void place(@Nullable QueuePlace place) {
    this.place = place;
  }

  @Override
  public @Nullable QueuePlace place() {
    return place;
  }

  @Override
  public @Nullable InetAddress source() {
    return null;
  }

  @Override
  public io.spillway.http.@Nullable RequestHead request() {
    return null;
  }

  @Override
  public byte[] buffered() {
    return new byte[0];
  }
}
