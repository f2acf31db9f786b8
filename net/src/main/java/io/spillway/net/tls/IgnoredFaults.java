package io.spillway.net.tls;

import java.util.List;
import java.util.Set;

/**
 * What may be wrong with a client's certificates without ending the handshake (configuration
 * manual, {@code crt-ignore-err} and {@code ca-ignore-err}). Immutable.
 *
 * @param own errors of the client's own certificate, as OpenSSL numbers them
 * @param issuers errors of the others
 */
public record IgnoredFaults(Set<Integer> own, Set<Integer> issuers) {
  /** Stands for all errors. */
  public static final Set<Integer> ALL = Set.of(-1);

  /** Nothing may be wrong. */
  public static final IgnoredFaults NONE = new IgnoredFaults(Set.of(), Set.of());

  public IgnoredFaults {
    own = Set.copyOf(own);
    issuers = Set.copyOf(issuers);
  }

  boolean isNone() {
    return own.isEmpty() && issuers.isEmpty();
  }

  /** Whether whatever may be wrong is ignored. */
  boolean isAll() {
    return own.equals(ALL) && issuers.equals(ALL);
  }

  /** Whether all of {@code faults} are ignored. */
  boolean cover(List<ChainFault> faults) {
    return faults.stream().allMatch(this::covers);
  }

  private boolean covers(ChainFault fault) {
    Set<Integer> ignored = fault.depth() == 0 ? own : issuers;
    return ignored.equals(ALL) || ignored.contains(fault.error());
  }
}
