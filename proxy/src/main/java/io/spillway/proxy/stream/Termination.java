package io.spillway.proxy.stream;

/**
 * How and when a stream ended: the first two characters of HAProxy's termination state
 * (configuration manual, "Session state at disconnection"). What is recorded first stays. Confined
 * to the stream's loop.
 */
public final class Termination {
  /** The first character: who or what ended it. */
  public enum Cause {
    NONE('-'),
    CLIENT_ABORT('C'),
    SERVER_ABORT('S'),
    PROXY_DENIED('P'),
    LOCAL('L'),
    RESOURCE('R'),
    INTERNAL('I'),
    SERVER_DOWN('D'),
    BACKUP_ENDED('U'),
    KILLED('K'),
    CLIENT_TIMEOUT('c'),
    SERVER_TIMEOUT('s');

    private final char letter;

    Cause(char letter) {
      this.letter = letter;
    }

    /** The letter in the log. */
    public char letter() {
      return letter;
    }

    /** The cause that {@code failure} is told as. */
    static Cause of(Failure failure) {
      return switch (failure.kind()) {
        case CLOSED, NO_SERVER, QUEUE_FULL ->
            failure.side() == Failure.Side.CLIENT ? CLIENT_ABORT : SERVER_ABORT;
        case TIMEOUT -> failure.side() == Failure.Side.CLIENT ? CLIENT_TIMEOUT : SERVER_TIMEOUT;
        case MALFORMED, DENIED -> PROXY_DENIED;
        case EXHAUSTED -> RESOURCE;
        case SERVER_DOWN -> Cause.SERVER_DOWN;
        case SERVER_UP -> BACKUP_ENDED;
        case KILLED -> Cause.KILLED;
      };
    }
  }

  /** The second character: what the stream was doing. */
  public enum Phase {
    NONE('-'),
    REQUEST('R'),
    QUEUE('Q'),
    CONNECT('C'),
    HEADERS('H'),
    DATA('D'),
    LAST_DATA('L'),
    TARPIT('T');

    private final char letter;

    Phase(char letter) {
      this.letter = letter;
    }

    /** The letter in the log. */
    public char letter() {
      return letter;
    }

    /** What a stream was doing that got no server because of {@code failure}. */
    static Phase of(Failure failure) {
      return failure == Failure.QUEUE_TIMEOUT || failure == Failure.QUEUE_FULL ? QUEUE : CONNECT;
    }
  }

  private Cause cause = Cause.NONE;
  private Phase phase = Phase.NONE;

  /** Forgets everything, for the next stream. */
  public void reset() {
    cause = Cause.NONE;
    phase = Phase.NONE;
  }

  /** Records the end, unless one was recorded before. */
  public void set(Cause newCause, Phase newPhase) {
    if (cause == Cause.NONE && phase == Phase.NONE) {
      cause = newCause;
      phase = newPhase;
    }
  }

  /** Whether an end was recorded. */
  public boolean isSet() {
    return cause != Cause.NONE || phase != Phase.NONE;
  }

  /** Who ended it. */
  public Cause cause() {
    return cause;
  }

  /** What it was doing. */
  public Phase phase() {
    return phase;
  }
}
