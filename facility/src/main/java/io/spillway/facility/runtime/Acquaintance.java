package io.spillway.facility.runtime;

import java.util.Map;
import java.util.Set;

/**
 * Who hears whom, as one voter knows it. Immutable.
 *
 * @param hears for each voter that this one hears, itself included, whom that voter hears
 * @param until the moment of {@link System#nanoTime} until which this holds without further words
 */
public record Acquaintance(Map<String, Set<String>> hears, long until) {
  /** Nothing is known. */
  static final Acquaintance NONE = new Acquaintance(Map.of(), System.nanoTime());

  public Acquaintance {
    hears = Map.copyOf(hears);
  }
}
