package io.spillway.proxy.peer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * From whom a process that has just begun learns what the others know ({@code doc/peers-v2.0.txt},
 * "Initial full resync process"): from the process that it replaces, or else from any other that is
 * connected. Confined to the peers' loop.
 */
final class Resync {
  /** How long each step waits for somebody to teach, or for the next word of a teacher. */
  static final long PATIENCE_MILLIS = 5000;

  /** What is being waited for. */
  enum State {
    /** The process before this one. */
    PREDECESSOR,
    /** A peer that teaches. */
    PEER,
    /** Nothing: this process knows what there is to know, or nobody told in time. */
    DONE
  }

  private final List<RemotePeer> peers;
  private final RandomGenerator random;
  private State state;
  private boolean learned;
  private long deadline;
  private @Nullable RemotePeer teacher;

  /**
   * Begins at {@code now}, milliseconds of the loop's clock.
   *
   * @param followsAnother whether there may be a process that this one replaces
   */
  Resync(List<RemotePeer> peers, RandomGenerator random, boolean followsAnother, long now) {
    this.peers = peers;
    this.random = random;
    this.state = followsAnother ? State.PREDECESSOR : State.PEER;
    this.deadline = now + PATIENCE_MILLIS;
  }

  State state() {
    return state;
  }

  /** Whether this process is taken to know all that others know. */
  boolean isUpToDate() {
    return state == State.DONE;
  }

  /** Milliseconds until the present step is given up; 0 or less where there is none. */
  long remaining(long now) {
    return deadline - now;
  }

  /** The predecessor is here and teaches, unasked. */
  void predecessorCame(RemotePeer local, long now) {
    if (state == State.PREDECESSOR) {
      teacher = local;
      deadline = now + PATIENCE_MILLIS;
    }
  }

  /** Something came from {@code peer}. */
  void heard(RemotePeer peer, long now) {
    if (teacher == peer) {
      deadline = now + PATIENCE_MILLIS;
    }
  }

  /** A lesson by {@code peer} is over. */
  void taught(RemotePeer peer, boolean isComplete, long now) {
    if (isComplete) {
      learned = true;
      state = State.DONE;
      dismiss(null);
    } else if (teacher == peer) {
      peer.taughtInPart = true;
      dismiss(peer);
      deadline = now + PATIENCE_MILLIS;
      if (peer.isLocal()) {
        state = State.PEER;
      }
    }
  }

  /** The connection to {@code peer} is over. */
  void lost(RemotePeer peer, long now) {
    if (teacher == peer) {
      dismiss(peer);
      deadline = now + PATIENCE_MILLIS;
    }
  }

  private void dismiss(@Nullable RemotePeer peer) {
    RemotePeer before = teacher;
    if (before != null && (peer == null || before == peer)) {
      before.isTeacher = false;
      teacher = null;
    }
  }

  /** What is due at {@code now}: gives up who did not come, and asks a peer to teach. */
  void tick(long now) {
    if (state == State.PREDECESSOR && now >= deadline) {
      dismiss(null);
      state = State.PEER;
      deadline = now + PATIENCE_MILLIS;
    }
    if (state == State.PEER && now >= deadline) {
      RemotePeer silent = teacher;
      if (silent != null) {
        silent.taughtInPart = true;
        dismiss(silent);
        deadline = now + PATIENCE_MILLIS;
      } else {
        state = State.DONE;
      }
    }
    // Who was not there in time may still teach when it comes, as long as nobody did.
    if (teacher == null && (state == State.PEER || state == State.DONE && !learned)) {
      ask(now);
    }
  }

  private void ask(long now) {
    List<RemotePeer> able =
        peers.stream().filter(peer -> peer.isConnected() && !peer.taughtInPart).toList();
    if (able.isEmpty()) {
      return;
    }
    RemotePeer chosen = able.get(random.nextInt(able.size()));
    PeerSession session = chosen.session();
    if (session != null) {
      teacher = chosen;
      chosen.isTeacher = true;
      deadline = now + PATIENCE_MILLIS;
      session.send(Wire.CONTROL, Wire.RESYNC_REQUEST);
    }
  }
}
