package io.spillway.facility.runtime;

import io.spillway.facility.agreement.Ledger;
import io.spillway.facility.exchange.VoterState.Instruction;
import java.util.Map;

/**
 * What must survive a restart. Immutable.
 *
 * @param ledgers for each name what this voter promised, voted for and knows to be agreed
 * @param orders what operators decided about facilities
 */
record KeptState(Map<String, Ledger> ledgers, Map<String, Instruction> orders) {
  static final KeptState EMPTY = new KeptState(Map.of(), Map.of());

  KeptState {
    ledgers = Map.copyOf(ledgers);
    orders = Map.copyOf(orders);
  }
}
