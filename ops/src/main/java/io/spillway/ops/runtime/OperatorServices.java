package io.spillway.ops.runtime;

import io.spillway.ops.acme.AcmeService;
import io.spillway.ops.alert.AlertService;
import io.spillway.ops.facility.FacilityServices;
import io.spillway.ops.watch.ProcessWatches;
import org.jspecify.annotations.Nullable;

/**
 * What a process does beside carrying traffic, for commands to ask. Immutable.
 *
 * @param facility what it does for facilities
 * @param alerts what it tells operators, or null
 * @param processes the processes that it watches, or null
 * @param acme the certificates that it obtains, or null
 */
public record OperatorServices(
    FacilityServices facility,
    @Nullable AlertService alerts,
    @Nullable ProcessWatches processes,
    @Nullable AcmeService acme) {
  /** Nothing. */
  public static final OperatorServices NONE =
      new OperatorServices(FacilityServices.NONE, null, null, null);
}
