package io.spillway.ops.runtime;

import io.spillway.net.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * A {@code stats socket} line. Immutable.
 *
 * @param endpoint where to listen
 * @param level what connections may do
 * @param mode the socket file's permissions, as in {@code 0660}, or -1 for what the umask gives
 * @param user the socket file's owner by name, or null
 * @param group the socket file's group by name, or null
 * @param timeoutSeconds how long a connection may be silent: {@code stats timeout}
 * @param exposesListeners whether the listening sockets are given to who asks for them
 */
public record SocketSettings(
    Endpoint endpoint,
    Level level,
    int mode,
    @Nullable String user,
    @Nullable String group,
    int timeoutSeconds,
    boolean exposesListeners) {
  /** How long a connection may be silent where the configuration says nothing, in seconds. */
  public static final int DEFAULT_TIMEOUT = 10;
}
