package io.spillway.proxy.persistence;

import io.spillway.proxy.server.Server;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * What persistence knows of one stream; used again for the next one. Confined to the stream's loop.
 */
public final class StreamPersistence {
  private final RequestCookies requestCookies;
  private final ResponseCookies responseCookies;
  private boolean forced;
  private boolean ignored;
  private RequestCookie requestCookie = RequestCookie.NONE;
  private ResponseCookie responseCookie = ResponseCookie.NONE;
  private @Nullable Server wanted;
  private @Nullable ByteSlice requestCapture;
  private @Nullable ByteSlice responseCapture;

  /** When the cookie was last seen, and first, in seconds since 1970; 0 where it does not say. */
  long lastSeen;

  long firstSeen;

  /**
   * Nothing known yet.
   *
   * @param largest the longest header value that can be written, in bytes
   */
  public StreamPersistence(int largest) {
    ByteBuilder scratch = new ByteBuilder(largest);
    requestCookies = new RequestCookies(this, scratch);
    responseCookies = new ResponseCookies(this, scratch);
  }

  /** The next stream begins. */
  public void reset() {
    forced = false;
    ignored = false;
    requestCookie = RequestCookie.NONE;
    responseCookie = ResponseCookie.NONE;
    wanted = null;
    requestCapture = null;
    responseCapture = null;
    lastSeen = 0;
    firstSeen = 0;
  }

  /** Reads and changes the request's cookies. */
  public RequestCookies requestCookies() {
    return requestCookies;
  }

  /** Reads and changes the response's cookies. */
  public ResponseCookies responseCookies() {
    return responseCookies;
  }

  /** Goes by the first rule that applies. */
  public void decide(PersistenceRule rule) {
    forced = rule.forces();
    ignored = !rule.forces();
  }

  /** Whether persistence holds even when its server is down ({@code force-persist}). */
  public boolean isForced() {
    return forced;
  }

  /** Whether the cookie counts for nothing ({@code ignore-persist}). */
  public boolean isIgnored() {
    return ignored;
  }

  /** {@code server} serves the stream: a cookie that wanted another one was in vain. */
  public void assigned(Server server) {
    if (requestCookie == RequestCookie.VALID && wanted != server) {
      requestCookie = RequestCookie.DOWN;
    }
  }

  void wants(Server server) {
    wanted = server;
  }

  /** What the request's cookie was. */
  public RequestCookie requestCookie() {
    return requestCookie;
  }

  void requestCookie(RequestCookie found) {
    requestCookie = found;
  }

  /** What was done to the response's cookie. */
  public ResponseCookie responseCookie() {
    return responseCookie;
  }

  void responseCookie(ResponseCookie done) {
    responseCookie = done;
  }

  /** The request's captured cookie, name and all, or null. */
  public @Nullable ByteSlice requestCapture() {
    return requestCapture;
  }

  void requestCapture(ByteSlice captured) {
    requestCapture = captured;
  }

  /** The response's captured cookie, name and all, or null. */
  public @Nullable ByteSlice responseCapture() {
    return responseCapture;
  }

  void responseCapture(ByteSlice captured) {
    responseCapture = captured;
  }
}
