package io.spillway.proxy.stream;

import io.spillway.proxy.Backend;
import io.spillway.proxy.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * How often a stream has tried to reach a server and how often it may: {@code retries} and {@code
 * option redispatch}. Used again for each stream of a session; confined to the stream's loop.
 */
final class Attempts {
  private int allowed;
  private int left;
  private int repeated;
  private boolean redispatched;

  /**
   * A stream begins, which a server of {@code backend} will serve.
   *
   * @param retries how often a rule allows to try again, or -1 for what the backend says
   */
  void begin(Backend backend, int retries) {
    allowed = retries < 0 ? backend.retries() : retries;
    left = allowed;
    repeated = 0;
    redispatched = false;
  }

  /** Whether another attempt is allowed. */
  boolean mayRepeat() {
    return left > 0;
  }

  /** One more is made: one less is left. */
  void use() {
    left--;
  }

  /** The attempt that was {@link #use used} is made at the same server. */
  void repeat() {
    repeated++;
  }

  /** The attempt that was {@link #use used} is made at another server. */
  void redispatch() {
    repeated++;
    redispatched = true;
  }

  /** How many were made after the first. */
  int repeated() {
    return repeated;
  }

  /** Whether another server than the first one was tried. */
  boolean wasRedispatched() {
    return redispatched;
  }

  /**
   * Whether the attempt that was {@link #use used} goes to another server of {@code backend} than
   * {@code tried}.
   *
   * @param preferred the server that persistence asks for, or null
   */
  boolean isRedispatchDue(Backend backend, Server tried, @Nullable Server preferred) {
    int interval = backend.redispatchInterval();
    if (interval == 0) {
      return false;
    }
    if (!tried.usable()) {
      return true;
    }
    int made = allowed - left;
    boolean due = interval > 0 ? made % interval == 0 : made == allowed + 1 + interval;
    return due
        || (preferred == null
            && backend.isRoundRobin()
            && backend.dispatcher().servers().size() > 1);
  }
}
