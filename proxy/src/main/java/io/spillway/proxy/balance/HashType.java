package io.spillway.proxy.balance;

import io.spillway.rules.hash.HashFunction;

/**
 * How a hash becomes a server ({@code hash-type}, {@code hash-balance-factor}, {@code
 * hash-preserve-affinity}; configuration manual, chapter 4.2). Immutable.
 *
 * @param isConsistent whether servers stand on a ring, so that a server's coming or going moves few
 *     clients; otherwise they stand in a table, and the hash is divided by its size
 * @param function how bytes become a hash
 * @param isAvalanched whether the hash is mixed once more
 * @param balanceFactor how much more than its share a server may get, in percent of it, above 100;
 *     0 for as much as comes. For the ring
 * @param affinity what keeps a stream at its server when that is full. For the ring
 */
public record HashType(
    boolean isConsistent,
    HashFunction function,
    boolean isAvalanched,
    int balanceFactor,
    Affinity affinity) {
  /** When the hash's server is kept to ({@code hash-preserve-affinity}). */
  public enum Affinity {
    /** Always: streams wait for it. */
    ALWAYS,
    /** Until all its slots are taken. */
    UNTIL_SLOTS_TAKEN,
    /** Until all its slots are taken and its queue is full too. */
    UNTIL_QUEUE_FULL
  }

  /** {@code hash-type map-based}: what holds where nothing is said. */
  public static final HashType DEFAULT =
      new HashType(false, HashFunction.SDBM, false, 0, Affinity.ALWAYS);

  /** {@code hash-type consistent}. */
  public static final HashType CONSISTENT =
      new HashType(true, HashFunction.SDBM, true, 0, Affinity.ALWAYS);

  /**
   * The hash of a key.
   *
   * @return 0 to 2^32-1
   */
  long hash(byte[] bytes, int from, int to) {
    return finish(function.hash(bytes, from, to));
  }

  /** The hash from what the function, or no function, made of a key: 0 to 2^32-1. */
  long finish(int hash) {
    return Integer.toUnsignedLong(isAvalanched ? HashFunction.spread(hash) : hash);
  }

  /** This type with another function. */
  public HashType with(HashFunction function, boolean isAvalanched) {
    return new HashType(isConsistent, function, isAvalanched, balanceFactor, affinity);
  }

  /** This type with a balance factor. */
  public HashType withBalanceFactor(int percent) {
    return new HashType(isConsistent, function, isAvalanched, percent, affinity);
  }

  /** This type with another affinity. */
  public HashType withAffinity(Affinity affinity) {
    return new HashType(isConsistent, function, isAvalanched, balanceFactor, affinity);
  }
}
