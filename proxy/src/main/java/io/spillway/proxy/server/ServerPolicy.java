package io.spillway.proxy.server;

/**
 * How a server takes part in its backend: what the {@code server} line says beyond its address.
 * Immutable.
 *
 * @param weight 0 to 256: its share of the load relative to the others
 * @param limits slots and queue
 * @param tier the priority group, from 1; backup servers stand after all tiers
 * @param isBackup whether it is a {@code backup} server
 * @param slowStartMillis how long it takes from down to its full share; 0 for at once
 * @param isDisabled whether it starts in maintenance
 * @param health when it counts as up or down
 */
public record ServerPolicy(
    int weight,
    ServerLimits limits,
    int tier,
    boolean isBackup,
    long slowStartMillis,
    boolean isDisabled,
    HealthPolicy health) {
  /** The greatest weight. */
  public static final int MAX_WEIGHT = 256;

  /** A server line without keywords. */
  public static final ServerPolicy DEFAULT =
      new ServerPolicy(1, ServerLimits.NONE, 1, false, 0, false, HealthPolicy.UNCHECKED);

  public ServerPolicy {
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: 0 to 256)");
    }
    if (tier < 1) {
      throw new IllegalArgumentException("tier: " + tier + " (expected: >= 1)");
    }
  }

  /** This policy with another weight. */
  public ServerPolicy withWeight(int weight) {
    return new ServerPolicy(weight, limits, tier, isBackup, slowStartMillis, isDisabled, health);
  }

  /** This policy with other limits. */
  public ServerPolicy withLimits(ServerLimits limits) {
    return new ServerPolicy(weight, limits, tier, isBackup, slowStartMillis, isDisabled, health);
  }

  /** This policy in another tier. */
  public ServerPolicy withTier(int tier) {
    return new ServerPolicy(weight, limits, tier, isBackup, slowStartMillis, isDisabled, health);
  }

  /** This policy as a backup server's. */
  public ServerPolicy asBackup() {
    return new ServerPolicy(weight, limits, tier, true, slowStartMillis, isDisabled, health);
  }

  /** This policy with another slow start. */
  public ServerPolicy withSlowStart(long millis) {
    return new ServerPolicy(weight, limits, tier, isBackup, millis, isDisabled, health);
  }

  /** This policy starting in maintenance. */
  public ServerPolicy disabled() {
    return new ServerPolicy(weight, limits, tier, isBackup, slowStartMillis, true, health);
  }

  /** This policy with other rules of health. */
  public ServerPolicy withHealth(HealthPolicy health) {
    return new ServerPolicy(weight, limits, tier, isBackup, slowStartMillis, isDisabled, health);
  }
}
