package io.spillway.ops.alert.channel;

import io.spillway.ops.alert.Notification;

/** A way to tell operators. Immutable; may be used by one thread at a time. */
@FunctionalInterface
public interface Channel {
  /**
   * Tells {@code notification}; returns once the other side has taken it.
   *
   * @throws ChannelException when it has not
   */
  void tell(Notification notification) throws ChannelException, InterruptedException;
}
