package io.spillway.proxy.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code cache} section stores, shared by all event loops. Looking a response up takes no
 * lock; storing and dropping one takes the cache's. Memory is counted in blocks of 1 kB, from the
 * moment at which a response begins to be stored until its last user has sent it; where there are
 * none left, those are dropped that were stored first and not used since they were last spared.
 * Thread-safe.
 */
public final class HttpCache {
  static final int BLOCK = 1024;
  private static final CachedResponse[] NONE = {};

  private final CacheDefinition definition;
  private final long totalBlocks;
  private final AtomicLong usedBlocks = new AtomicLong();
  private final ConcurrentHashMap<CacheKey, CachedResponse[]> responses = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CachedResponse oldest;
  private @Nullable CachedResponse newest;
  private int count;

  /** An empty cache. */
  public HttpCache(CacheDefinition definition) {
    this.definition = definition;
    this.totalBlocks = definition.totalBytes() / BLOCK;
  }

  /** What the configuration says. */
  public CacheDefinition definition() {
    return definition;
  }

  /** The section's name. */
  public String name() {
    return definition.name();
  }

  /** The blocks that are free. */
  public long availableBlocks() {
    return totalBlocks - usedBlocks.get();
  }

  /**
   * A fresh response to a request, which the caller is to release; null where there is none.
   *
   * @param vary what the request says; null where the cache has no responses that vary
   * @param now seconds since 1970
   */
  @Nullable CachedResponse find(CacheKey key, @Nullable VaryKey vary, long now) {
    CachedResponse[] all = responses.get(key);
    if (all == null) {
      return null;
    }
    for (CachedResponse response : all) {
      VaryKey own = response.vary();
      if (response.isFresh(now)
          && (own == null || (vary != null && own.suits(vary)))
          && response.retain()) {
        if (!response.wasUsed) {
          response.wasUsed = true;
        }
        return response;
      }
    }
    return null;
  }

  /**
   * Whether a response of {@code key} may be stored beside those that differ by Vary alone.
   *
   * @param now seconds since 1970
   */
  boolean hasRoomBeside(CacheKey key, VaryKey vary, long now) {
    CachedResponse[] all = responses.getOrDefault(key, NONE);
    int others = 0;
    for (CachedResponse response : all) {
      VaryKey own = response.vary();
      if (own != null && response.isFresh(now) && !own.isSameAs(vary)) {
        others++;
      }
    }
    return others < definition.maxSecondaryEntries();
  }

  /**
   * Takes blocks for a response that is being stored, dropping others for it.
   *
   * @return false where too many are in use
   */
  boolean reserve(long blocks) {
    if (blocks > totalBlocks) {
      return false;
    }
    lock.lock();
    try {
      int spared = 0;
      int most = 2 * count;
      while (usedBlocks.get() + blocks > totalBlocks) {
        CachedResponse candidate = oldest;
        if (candidate == null || spared > most) {
          return false;
        }
        if (candidate.wasUsed || candidate.isInUse()) {
          candidate.wasUsed = false;
          spared++;
          unlink(candidate);
          link(candidate);
        } else {
          drop(candidate);
        }
      }
      usedBlocks.addAndGet(blocks);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Blocks are free again. */
  void freed(long blocks) {
    usedBlocks.addAndGet(-blocks);
  }

  /**
   * Stores a response in the place of those that suit the same requests.
   *
   * @param now seconds since 1970
   */
  void store(CachedResponse response, long now) {
    lock.lock();
    try {
      CachedResponse[] all = responses.getOrDefault(response.key(), NONE);
      List<CachedResponse> kept = new ArrayList<>(all.length + 1);
      kept.add(response);
      for (CachedResponse other : all) {
        if (!other.isFresh(now) || replaces(response, other)) {
          forget(other);
        } else {
          kept.add(other);
        }
      }
      link(response);
      responses.put(response.key(), kept.toArray(CachedResponse[]::new));
    } finally {
      lock.unlock();
    }
  }

  private static boolean replaces(CachedResponse response, CachedResponse other) {
    VaryKey own = response.vary();
    VaryKey known = other.vary();
    return own == null || known == null || own.isSameAs(known);
  }

  /** Drops all responses of {@code key}: what they tell of was changed (RFC 9111 section 4.4). */
  void invalidate(CacheKey key) {
    if (!responses.containsKey(key)) {
      return;
    }
    lock.lock();
    try {
      CachedResponse[] all = responses.remove(key);
      if (all != null) {
        for (CachedResponse response : all) {
          forget(response);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops all responses. */
  public void clear() {
    for (CacheKey key : List.copyOf(responses.keySet())) {
      invalidate(key);
    }
  }

  private void drop(CachedResponse response) {
    responses.computeIfPresent(
        response.key(),
        (key, all) -> {
          List<CachedResponse> kept = new ArrayList<>(List.of(all));
          kept.remove(response);
          return kept.isEmpty() ? null : kept.toArray(CachedResponse[]::new);
        });
    forget(response);
  }

  private void forget(CachedResponse response) {
    unlink(response);
    response.release();
  }

  private void link(CachedResponse response) {
    CachedResponse last = newest;
    response.older = last;
    response.newer = null;
    if (last == null) {
      oldest = response;
    } else {
      last.newer = response;
    }
    newest = response;
    count++;
  }

  private void unlink(CachedResponse response) {
    CachedResponse before = response.older;
    CachedResponse after = response.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
    response.older = null;
    response.newer = null;
    count--;
  }

  /**
   * The lines of {@code show cache}.
   *
   * @param now seconds since 1970
   */
  public String describe(long now) {
    String address = "%#x".formatted(System.identityHashCode(this));
    StringBuilder out =
        new StringBuilder(
            "%s: %s (shctx:%s, available blocks:%d)%n"
                .formatted(address, name(), address, availableBlocks()));
    responses
        .values()
        .forEach(
            all -> {
              for (CachedResponse response : all) {
                out.append(response.describe(now)).append('\n');
              }
            });
    return out.toString();
  }
}
