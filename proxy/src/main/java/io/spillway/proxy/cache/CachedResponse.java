package io.spillway.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stored response. Its bytes are outside the heap and shared by all that send them; they are
 * freed when the cache has dropped it and nobody sends it any more. Thread-safe.
 */
public final class CachedResponse {
  private final CacheKey key;
  private final @Nullable VaryKey vary;
  private final ByteBuf head;
  private final ByteBuf[] body;
  private final long bodyLength;
  private final long blocks;
  private final long storedAt;
  private final long age;
  private final long expiresAt;
  private final byte @Nullable [] entityTag;
  private final long lastModified;
  private final HttpCache cache;

  /** The cache's own, and one for each stream that sends it; 0 when the bytes are freed. */
  private final AtomicInteger users = new AtomicInteger(1);

  /** Whether it was wanted since the cache last looked for something to drop. */
  volatile boolean wasUsed;

  /** Its neighbours in the order of storing; guarded by the cache's lock. */
  @Nullable CachedResponse older;

  @Nullable CachedResponse newer;

  CachedResponse(CacheWriter from, HttpCache cache, ByteBuf[] body, long bodyLength, long blocks) {
    this.key = from.key();
    this.vary = from.vary();
    this.head = from.head();
    this.body = body;
    this.bodyLength = bodyLength;
    this.blocks = blocks;
    this.storedAt = from.storedAt();
    this.age = from.age();
    this.expiresAt = from.storedAt() + from.freshSeconds();
    this.entityTag = from.entityTag();
    this.lastModified = from.lastModified();
    this.cache = cache;
  }

  CacheKey key() {
    return key;
  }

  @Nullable VaryKey vary() {
    return vary;
  }

  long blocks() {
    return blocks;
  }

  byte @Nullable [] entityTag() {
    return entityTag;
  }

  /** Seconds since 1970: Last-Modified, or else Date, or else when it was stored. */
  long lastModified() {
    return lastModified;
  }

  boolean isFresh(long now) {
    return expiresAt > now;
  }

  boolean isInUse() {
    return users.get() > 1;
  }

  /** Keeps the bytes for one more user; false where they are gone. */
  boolean retain() {
    int known = users.get();
    while (known > 0) {
      if (users.compareAndSet(known, known + 1)) {
        return true;
      }
      known = users.get();
    }
    return false;
  }

  /** A user is done. */
  public void release() {
    if (users.decrementAndGet() == 0) {
      head.release();
      for (ByteBuf part : body) {
        part.release();
      }
      cache.freed(blocks);
    }
  }

  /** The cache that it is stored in. */
  public HttpCache cache() {
    return cache;
  }

  /** The head as an HTTP/1 message has it; the user's to release. */
  public ByteBuf head() {
    return head.retainedDuplicate();
  }

  /** How many pieces the body has. */
  public int bodyParts() {
    return body.length;
  }

  /** Piece {@code number} of the body, its framing included; the user's to release. */
  public ByteBuf bodyPart(int number) {
    return body[number].retainedDuplicate();
  }

  /**
   * How many seconds old the response is: the Age header.
   *
   * @param now seconds since 1970
   */
  public long age(long now) {
    return age + Math.max(0, now - storedAt);
  }

  /** As {@code show cache} tells of it. */
  String describe(long now) {
    return "%#x hash:%d vary:0x%016x size:%d (%d blocks), refcount:%d, expire:%d"
        .formatted(
            System.identityHashCode(this),
            key.hashCode() & 0xffff_ffffL,
            vary == null ? 0 : vary.number(),
            head.readableBytes() + bodyLength,
            blocks,
            users.get() - 1,
            expiresAt - now);
  }
}
