package io.spillway.net;

/**
 * How a {@link Listener} gets its socket. Immutable, but for the sockets that are handed over.
 *
 * @param backlog how many connections may wait to be accepted, at least 1
 * @param socket what else is asked of the socket
 * @param file who may connect to a unix socket
 * @param handedOver sockets of another process, which are taken rather than bound anew
 */
public record Listening(
    int backlog, ListeningOptions socket, UnixSocketFile file, HandedOverSockets handedOver) {
  /** On a socket of its own; a unix socket's file as the system makes it. */
  public static Listening anew(int backlog) {
    return new Listening(
        backlog, ListeningOptions.SYSTEM, new UnixSocketFile(-1, "", ""), HandedOverSockets.none());
  }
}
