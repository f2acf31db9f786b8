package io.spillway.proxy.persistence;

import io.spillway.http.CookiePairs;
import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.ResponseHead;
import io.spillway.proxy.persistence.CookiePolicy.Mode;
import io.spillway.proxy.server.Server;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sets, rewrites or removes the persistence cookie in a response. Confined to the stream's loop.
 */
public final class ResponseCookies {
  private static final byte[] PRIVATE = "private".getBytes(StandardCharsets.US_ASCII);
  private static final String REMOVAL = "; Expires=Thu, 01-Jan-1970 00:00:01 GMT";

  private final CookiePairs pair = new CookiePairs();
  private final StreamPersistence stream;
  private final ByteBuilder scratch;

  ResponseCookies(StreamPersistence stream, ByteBuilder scratch) {
    this.stream = stream;
    this.scratch = scratch;
  }

  /**
   * Goes over the cookies of {@code head} and adds ours where the client needs it.
   *
   * @param persistence the backend's cookie, or null where it has none
   * @param capture what is kept for the log, or null
   * @param server the one that answered
   * @param isDirect whether persistence or {@code use-server} chose it
   * @param method the request's
   * @param now seconds since 1970
   * @return whether there was room for what had to be added
   */
  public boolean write(
      ResponseHead head,
      @Nullable CookiePersistence persistence,
      @Nullable CookieCapture capture,
      Server server,
      boolean isDirect,
      Method method,
      long now) {
    boolean fits = readSet(head, persistence, capture, server, isDirect);
    return fits
        && (persistence == null
            || !isToBeInserted(persistence.policy(), isDirect, method, now)
            || insert(head, persistence, server, isDirect, method, now));
  }

  /** Looks at what the server sets. */
  private boolean readSet(
      ResponseHead head,
      @Nullable CookiePersistence persistence,
      @Nullable CookieCapture capture,
      Server server,
      boolean isDirect) {
    boolean fits = true;
    for (int i = head.find(HeaderName.SET_COOKIE, -1);
        i >= 0;
        i = head.find(HeaderName.SET_COOKIE, i)) {
      byte[] bytes = head.bytes();
      pair.over(bytes, head.valueStart(i), head.valueEnd(i));
      if (!pair.next() || !pair.isValued()) {
        continue;
      }
      if (capture != null && stream.responseCapture() == null) {
        ByteSlice kept = capture.keep(pair, bytes);
        if (kept != null) {
          stream.responseCapture(kept);
        }
      }
      if (persistence != null && !stream.isIgnored() && isCookie(persistence, bytes)) {
        fits &= settle(head, i, persistence.policy(), server, isDirect);
      }
    }
    return fits;
  }

  private boolean isCookie(CookiePersistence persistence, byte[] bytes) {
    byte[] name = persistence.name();
    return Arrays.equals(bytes, pair.nameStart(), pair.nameEnd(), name, 0, name.length);
  }

  /** The server sets our cookie. */
  private boolean settle(
      ResponseHead head, int header, CookiePolicy policy, Server server, boolean isDirect) {
    stream.responseCookie(ResponseCookie.PASSED);
    byte[] value = server.cookie();
    if (policy.isPreserved()) {
      return true;
    }
    if (policy.mode() == Mode.INSERT || isDirect && policy.isIndirect()) {
      head.remove(header);
      stream.responseCookie(ResponseCookie.DELETED);
      return true;
    }
    if (value == null || policy.mode() == Mode.PASSIVE) {
      return true;
    }
    boolean replaces = policy.mode() == Mode.REWRITE;
    byte[] bytes = head.bytes();
    int end = head.valueEnd(header);
    int rest = replaces ? pair.valueEnd() : pair.valueStart();
    scratch
        .clear()
        .append(bytes, pair.nameStart(), pair.nameEnd() - pair.nameStart())
        .append('=')
        .append(value);
    if (!replaces) {
      scratch.append('~');
    }
    scratch.append(bytes, rest, end - rest);
    stream.responseCookie(ResponseCookie.REWRITTEN);
    return !scratch.overflowed() && head.setValue(header, scratch.array(), 0, scratch.length());
  }

  private boolean isToBeInserted(CookiePolicy policy, boolean isDirect, Method method, long now) {
    boolean isPreserved = policy.isPreserved() && stream.responseCookie() == ResponseCookie.PASSED;
    return policy.mode() == Mode.INSERT
        && !isPreserved
        && !stream.isIgnored()
        && (!policy.isForPostOnly() || method == Method.POST)
        && (!isDirect || isToBeRenewed(policy, now));
  }

  /** Whether the client's cookie has other dates than it should. */
  private boolean isToBeRenewed(CookiePolicy policy, long now) {
    boolean isDated = policy.maxIdle() != 0 || stream.lastSeen != 0;
    return isDated && stream.lastSeen < now || (policy.maxLife() == 0) != (stream.firstSeen == 0);
  }

  private boolean insert(
      ResponseHead head,
      CookiePersistence persistence,
      Server server,
      boolean isDirect,
      Method method,
      long now) {
    CookiePolicy policy = persistence.policy();
    byte[] value = server.cookie();
    scratch.clear().append(persistence.name()).append('=');
    if (value == null) {
      scratch.append(REMOVAL);
    } else {
      scratch.append(value);
      appendDates(policy, now);
    }
    scratch.append("; path=/").append(policy.attributes());
    if (scratch.overflowed()
        || !head.add(HeaderName.SET_COOKIE, scratch.array(), 0, scratch.length())) {
      return false;
    }
    stream.responseCookie(
        value != null && isDirect ? ResponseCookie.UPDATED : ResponseCookie.INSERTED);
    return !policy.forbidsCaching()
        || !Cacheability.isCacheable(head, method)
        || head.add(HeaderName.CACHE_CONTROL, PRIVATE);
  }

  private void appendDates(CookiePolicy policy, long now) {
    if (policy.maxIdle() == 0 && policy.maxLife() == 0) {
      return;
    }
    CookieDates.write(now, scratch.append('|'));
    if (policy.maxLife() != 0) {
      CookieDates.write(stream.firstSeen == 0 ? now : stream.firstSeen, scratch.append('|'));
    }
  }
}
