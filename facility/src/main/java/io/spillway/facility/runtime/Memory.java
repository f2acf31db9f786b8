package io.spillway.facility.runtime;

import io.spillway.facility.agreement.Ledger;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.exchange.VoterState.Instruction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a voter must not forget: its votes, the verdicts it knows and what operators decided.
 * Confined to the runtime's thread.
 */
final class Memory {
  private final StateFile file;
  private final FacilityEvent.Listener listener;
  private KeptState kept = KeptState.EMPTY;
  private boolean failed;

  Memory(Path file, FacilityEvent.Listener listener) {
    this.file = new StateFile(file);
    this.listener = listener;
  }

  /**
   * Takes what the file holds now.
   *
   * @param writes whether to write it once, too: who cannot write it cannot vote
   * @throws IOException when that is not possible; the message says which file, and why
   */
  void recall(boolean writes) throws IOException {
    try {
      kept = file.read();
      if (writes) {
        file.write(kept);
      }
    } catch (IOException e) {
      throw new IOException("state file " + file.path() + " cannot be used: " + e, e);
    }
  }

  /** What is known of {@code name} for certain, even after a fall. */
  Ledger ledger(String name) {
    return kept.ledgers().getOrDefault(name, Ledger.EMPTY);
  }

  /** All ledgers; those of names that are configured no more, too. */
  Map<String, Ledger> ledgers() {
    return kept.ledgers();
  }

  /** What operators decided. */
  Map<String, Instruction> orders() {
    return kept.orders();
  }

  /** Writes {@code now} down if it is new; false where that fails, and nothing may be sent. */
  boolean keep(KeptState now) {
    if (now.equals(kept)) {
      return true;
    }
    try {
      file.write(now);
      kept = now;
      failed = false;
      return true;
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        listener.happened(
            new FacilityEvent.StateNotWritten(file.path().toString(), String.valueOf(e)));
      }
      return false;
    }
  }
}
