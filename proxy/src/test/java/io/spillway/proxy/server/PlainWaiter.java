package io.spillway.proxy.server;

import io.spillway.http.RequestHead;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A stream of a test that wants a server, any, and has nothing that balancing could look at. */
public abstract class PlainWaiter implements Waiter, BalanceInput {
  private @Nullable QueuePlace place;

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
  public @Nullable RequestHead request() {
    return null;
  }

  @Override
  public byte[] buffered() {
    return new byte[0];
  }
}
