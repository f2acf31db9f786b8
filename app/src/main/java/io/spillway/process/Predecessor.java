package io.spillway.process;

import io.spillway.config.Severity;
import io.spillway.net.HandedOverSockets;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The process that this one replaces, and goes on from. Confined to the main thread. */
public interface Predecessor {
  /** There is none. */
  Predecessor NONE = new None();

  /** The command that asks a process for what it knows. */
  String STATE_COMMAND = "_getstate";

  /**
   * Takes its listening sockets.
   *
   * @throws StartException when there shall be some and they cannot be had
   */
  HandedOverSockets sockets(Announcer announcer) throws StartException;

  /**
   * What it answers when it is asked for what it knows, which may be anything where it is another
   * program; null where nobody can be asked. To be closed.
   *
   * @throws IOException when it does not answer
   */
  @Nullable InputStream state() throws IOException;

  /**
   * The arguments of the virtual machine by which a worker finds the connections to the one before.
   */
  static String[] arguments(int sockets, int state) {
    return new String[] {"-Dspillway.sockets=" + sockets, "-Dspillway.state=" + state};
  }

  /** The worker before this one, where a master gave connections to it; else {@code other}. */
  static Predecessor ofProcess(Predecessor other) {
    Integer sockets = Integer.getInteger("spillway.sockets");
    Integer state = Integer.getInteger("spillway.state");
    return sockets == null || state == null ? other : new FormerWorker(sockets, state);
  }

  /**
   * The process that answers on a stats socket ({@code -x}); without a path, or for {@code
   * /dev/null}, there is none.
   */
  static Predecessor of(@Nullable String path) {
    return path == null || path.equals("/dev/null") ? NONE : new Replaced(path);
  }

  /** No process. */
  record None() implements Predecessor {
    @Override
    public HandedOverSockets sockets(Announcer announcer) {
      return HandedOverSockets.none();
    }

    @Override
    public @Nullable InputStream state() {
      return null;
    }
  }

  /**
   * A worker of the same master.
   *
   * @param socketConnection the descriptor of a connection to ask for sockets on
   * @param stateConnection the descriptor of one to ask for the state on
   */
  record FormerWorker(int socketConnection, int stateConnection) implements Predecessor {
    @Override
    public HandedOverSockets sockets(Announcer announcer) throws StartException {
      try {
        return SocketHandover.takeFrom(socketConnection);
      } catch (SystemCallException e) {
        throw new StartException(
            "Failed to get the sockets from the worker before: " + e.getMessage());
      }
    }

    @Override
    public InputStream state() throws IOException {
      return StateRequest.send(stateConnection);
    }
  }

  /**
   * A process with a stats socket.
   *
   * @param path the stats socket
   */
  record Replaced(String path) implements Predecessor {
    @Override
    public HandedOverSockets sockets(Announcer announcer) throws StartException {
      try {
        return SocketHandover.takeFrom(path);
      } catch (SystemCallException e) {
        announcer.tell(
            Severity.WARNING,
            "Unable to get listening sockets from the old process on '"
                + path
                + "': "
                + e.getMessage());
        throw new StartException("Failed to get the sockets from the old process!");
      }
    }

    @Override
    public InputStream state() throws IOException {
      return StateRequest.send(path);
    }
  }
}
