package io.spillway.net;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the packets of a connection bear, for the kernel's routing and for the network; with epoll
 * alone. Immutable.
 *
 * @param mark the mark ({@code SO_MARK}), 32 bits, or null for none
 * @param trafficClass the type of service, 0 to 255, or null for the system's
 */
public record PacketMarks(@Nullable Integer mark, @Nullable Integer trafficClass) {
  /** None. */
  public static final PacketMarks NONE = new PacketMarks(null, null);

  /** Whether packets bear nothing of their own. */
  public boolean isNone() {
    return mark == null && trafficClass == null;
  }

  /** These with another mark. */
  public PacketMarks withMark(int newMark) {
    return new PacketMarks(newMark, trafficClass);
  }

  /** These with another type of service, 0 to 255. */
  public PacketMarks withTrafficClass(int value) {
    return new PacketMarks(mark, value);
  }

  /** Sets them on a socket; what the kernel refuses, for want of a right, is left out. */
  void apply(SocketCalls calls, int descriptor, InetSocketAddress peer) {
    if (mark != null) {
      KernelOptions.mark(calls, descriptor, mark);
    }
    if (trafficClass != null) {
      KernelOptions.trafficClass(calls, descriptor, peer, trafficClass);
    }
  }
}
