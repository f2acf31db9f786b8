package io.spillway.proxy.server;

/**
 * When a better tier takes over again after its servers came back ({@code tier-failback}).
 * Immutable.
 *
 * @param mode at once, after a while, or when an operator says so
 * @param afterMillis how long the better tier must have been usable; for {@link Mode#AFTER}
 */
public record TierFailback(Mode mode, long afterMillis) {
  /** What it depends on. */
  public enum Mode {
    IMMEDIATE,
    AFTER,
    MANUAL
  }

  /** As soon as one of its servers is usable. */
  public static final TierFailback IMMEDIATE = new TierFailback(Mode.IMMEDIATE, 0);

  /**
   * When an operator says so ({@code set backend NAME failback}, {@link Dispatcher#failback}), or
   * the tier in use fails.
   */
  public static final TierFailback MANUAL = new TierFailback(Mode.MANUAL, 0);

  /** When one of its servers has been usable for {@code millis} without a break. */
  public static TierFailback after(long millis) {
    return new TierFailback(Mode.AFTER, millis);
  }
}
