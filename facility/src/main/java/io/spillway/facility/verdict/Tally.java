package io.spillway.facility.verdict;

/**
 * How the voters that were heard, and whose view counts, see an address. Immutable.
 *
 * @param alive how many see it alive
 * @param dead how many see it dead
 */
public record Tally(int alive, int dead) {
  /** More see it dead than alive. */
  public boolean saysDead() {
    return dead > alive;
  }

  /** More see it alive than dead. */
  public boolean saysAlive() {
    return alive > dead;
  }
}
