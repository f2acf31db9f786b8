package io.spillway.proxy.definition;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gives servers the tier of the facility that they stand in, for {@code tiers by-facility}.
 * Immutable.
 */
public interface FacilityTiers {
  /** Where no facilities are configured. */
  FacilityTiers NONE =
      new FacilityTiers() {
        @Override
        public String problem(String name) {
          return "there are no facilities (expected: sections 'facility' and 'dns-failover').";
        }

        @Override
        public int tier(String name, InetAddress address) {
          return 1;
        }
      };

  /**
   * Why the order of facilities of a public name cannot be used; null where it can.
   *
   * @param name the name, or the empty string for the only one there is
   */
  @Nullable String problem(String name);

  /**
   * The tier of a server at {@code address}: 1 in the first facility of the order, 2 in the next …;
   * behind them all where it stands in none.
   *
   * @param name a name without a {@link #problem}
   */
  int tier(String name, InetAddress address);
}
