package io.spillway.facility.agreement;

/**
 * One attempt to reach agreement. Immutable; later ballots are greater.
 *
 * @param number from 0
 * @param voter whose attempt it is; decides between equal numbers
 */
public record Ballot(long number, String voter) implements Comparable<Ballot> {
  /** Before all others. */
  public static final Ballot NONE = new Ballot(0, "");

  @Override
  public int compareTo(Ballot other) {
    int byNumber = Long.compare(number, other.number);
    return byNumber != 0 ? byNumber : voter.compareTo(other.voter);
  }
}
