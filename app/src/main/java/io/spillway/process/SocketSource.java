package io.spillway.process;

import io.spillway.config.Severity;
import io.spillway.net.HandedOverSockets;
import org.jspecify.annotations.Nullable;

/** Where listening sockets come from that exist already. */
@FunctionalInterface
public interface SocketSource {
  /**
   * Takes them.
   *
   * @throws StartException when there shall be some and they cannot be had
   */
  HandedOverSockets take(Announcer announcer) throws StartException;

  /** The argument of the virtual machine by which a worker finds the connection to the old one. */
  static String argument(int descriptor) {
    return "-Dspillway.sockets=" + descriptor;
  }

  /** The worker before this one, where a master gave a connection to it; else {@code other}. */
  static SocketSource ofProcess(SocketSource other) {
    Integer descriptor = Integer.getInteger("spillway.sockets");
    if (descriptor == null) {
      return other;
    }
    return _ -> {
      try {
        return SocketHandover.takeFrom(descriptor);
      } catch (SystemCallException e) {
        throw new StartException(
            "Failed to get the sockets from the worker before: " + e.getMessage());
      }
    };
  }

  /**
   * The process that answers on a stats socket ({@code -x}); without a path, or for {@code
   * /dev/null}, there are none.
   */
  static SocketSource of(@Nullable String path) {
    if (path == null || path.equals("/dev/null")) {
      return _ -> HandedOverSockets.none();
    }
    return announcer -> {
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
    };
  }
}
