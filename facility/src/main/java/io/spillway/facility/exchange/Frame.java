package io.spillway.facility.exchange;

import io.spillway.facility.agreement.Message;

/** What one side of a connection sends at once. Immutable. */
sealed interface Frame {
  /**
   * Who speaks: the first frame of either side.
   *
   * @param voter its name
   * @param voters a digest of the names of all voters that it knows, see {@link Voters#digest}
   */
  record Introduction(String voter, long voters) implements Frame {}

  /**
   * What the voter sees and concludes.
   *
   * @param sequence counts on this connection, from 0
   */
  record State(long sequence, VoterState state) implements Frame {}

  /** A part of reaching an agreement. */
  record Agreement(Message message) implements Frame {}

  /** The other side's state was received. */
  record Received(long sequence) implements Frame {}
}
