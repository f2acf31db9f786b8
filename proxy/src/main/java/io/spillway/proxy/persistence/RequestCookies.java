package io.spillway.proxy.persistence;

import io.spillway.http.CookiePairs;
import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.proxy.persistence.CookiePolicy.Mode;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a request's cookies the server that the client belongs to, and leaves the server only
 * what is the application's. Confined to the stream's loop.
 *
 * <p>A value is the server's alone, or the server's, {@code |}, when it was last seen, {@code |}
 * and when it was first seen; in mode prefix it is the server's, {@code ~} and the application's.
 */
public final class RequestCookies {
  private static final int DAY = 86_400;

  private final StreamPersistence stream;
  private final ByteBuilder scratch;
  private @Nullable CookieLine line;

  RequestCookies(StreamPersistence stream, ByteBuilder scratch) {
    this.stream = stream;
    this.scratch = scratch;
  }

  /**
   * Goes over the cookies of {@code head}.
   *
   * @param persistence the backend's cookie, or null where it has none
   * @param capture what is kept for the log, or null
   * @param preferred the server that something else asks for, or null
   * @param now seconds since 1970
   * @return the server that the stream shall have, {@code preferred} before all, or null
   */
  public @Nullable Server read(
      RequestHead head,
      @Nullable CookiePersistence persistence,
      @Nullable CookieCapture capture,
      @Nullable Server preferred,
      long now) {
    Server found = preferred;
    for (int i = head.find(HeaderName.COOKIE, -1); i >= 0; i = head.find(HeaderName.COOKIE, i)) {
      CookieLine current = line;
      if (current == null) {
        current = new CookieLine(head, scratch);
        line = current;
      }
      current.begin(head, i);
      while (current.next()) {
        CookiePairs pair = current.pair();
        if (pair.nameStart() < pair.nameEnd() && head.bytes()[pair.nameStart()] == '$') {
          current.keepAttribute();
          continue;
        }
        if (capture != null && pair.isValued() && stream.requestCapture() == null) {
          ByteSlice kept = capture.keep(pair, head.bytes());
          if (kept != null) {
            stream.requestCapture(kept);
          }
        }
        if (persistence == null || !isCookie(persistence, pair, head.bytes())) {
          current.keep();
        } else {
          found = take(persistence, current, head.bytes(), found, now);
        }
      }
      current.end();
    }
    return found;
  }

  private static boolean isCookie(CookiePersistence persistence, CookiePairs pair, byte[] bytes) {
    byte[] name = persistence.name();
    return pair.isValued()
        && Arrays.equals(bytes, pair.nameStart(), pair.nameEnd(), name, 0, name.length);
  }

  /** Looks for the server of our cookie, and drops or changes the cookie. */
  private @Nullable Server take(
      CookiePersistence persistence,
      CookieLine current,
      byte[] bytes,
      @Nullable Server assigned,
      long now) {
    CookiePairs pair = current.pair();
    CookiePolicy policy = persistence.policy();
    int start = pair.valueStart();
    int end = pair.valueEnd();
    int tilde = -1;
    if (policy.mode() == Mode.PREFIX) {
      tilde = indexOf('~', bytes, start, end);
      end = tilde < 0 ? end : tilde;
    } else {
      int bar = indexOf('|', bytes, start, end);
      if (bar >= 0) {
        readDates(bytes, bar + 1, end);
        end = isTooOld(policy, now) ? start : bar;
      }
    }
    Server found = assigned == null ? find(persistence, bytes, start, end) : assigned;
    if (found == null || assigned != null) {
      notFound(assigned);
    }
    if (tilde >= 0) {
      current.keepValueFrom(tilde + 1);
    } else if (policy.mode() == Mode.INSERT && policy.isIndirect()) {
      current.drop();
    } else {
      current.keepValueFrom(start);
    }
    return found;
  }

  private static int indexOf(char wanted, byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private void readDates(byte[] bytes, int start, int end) {
    stream.lastSeen = Math.max(0, CookieDates.read(bytes, start, end));
    int bar = indexOf('|', bytes, start, end);
    stream.firstSeen = bar < 0 ? 0 : Math.max(0, CookieDates.read(bytes, bar + 1, end));
  }

  /** Whether the cookie's dates are too far away; then they count for nothing. */
  private boolean isTooOld(CookiePolicy policy, long now) {
    RequestCookie why;
    if (isAway(stream.firstSeen, policy.maxLife(), now)) {
      why = RequestCookie.OLD;
    } else if (isAway(stream.lastSeen, policy.maxIdle(), now)) {
      why = RequestCookie.EXPIRED;
    } else {
      return false;
    }
    stream.requestCookie(why);
    stream.lastSeen = 0;
    stream.firstSeen = 0;
    return true;
  }

  /** A date in the future is believed as far as clocks and time zones may be wrong. */
  private static boolean isAway(long moment, long longest, long now) {
    return moment != 0 && longest != 0 && (now - moment > longest || moment - now > DAY);
  }

  private @Nullable Server find(CookiePersistence persistence, byte[] bytes, int start, int end) {
    if (stream.isIgnored()) {
      return null;
    }
    CookieIndex index = persistence.index();
    for (int i = index.first(bytes, start, end); i >= 0; i = index.next(i, bytes, start, end)) {
      Server server = index.server(i);
      boolean isDown = server.state().operational() == OperationalState.STOPPED;
      stream.requestCookie(isDown ? RequestCookie.DOWN : RequestCookie.VALID);
      if (!isDown || persistence.persistsDown() || stream.isForced()) {
        stream.wants(server);
        return server;
      }
    }
    return null;
  }

  private void notFound(@Nullable Server assigned) {
    switch (stream.requestCookie()) {
      case VALID, DOWN, EXPIRED, OLD -> {}
      default ->
          stream.requestCookie(
              assigned != null || stream.isIgnored()
                  ? RequestCookie.UNUSED
                  : RequestCookie.INVALID);
    }
  }
}
