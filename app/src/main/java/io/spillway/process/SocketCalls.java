package io.spillway.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.spillway.net.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of the C library on sockets by their descriptors: what they are bound to, and messages
 * that carry descriptors (unix(7), SCM_RIGHTS). The numbers and layouts are those of Linux on
 * 64-bit machines. All wait. Thread-safe.
 */
final class SocketCalls {
  /** The most descriptors that one message carries, as HAProxy has it. */
  static final int MAX_DESCRIPTORS = 252;

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int STREAM = 1;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int STREAM_CLOSE_ON_EXEC = STREAM | CLOSE_ON_EXEC;
  private static final int SHUT_WRITE = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_LINGER = 13;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SCM_RIGHTS = 1;
  private static final int NO_SIGNAL = 0x4000;
  private static final int RECEIVED_CLOSE_ON_EXEC = 0x40000000;
  private static final int ADDRESS_SIZE = 128;
  private static final int PATH_OFFSET = 2;
  private static final int CONTROL_HEAD = 16;
  private static final int MESSAGE_SIZE = 56;

  /** Bytes, and the descriptors that came with them. */
  record Message(byte[] bytes, List<Integer> descriptors) {}

  private SocketCalls() {}

  /** Connects to a unix socket; receiving then fails after {@code timeoutSeconds} of silence. */
  static int connect(String path, int timeoutSeconds) throws SystemCallException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= ADDRESS_SIZE - PATH_OFFSET - 18) {
      throw new SystemCallException("the path is too long for a unix socket");
    }
    int socket =
        SystemCalls.invoke(
            "socket",
            SystemCalls.of(JAVA_INT, JAVA_INT, JAVA_INT),
            AF_UNIX,
            STREAM_CLOSE_ON_EXEC,
            0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, JAVA_BYTE, PATH_OFFSET, name.length);
      SystemCalls.invoke(
          "connect",
          SystemCalls.of(JAVA_INT, ADDRESS, JAVA_INT),
          socket,
          address,
          PATH_OFFSET + name.length + 1);
      limitSilence(socket, timeoutSeconds);
      return socket;
    } catch (SystemCallException e) {
      SystemCalls.close(socket);
      throw e;
    }
  }

  /** From now on, receiving fails after {@code timeoutSeconds} of silence. */
  static void limitSilence(int socket, int timeoutSeconds) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timeout = arena.allocateFrom(JAVA_LONG, timeoutSeconds, 0);
      SystemCalls.invoke(
          "setsockopt",
          SystemCalls.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
          socket,
          SOL_SOCKET,
          SO_RCVTIMEO,
          timeout,
          (int) timeout.byteSize());
    }
  }

  /** Waits for a connection to a socket that listens; children do not inherit it. */
  static int accept(int listener) throws SystemCallException {
    return SystemCalls.invoke(
        "accept4",
        SystemCalls.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
        listener,
        MemorySegment.NULL,
        MemorySegment.NULL,
        CLOSE_ON_EXEC);
  }

  /** Says that nothing more will be sent. */
  static void endOutput(int socket) throws SystemCallException {
    SystemCalls.invoke("shutdown", SystemCalls.of(JAVA_INT, JAVA_INT), socket, SHUT_WRITE);
  }

  /** Two unix sockets that are connected with each other, which children inherit. */
  static int[] pair() throws SystemCallException {
    return pair(STREAM);
  }

  /** Two unix sockets that are connected with each other, which children do not inherit. */
  static int[] pairOfThisProcess() throws SystemCallException {
    return pair(STREAM_CLOSE_ON_EXEC);
  }

  private static int[] pair(int type) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(JAVA_INT, 2);
      SystemCalls.invoke(
          "socketpair",
          SystemCalls.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
          AF_UNIX,
          type,
          0,
          both);
      return both.toArray(JAVA_INT);
    }
  }

  /** Sends all of a range of bytes. */
  static void sendAll(int socket, byte[] bytes, int from, int length) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(Math.max(1, length));
      MemorySegment.copy(bytes, from, data, JAVA_BYTE, 0, length);
      long sent = 0;
      while (sent < length) {
        sent +=
            SystemCalls.invoke(
                JAVA_LONG,
                "send",
                SystemCalls.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
                socket,
                data.asSlice(sent),
                length - sent,
                NO_SIGNAL);
      }
    }
  }

  /** Receives into a range of bytes, waiting for at least one; -1 at the end. */
  static int receive(int socket, byte[] bytes, int from, int length) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(Math.max(1, length));
      long count =
          SystemCalls.invoke(
              JAVA_LONG,
              "recv",
              SystemCalls.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
              socket,
              data,
              (long) length,
              0);
      MemorySegment.copy(data, JAVA_BYTE, 0, bytes, from, (int) count);
      return count == 0 && length > 0 ? -1 : (int) count;
    }
  }

  /** Sends bytes with descriptors. */
  static void send(int socket, byte[] bytes, List<Integer> descriptors) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(bytes.length, 8);
      MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
      MemorySegment control = MemorySegment.NULL;
      long controlSize = 0;
      if (!descriptors.isEmpty()) {
        long length = CONTROL_HEAD + 4L * descriptors.size();
        controlSize = length + 7 & ~7L;
        control = arena.allocate(controlSize, 8);
        control.set(JAVA_LONG, 0, length);
        control.set(JAVA_INT, 8, SOL_SOCKET);
        control.set(JAVA_INT, 12, SCM_RIGHTS);
        for (int i = 0; i < descriptors.size(); i++) {
          control.set(JAVA_INT, CONTROL_HEAD + 4L * i, descriptors.get(i));
        }
      }
      long sent =
          SystemCalls.invoke(
              JAVA_LONG,
              "sendmsg",
              SystemCalls.of(JAVA_INT, ADDRESS, JAVA_INT),
              socket,
              message(arena, data, control, controlSize),
              NO_SIGNAL);
      if (sent != bytes.length) {
        throw new SystemCallException("the other side took a part of a message");
      }
    }
  }

  /** Receives at most {@code most} bytes, and what comes with them; no bytes at the end. */
  static Message receive(int socket, int most) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(most, 8);
      long controlSize = CONTROL_HEAD + 4L * (MAX_DESCRIPTORS + 1) + 7 & ~7L;
      MemorySegment control = arena.allocate(controlSize, 8);
      MemorySegment message = message(arena, data, control, controlSize);
      long count =
          SystemCalls.invoke(
              JAVA_LONG,
              "recvmsg",
              SystemCalls.of(JAVA_INT, ADDRESS, JAVA_INT),
              socket,
              message,
              RECEIVED_CLOSE_ON_EXEC);
      List<Integer> descriptors = new ArrayList<>();
      long received = message.get(JAVA_LONG, 40);
      if (received >= CONTROL_HEAD
          && control.get(JAVA_INT, 8) == SOL_SOCKET
          && control.get(JAVA_INT, 12) == SCM_RIGHTS) {
        long end = Math.min(control.get(JAVA_LONG, 0), received);
        for (long at = CONTROL_HEAD; at + 4 <= end; at += 4) {
          descriptors.add(control.get(JAVA_INT, at));
        }
      }
      return new Message(data.asSlice(0, count).toArray(JAVA_BYTE), descriptors);
    }
  }

  private static MemorySegment message(
      Arena arena, MemorySegment data, MemorySegment control, long controlSize) {
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(ADDRESS, 0, data);
    vector.set(JAVA_LONG, 8, data.byteSize());
    MemorySegment message = arena.allocate(MESSAGE_SIZE, 8);
    message.set(ADDRESS, 16, vector);
    message.set(JAVA_LONG, 24, 1L);
    message.set(ADDRESS, 32, control);
    message.set(JAVA_LONG, 40, controlSize);
    return message;
  }

  /** Whether a descriptor is a socket that listens. */
  static boolean listens(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(8, 8);
      option(descriptor, SO_ACCEPTCONN, value, arena);
      return value.get(JAVA_INT, 0) != 0;
    } catch (SystemCallException e) {
      return false;
    }
  }

  /** The seconds that a socket lingers, or -1 where it does not, or is no socket. */
  static int linger(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(8, 8);
      option(descriptor, SO_LINGER, value, arena);
      return value.get(JAVA_INT, 0) == 0 ? -1 : value.get(JAVA_INT, 4);
    } catch (SystemCallException e) {
      return -1;
    }
  }

  private static void option(int socket, int option, MemorySegment value, Arena arena)
      throws SystemCallException {
    MemorySegment size = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
    SystemCalls.invoke(
        "getsockopt",
        SystemCalls.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
        socket,
        SOL_SOCKET,
        option,
        value,
        size);
  }

  /** What a socket is bound to; an IPv4 address that an IPv6 socket is bound to is an IPv4 one. */
  static Endpoint address(int socket) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
      MemorySegment size = arena.allocateFrom(JAVA_INT, ADDRESS_SIZE);
      SystemCalls.invoke(
          "getsockname", SystemCalls.of(JAVA_INT, ADDRESS, ADDRESS), socket, address, size);
      int length = Math.min(size.get(JAVA_INT, 0), ADDRESS_SIZE);
      return switch (address.get(JAVA_SHORT, 0)) {
        case AF_INET -> inet(address, 4, 4);
        case AF_INET6 -> inet(address, 8, 16);
        case AF_UNIX -> unix(address.asSlice(PATH_OFFSET, Math.max(0, length - PATH_OFFSET)));
        default -> throw new SystemCallException("a socket of an unknown family");
      };
    }
  }

  private static Endpoint inet(MemorySegment address, long offset, long length)
      throws SystemCallException {
    int port = Short.toUnsignedInt(address.get(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2));
    try {
      InetAddress found =
          InetAddress.getByAddress(address.asSlice(offset, length).toArray(JAVA_BYTE));
      return new Endpoint.Inet("", found, port, Endpoint.Family.ANY);
    } catch (UnknownHostException e) {
      throw new SystemCallException(String.valueOf(e.getMessage()));
    }
  }

  private static Endpoint unix(MemorySegment name) {
    byte[] bytes = name.toArray(JAVA_BYTE);
    boolean isAbstract = bytes.length > 1 && bytes[0] == 0;
    int start = isAbstract ? 1 : 0;
    int end = start;
    // HAProxy fills abstract names up with zeros.
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new Endpoint.Unix(
        new String(bytes, start, end - start, StandardCharsets.UTF_8), isAbstract);
  }
}
