package io.spillway.facility.exchange;

import io.spillway.facility.agreement.Message;

/** Hears what other voters say; thread-safe, does not block. */
public interface ExchangeListener {
  /**
   * {@code voter} says what it sees and concludes.
   *
   * @param epoch of the connection, see {@link Exchange#reset}
   */
  void heard(String voter, VoterState state, long epoch);

  /** {@code voter} says something about an agreement. */
  void heard(String voter, Message message);

  /** A connection was refused; the same is told once in a while only. */
  void refused(String from, String reason);
}
