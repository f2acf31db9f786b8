package io.spillway.proxy.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.HeaderName;
import io.spillway.http.HttpDates;
import io.spillway.http.ResponseHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response that is being stored while it goes to its client. It becomes part of the cache when it
 * is whole, and leaves nothing behind when it is not. Confined to one loop.
 */
public final class CacheWriter {
  private static final HeaderName ETAG = HeaderName.of("ETag");
  private static final HeaderName LAST_MODIFIED = HeaderName.of("Last-Modified");
  private static final int FIRST_PART = 8192;
  private static final int LARGEST_PART = 262_144;

  private final HttpCache cache;
  private final CacheKey key;
  private final @Nullable VaryKey vary;
  private final long storedAt;
  private final long age;
  private final long freshSeconds;
  private final byte @Nullable [] entityTag;
  private final long lastModified;
  private final List<ByteBuf> parts = new ArrayList<>();
  private final ByteBuf head;
  private long bodyLength;
  private long announced;
  private long blocks;
  private boolean isOver;

  private CacheWriter(
      HttpCache cache,
      CacheKey key,
      @Nullable VaryKey vary,
      Lifetime lifetime,
      ResponseHead response,
      ByteBuf head,
      long blocks,
      long now) {
    this.cache = cache;
    this.key = key;
    this.vary = vary;
    this.storedAt = now;
    this.age = lifetime.age();
    this.freshSeconds = lifetime.seconds();
    this.entityTag = value(response, ETAG);
    this.lastModified = lastModified(response, now);
    this.announced = response.contentLength();
    this.head = head;
    this.blocks = blocks;
  }

  /**
   * Begins to store {@code response}.
   *
   * @param vary what it is told apart by, or null
   * @param now seconds since 1970
   * @return null where it is too large, or there is no memory for it
   */
  static @Nullable CacheWriter begin(
      HttpCache cache,
      CacheKey key,
      @Nullable VaryKey vary,
      Lifetime lifetime,
      ResponseHead response,
      long now) {
    int size = response.size();
    long most = cache.definition().maxObjectBytes();
    if (size + Math.max(0, response.contentLength()) > most) {
      return null;
    }
    long blocks = blocks(size + key.length());
    ByteBuf head = cache.reserve(blocks) ? memory(size) : null;
    if (head == null) {
      return null;
    }
    response.writeTo(head);
    return new CacheWriter(cache, key, vary, lifetime, response, head, blocks, now);
  }

  private static long blocks(long bytes) {
    return (bytes + HttpCache.BLOCK - 1) / HttpCache.BLOCK;
  }

  /** Memory outside the heap, or null where the virtual machine has none left for us. */
  private static @Nullable ByteBuf memory(int bytes) {
    try {
      return Unpooled.directBuffer(bytes, bytes);
    } catch (OutOfMemoryError e) {
      // The limit of direct memory, which is not the cache's own: nothing is stored for now.
      return null;
    }
  }

  private static byte @Nullable [] value(ResponseHead response, HeaderName name) {
    int line = response.find(name, -1);
    return line < 0
        ? null
        : Arrays.copyOfRange(response.bytes(), response.valueStart(line), response.valueEnd(line));
  }

  private static long lastModified(ResponseHead response, long now) {
    long told = date(response, LAST_MODIFIED);
    long made = told == HttpDates.NONE ? date(response, HeaderName.DATE) : told;
    return made == HttpDates.NONE ? now : made;
  }

  private static long date(ResponseHead response, HeaderName name) {
    int line = response.find(name, -1);
    return line < 0
        ? HttpDates.NONE
        : HttpDates.parse(response.bytes(), response.valueStart(line), response.valueEnd(line));
  }

  /** Takes {@code length} bytes of the body, its framing included, from {@code from} on. */
  public void append(ByteBuf bytes, int from, int length) {
    int at = from;
    int left = length;
    while (left > 0 && !isOver) {
      ByteBuf part = room();
      if (part == null) {
        discard();
        return;
      }
      int taken = Math.min(left, part.writableBytes());
      part.writeBytes(bytes, at, taken);
      at += taken;
      left -= taken;
      bodyLength += taken;
    }
    if (head.readableBytes() + bodyLength > cache.definition().maxObjectBytes()) {
      discard();
    }
  }

  private @Nullable ByteBuf room() {
    ByteBuf last = parts.isEmpty() ? null : parts.getLast();
    if (last != null && last.isWritable()) {
      return last;
    }
    long next =
        announced >= 0
            ? Math.max(1, announced - bodyLength)
            : last == null ? FIRST_PART : 2L * last.capacity();
    int size = (int) Math.min(next, LARGEST_PART);
    long more = blocks(size);
    if (!cache.reserve(more)) {
      return null;
    }
    blocks += more;
    ByteBuf part = memory(size);
    if (part != null) {
      parts.add(part);
    }
    return part;
  }

  /**
   * The response is whole: it is used from now on.
   *
   * @param now seconds since 1970
   */
  public void complete(long now) {
    if (!isOver) {
      isOver = true;
      cache.store(
          new CachedResponse(this, cache, parts.toArray(ByteBuf[]::new), bodyLength, blocks), now);
    }
  }

  /** The response will not be stored. */
  public void discard() {
    if (!isOver) {
      isOver = true;
      head.release();
      parts.forEach(ByteBuf::release);
      parts.clear();
      cache.freed(blocks);
    }
  }

  CacheKey key() {
    return key;
  }

  @Nullable VaryKey vary() {
    return vary;
  }

  ByteBuf head() {
    return head;
  }

  long storedAt() {
    return storedAt;
  }

  long age() {
    return age;
  }

  long freshSeconds() {
    return freshSeconds;
  }

  byte @Nullable [] entityTag() {
    return entityTag;
  }

  long lastModified() {
    return lastModified;
  }
}
