package io.spillway.ops.alert.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A channel did not take a notification. The message is for operators and holds no secret. */
public final class ChannelException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean isFinal;
  private final transient @Nullable Duration pause;

  private ChannelException(String message, boolean isFinal, @Nullable Duration pause) {
    super(message);
    this.isFinal = isFinal;
    this.pause = pause;
  }

  /** It may take the notification later. */
  public static ChannelException forNow(String message) {
    return new ChannelException(message, false, null);
  }

  /** It may take the notification after {@code pause}. */
  public static ChannelException until(String message, @Nullable Duration pause) {
    return new ChannelException(message, false, pause);
  }

  /** It will never take this notification, so that others shall not wait for it. */
  public static ChannelException forGood(String message) {
    return new ChannelException(message, true, null);
  }

  /** Whether trying again is of no use. */
  public boolean isFinal() {
    return isFinal;
  }

  /** How long the other side wants to be left alone, or null. */
  public @Nullable Duration pause() {
    return pause;
  }
}
