package io.spillway.facility.runtime;

import java.util.Map;
import java.util.Set;

/**
 * Who hears whom, as one voter knows it. Immutable.
 *
 * @param hears for each voter that this one hears, itself included, whom that voter hears
 * @param standBack those of them that do not reach a provider, see {@link
 *     io.spillway.facility.provider.election.WriterElection#cannotWrite}
 * @param until the moment of {@link System#nanoTime} until which this holds without further words
 */
public record Acquaintance(Map<String, Set<String>> hears, Set<String> standBack, long until) {
  /** Nothing is known. */
  static final Acquaintance NONE = new Acquaintance(Map.of(), Set.of(), System.nanoTime());

  public Acquaintance {
    hears = Map.copyOf(hears);
    standBack = Set.copyOf(standBack);
  }
}
