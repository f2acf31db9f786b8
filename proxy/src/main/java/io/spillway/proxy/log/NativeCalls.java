package io.spillway.proxy.log;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The system calls for logging that the JDK has no class for: unix datagrams and descriptors by
 * number. Loaded only where a target needs them. Thread-safe.
 */
final class NativeCalls {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PATH_OFFSET = 2;

  /** The longest path of a unix socket, in bytes. */
  static final int MAX_PATH = 107;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /** May block: the bytes are copied, so that a garbage collection need not wait. */
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  /** Never blocks: the bytes stay on the heap. */
  private static final MethodHandle SENDTO =
      handle(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.critical(true));

  private NativeCalls() {}

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  /** A unix datagram socket that nobody else inherits; negative on failure. */
  static int unixDatagramSocket() {
    try {
      return (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of a unix socket. */
  static MemorySegment unixAddress(String path, Arena arena) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PATH) {
      throw new IllegalArgumentException("socket path too long: " + path);
    }
    MemorySegment address = arena.allocate(PATH_OFFSET + bytes.length + 1L, 2);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, address, PATH_OFFSET, bytes.length);
    return address;
  }

  /** Sends a datagram without waiting; false where the receiver is away or cannot take it. */
  static boolean send(int fd, byte[] bytes, int length, MemorySegment address) {
    try {
      return (long)
              SENDTO.invokeExact(
                  fd,
                  MemorySegment.ofArray(bytes),
                  (long) length,
                  MSG_DONTWAIT | MSG_NOSIGNAL,
                  address,
                  (int) address.byteSize())
          == length;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes to a descriptor, waiting where it must; says how many bytes, or a negative number. */
  static int write(int fd, byte[] bytes, int offset, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(length);
      MemorySegment.copy(MemorySegment.ofArray(bytes), offset, copy, 0, length);
      return (int) (long) WRITE.invokeExact(fd, copy, (long) length);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes a descriptor. */
  static void close(int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
