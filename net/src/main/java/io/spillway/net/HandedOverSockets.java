package io.spillway.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets of another process, which this one takes for its own listeners. What nobody has
 * taken is closed at the end. Confined to the thread that starts the listeners.
 */
public final class HandedOverSockets implements AutoCloseable {
  /** What HAProxy and Spillway add to a path while they bind. */
  private static final Pattern TEMPORARY = Pattern.compile("\\.\\d+\\.tmp$");

  private record Socket(int descriptor, Endpoint address) {}

  private final List<Socket> sockets = new ArrayList<>();
  private final IntConsumer close;

  /**
   * None yet.
   *
   * @param close closes a descriptor
   */
  public HandedOverSockets(IntConsumer close) {
    this.close = close;
  }

  /** No sockets at all. */
  public static HandedOverSockets none() {
    return new HandedOverSockets(_ -> {});
  }

  /**
   * A socket that was handed over.
   *
   * @param address what it is bound to, as the kernel says
   */
  public void add(int descriptor, Endpoint address) {
    sockets.add(new Socket(descriptor, address));
  }

  /** How many nobody has taken. */
  public int size() {
    return sockets.size();
  }

  /**
   * Takes the first that listens on {@code endpoint}: its descriptor, or -1 where there is none.
   */
  int take(Endpoint endpoint) {
    for (Iterator<Socket> all = sockets.iterator(); all.hasNext(); ) {
      Socket socket = all.next();
      if (fits(endpoint, socket.address())) {
        all.remove();
        return socket.descriptor();
      }
    }
    return -1;
  }

  private static boolean fits(Endpoint wanted, Endpoint bound) {
    return switch (wanted) {
      case Endpoint.Unix unix ->
          bound instanceof Endpoint.Unix other
              && unix.isAbstract() == other.isAbstract()
              && unix.path().equals(plain(other));
      case Endpoint.Inet inet ->
          bound instanceof Endpoint.Inet other
              && inet.port() != 0
              && inet.port() == other.port()
              && fits(inet, other.address());
      case Endpoint.Descriptor _ -> false;
    };
  }

  private static String plain(Endpoint.Unix bound) {
    return bound.isAbstract() ? bound.path() : TEMPORARY.matcher(bound.path()).replaceFirst("");
  }

  private static boolean fits(Endpoint.Inet wanted, @Nullable InetAddress bound) {
    if (wanted.address() != null) {
      return wanted.address().equals(bound);
    }
    return bound != null
        && bound.isAnyLocalAddress()
        && bound instanceof Inet6Address == (wanted.family() == Endpoint.Family.IPV6);
  }

  @Override
  public void close() {
    sockets.forEach(socket -> close.accept(socket.descriptor()));
    sockets.clear();
  }
}
