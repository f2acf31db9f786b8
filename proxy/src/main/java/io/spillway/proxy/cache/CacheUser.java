package io.spillway.proxy.cache;

/** A stream as the words about caches see it. Confined to its loop. */
public interface CacheUser {
  /** What the stream has to do with caches, made when it is first asked for. */
  CacheTransaction cacheTransaction();

  /** Counts that a rule looked something up, and whether it was there. */
  void countCacheLookup(boolean isHit);
}
