package io.spillway.proxy.cache;

import io.spillway.http.HeaderName;
import io.spillway.http.HeaderValues;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one stream has to do with caches: the key of its request, the stored response that answers
 * it, or the one that is being stored. Used again for the stream's next request. Confined to one
 * loop.
 */
public final class CacheTransaction {
  private static final HeaderName PRAGMA = HeaderName.of("Pragma");
  private static final HeaderName AGE = HeaderName.of("Age");
  private static final int OK = 200;
  private static final int FIRST_FAILURE = 400;

  /** What became of asking a cache. */
  enum Lookup {
    /** It was not asked. */
    NONE,
    /** It had no response. */
    MISS,
    /** It had one. */
    HIT
  }

  private final CacheKey key = new CacheKey();
  private final Lifetime lifetime = new Lifetime();
  private final HeaderValues values = new HeaderValues();
  private boolean hasKey;
  private boolean skipsLookup;
  private boolean forbidsStoring;
  private boolean isAuthorized;
  private @Nullable VaryKey vary;
  private @Nullable CachedResponse hit;
  private @Nullable CacheWriter writer;

  /**
   * {@code cache-use}: looks for a response to {@code request}.
   *
   * @param now seconds since 1970
   * @return whether a cache was asked, and had one
   */
  Lookup use(HttpCache cache, RequestHead request, long now) {
    if (hit != null || request.minorVersion() == 0) {
      return Lookup.NONE;
    }
    if (!hasKey) {
      hasKey = true;
      key.fill(request);
      readControl(request);
    }
    if (vary == null && cache.definition().processesVary()) {
      vary = VaryKey.of(request);
    }
    if (skipsLookup || isAuthorized || !isRead(request.method())) {
      return Lookup.NONE;
    }
    hit = cache.find(key, vary, now);
    return hit == null ? Lookup.MISS : Lookup.HIT;
  }

  private static boolean isRead(Method method) {
    return method == Method.GET || method == Method.HEAD;
  }

  private void readControl(RequestHead request) {
    isAuthorized = request.has(HeaderName.AUTHORIZATION);
    skipsLookup = false;
    forbidsStoring = false;
    values.over(request, PRAGMA);
    while (values.next()) {
      skipsLookup |= text(request).equals("no-cache");
    }
    values.over(request, HeaderName.CACHE_CONTROL);
    while (values.next()) {
      String directive = text(request);
      skipsLookup |= directive.equals("no-cache") || directive.startsWith("max-age=");
      forbidsStoring |= directive.equals("no-store");
    }
  }

  private String text(RequestHead request) {
    return request.text(values.start(), values.end()).toLowerCase(Locale.ROOT);
  }

  /**
   * {@code cache-store}: begins to store {@code response} where it may be stored, or drops what a
   * request that changed something has made untrue.
   *
   * @param method the request's
   * @param now seconds since 1970
   */
  void store(HttpCache cache, Method method, ResponseHead response, long now) {
    if (!hasKey || hit != null || writer != null) {
      return;
    }
    if (!isSafe(method)) {
      if (response.status() >= OK && response.status() < FIRST_FAILURE) {
        cache.invalidate(key);
      }
      return;
    }
    if (method != Method.GET || forbidsStoring || response.status() != OK) {
      return;
    }
    lifetime.read(response, cache.definition().maxAgeSeconds(), now);
    if (!lifetime.allowsStoring() || (isAuthorized && !lifetime.isPublic())) {
      return;
    }
    VaryKey told = null;
    if (VaryKey.isNeededFor(response)) {
      VaryKey asked = cache.definition().processesVary() ? vary : null;
      told = asked == null ? null : asked.of(response);
      if (told == null || !cache.hasRoomBeside(key, told, now)) {
        return;
      }
    }
    response.removeAll(AGE);
    writer = CacheWriter.begin(cache, key.copy(), told, lifetime, response, now);
  }

  private static boolean isSafe(Method method) {
    return switch (method) {
      case GET, HEAD, OPTIONS, TRACE -> true;
      default -> false;
    };
  }

  /** The stored response that answers the request, or null. */
  public @Nullable CachedResponse hit() {
    return hit;
  }

  /** Whether the client has what {@link #hit} has: it is told so with status 304. */
  public boolean isUnmodified(RequestHead request) {
    CachedResponse stored = hit;
    return stored != null && Conditions.areUnmodified(request, stored);
  }

  /** Gives a response's head the age of {@code stored}. */
  public static void addAge(ResponseHead head, CachedResponse stored, long now) {
    String age = Long.toString(stored.age(now));
    head.add(AGE, age.getBytes(StandardCharsets.US_ASCII));
  }

  /** What stores the response, or null. */
  public @Nullable CacheWriter writer() {
    return writer;
  }

  /**
   * The stream is over: ready for the next request.
   *
   * @param isWhole whether all of the response came
   * @param now seconds since 1970
   */
  public void end(boolean isWhole, long now) {
    hasKey = false;
    vary = null;
    if (hit != null) {
      hit.release();
      hit = null;
    }
    if (writer != null) {
      if (isWhole) {
        writer.complete(now);
      } else {
        writer.discard();
      }
      writer = null;
    }
  }
}
