package io.spillway.net;

/**
 * One deadline that is set, moved and cleared again and again, such as a connection's inactivity
 * timeout. Confined to the loop of its {@link Timers}. Moving it to a later time costs a field's
 * store.
 */
public final class Timeout {
  static final long NEVER = Long.MAX_VALUE;
  static final int NOT_QUEUED = -1;

  private final Timers timers;
  private final Runnable expiry;
  long deadline = NEVER;
  long queuedFor;
  int index = NOT_QUEUED;

  /**
   * A timeout that is not set.
   *
   * @param timers the loop's timers
   * @param expiry what happens at the deadline, on the loop; the timeout is cleared before
   */
  public Timeout(Timers timers, Runnable expiry) {
    this.timers = timers;
    this.expiry = expiry;
  }

  /**
   * Sets or moves the deadline.
   *
   * @param millis how long from now; 0 or less clears it, as a timeout that is not configured
   */
  public void set(long millis) {
    if (millis <= 0) {
      deadline = NEVER;
    } else {
      deadline = timers.millis() + millis;
      timers.changed(this);
    }
  }

  /** Clears the deadline; may be set again. */
  public void clear() {
    deadline = NEVER;
  }

  /** Clears the deadline and forgets the timeout: call it when its owner ends. */
  public void end() {
    deadline = NEVER;
    timers.remove(this);
  }

  /** Whether a deadline is set. */
  public boolean isSet() {
    return deadline != NEVER;
  }

  /** Whether the deadline has passed, though the expiry may not have run yet. */
  public boolean isDue() {
    return deadline <= timers.millis();
  }

  void expire() {
    deadline = NEVER;
    expiry.run();
  }
}
