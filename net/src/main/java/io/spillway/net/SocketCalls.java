package io.spillway.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Linux on TCP sockets by their descriptors. Netty's classes make them too, but ask
 * the kernel about each socket's family first. The numbers and layouts are those of 64-bit machines
 * (tcp(7), ip(7), ipv6(7)). None waits. Confined to one loop, whose memory it has for arguments.
 */
final class SocketCalls {
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_KEEPALIVE = 9;
  static final int SO_BINDTODEVICE = 25;
  static final int IPPROTO_IP = 0;
  static final int IP_TTL = 2;
  static final int IP_TRANSPARENT = 19;
  static final int IP_BIND_ADDRESS_NO_PORT = 24;
  static final int IPPROTO_TCP = 6;
  static final int TCP_NODELAY = 1;
  static final int TCP_KEEPIDLE = 4;
  static final int TCP_KEEPINTVL = 5;
  static final int TCP_KEEPCNT = 6;
  static final int TCP_USER_TIMEOUT = 18;
  static final int TCP_REPAIR = 19;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_UNICAST_HOPS = 16;
  static final int IPV6_TRANSPARENT = 75;

  private static final int SO_ERROR = 4;
  private static final int SO_LINGER = 13;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;
  private static final int SHUT_WR = 1;
  private static final int INET_LENGTH = 16;
  private static final int INET6_LENGTH = 28;
  private static final int ADDRESS_LENGTH = 128;
  private static final int MOST_VALUE = 256;
  private static final int EINPROGRESS = 115;
  private static final int ECONNREFUSED = 111;
  private static final int ETIMEDOUT = 110;
  private static final int EHOSTUNREACH = 113;
  private static final int ENETUNREACH = 101;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERROR =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = call("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = call("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SHUTDOWN = call("shutdown", JAVA_INT, JAVA_INT);
  private static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private static final ValueLayout.OfShort NETWORK_SHORT =
      JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int MOST_MESSAGE = 256;

  private final MemorySegment state;
  private final MemorySegment address;
  private final MemorySegment value;
  private final MemorySegment length;

  SocketCalls() {
    // Of all arenas the only one whose memory is not guarded at each call. Loops last as long.
    Arena arena = Arena.global();
    state = arena.allocate(Linker.Option.captureStateLayout());
    address = arena.allocate(ADDRESS_LENGTH, Long.BYTES);
    value = arena.allocate(MOST_VALUE, Long.BYTES);
    length = arena.allocate(JAVA_INT);
  }

  private static MethodHandle call(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        ERRNO);
  }

  private static IllegalStateException impossible(Throwable thrown) {
    return new IllegalStateException(thrown);
  }

  private int errno() {
    return (int) ERROR.get(state, 0L);
  }

  /**
   * A socket for TCP that does not wait and is nobody's heir.
   *
   * @throws IOException where the system has none left
   */
  int streamSocket(InetAddress peer) throws IOException {
    int result;
    try {
      result =
          (int)
              SOCKET.invokeExact(
                  state,
                  peer instanceof Inet4Address ? AF_INET : AF_INET6,
                  STREAM_NONBLOCK_CLOEXEC,
                  0);
    } catch (Throwable e) {
      throw impossible(e);
    }
    return checked("socket", result);
  }

  /** Gives the socket an address of its own. */
  void bind(int descriptor, InetSocketAddress to) throws IOException {
    int size = put(to);
    int result;
    try {
      result = (int) BIND.invokeExact(state, descriptor, address, size);
    } catch (Throwable e) {
      throw impossible(e);
    }
    checked("bind", result);
  }

  /** Begins to connect: true where that is all, false where the kernel will tell. */
  boolean connect(int descriptor, InetSocketAddress peer) throws IOException {
    int size = put(peer);
    int result;
    try {
      result = (int) CONNECT.invokeExact(state, descriptor, address, size);
    } catch (Throwable e) {
      throw impossible(e);
    }
    if (result == 0) {
      return true;
    }
    int error = errno();
    if (error == EINPROGRESS) {
      return false;
    }
    throw failure("connect", error, peer);
  }

  /** Why the socket failed, or null where it did not; to be asked once. */
  @Nullable IOException failure(int descriptor, InetSocketAddress peer) {
    length.set(JAVA_INT, 0, Integer.BYTES);
    int result;
    try {
      result = (int) GETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, SO_ERROR, value, length);
    } catch (Throwable e) {
      throw impossible(e);
    }
    int error = result < 0 ? errno() : value.get(JAVA_INT, 0);
    return error == 0 ? null : failure("connect", error, peer);
  }

  /** Ends what is sent; a connection that is no more has nothing to end. */
  void shutdownOutput(int descriptor) {
    try {
      int ignored = (int) SHUTDOWN.invokeExact(state, descriptor, SHUT_WR);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Has closing reset the connection. */
  void resetOnClose(int descriptor) {
    value.set(JAVA_INT, 0, 1);
    value.set(JAVA_INT, Integer.BYTES, 0);
    setValue(descriptor, SOL_SOCKET, SO_LINGER, 2 * Integer.BYTES);
  }

  /** Sets an option that is a number; false where the kernel refuses. */
  boolean set(int descriptor, int level, int option, int number) {
    value.set(JAVA_INT, 0, number);
    return setValue(descriptor, level, option, Integer.BYTES) == 0;
  }

  /**
   * Sets an option that is a number.
   *
   * @throws IOException where the kernel refuses
   */
  void demand(int descriptor, int level, int option, int number) throws IOException {
    value.set(JAVA_INT, 0, number);
    checked("setsockopt", setValue(descriptor, level, option, Integer.BYTES));
  }

  /**
   * Sets an option that is not a number.
   *
   * @param bytes at most 256
   * @throws IOException where the kernel refuses
   */
  void demand(int descriptor, int level, int option, byte[] bytes) throws IOException {
    MemorySegment.copy(bytes, 0, value, JAVA_BYTE, 0, bytes.length);
    checked("setsockopt", setValue(descriptor, level, option, bytes.length));
  }

  /** An option's value of at most 256 bytes; null where there is none. */
  byte @Nullable [] ask(int descriptor, int level, int option) {
    length.set(JAVA_INT, 0, MOST_VALUE);
    int result;
    try {
      result = (int) GETSOCKOPT.invokeExact(state, descriptor, level, option, value, length);
    } catch (Throwable e) {
      throw impossible(e);
    }
    int size = length.get(JAVA_INT, 0);
    return result < 0 || size == 0 ? null : value.asSlice(0, size).toArray(JAVA_BYTE);
  }

  /** Has the socket use one network interface. */
  void bindToInterface(int descriptor, String name) throws IOException {
    demand(descriptor, SOL_SOCKET, SO_BINDTODEVICE, (name + '\0').getBytes(StandardCharsets.UTF_8));
  }

  private int setValue(int descriptor, int level, int option, int size) {
    try {
      return (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, size);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The socket's own address, or null where it has none any more. */
  @Nullable InetSocketAddress localAddress(int descriptor) {
    length.set(JAVA_INT, 0, ADDRESS_LENGTH);
    int result;
    try {
      result = (int) GETSOCKNAME.invokeExact(state, descriptor, address, length);
    } catch (Throwable e) {
      throw impossible(e);
    }
    return result < 0 ? null : take();
  }

  private int put(InetSocketAddress from) {
    address.fill((byte) 0);
    byte[] bytes = from.getAddress().getAddress();
    address.set(NETWORK_SHORT, 2, (short) from.getPort());
    if (from.getAddress() instanceof Inet6Address version6) {
      address.set(JAVA_SHORT, 0, (short) AF_INET6);
      MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 8, bytes.length);
      address.set(JAVA_INT, 24, version6.getScopeId());
      return INET6_LENGTH;
    }
    address.set(JAVA_SHORT, 0, (short) AF_INET);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 4, bytes.length);
    return INET_LENGTH;
  }

  private @Nullable InetSocketAddress take() {
    boolean version6 = address.get(JAVA_SHORT, 0) == AF_INET6;
    int port = Short.toUnsignedInt(address.get(NETWORK_SHORT, 2));
    byte[] bytes = new byte[version6 ? 16 : 4];
    MemorySegment.copy(address, JAVA_BYTE, version6 ? 8 : 4, bytes, 0, bytes.length);
    try {
      int scope = version6 ? address.get(JAVA_INT, 24) : 0;
      return new InetSocketAddress(
          scope == 0
              ? InetAddress.getByAddress(bytes)
              : Inet6Address.getByAddress(null, bytes, scope),
          port);
    } catch (UnknownHostException e) {
      throw impossible(e);
    }
  }

  private int checked(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + text(errno()));
    }
    return result;
  }

  private static IOException failure(String call, int error, InetSocketAddress peer) {
    String message = call + ": " + text(error) + ": " + peer;
    return switch (error) {
      case ECONNREFUSED, ETIMEDOUT -> new ConnectException(message);
      case EHOSTUNREACH, ENETUNREACH -> new NoRouteToHostException(message);
      default -> new IOException(message);
    };
  }

  private static String text(int error) {
    try {
      return ((MemorySegment) STRERROR.invokeExact(error)).reinterpret(MOST_MESSAGE).getString(0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }
}
