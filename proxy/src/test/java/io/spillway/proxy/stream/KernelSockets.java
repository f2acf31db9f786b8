package io.spillway.proxy.stream;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What the kernel knows of the TCP sockets of this process, asked by {@code getsockopt}. */
final class KernelSockets {
  /** The states of {@code /proc/net/tcp}. */
  static final String ESTABLISHED = "01";

  static final String LISTENING = "0A";

  private static final MethodHandle GETSOCKOPT =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("getsockopt").orElseThrow(),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int TCP_LEVEL = 6;
  private static final int TCP_INFO = 11;
  private static final int TCP_INFO_BACKLOG = 28 / 4;

  private KernelSockets() {}

  /** The descriptor of the socket that listens on {@code port}. */
  static int listening(int port) throws IOException {
    return descriptor(LOCAL, port, LISTENING).orElseThrow();
  }

  /** The descriptor of the connection that was accepted on {@code port}. */
  static int accepted(int port) throws IOException {
    return descriptor(LOCAL, port, ESTABLISHED).orElseThrow();
  }

  /** The descriptor of the connection that was made to {@code port}. */
  static int connectedTo(int port) throws IOException {
    return descriptor(REMOTE, port, ESTABLISHED).orElseThrow();
  }

  /** Whether this process has a socket for a connection to or from {@code port}. */
  static boolean hasConnection(int port) throws IOException {
    return descriptor(LOCAL, port, ESTABLISHED).isPresent();
  }

  private static OptionalInt descriptor(int column, int port, String state) throws IOException {
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > INODE
            && columns[STATE].equals(state)
            && columns[column].endsWith(String.format(Locale.ROOT, ":%04X", port))) {
          OptionalInt descriptor = withInode(columns[INODE]);
          if (descriptor.isPresent()) {
            return descriptor;
          }
        }
      }
    }
    return OptionalInt.empty();
  }

  private static OptionalInt withInode(String inode) throws IOException {
    String wanted = "socket:[" + inode + "]";
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(link -> target(link).equals(wanted))
          .mapToInt(link -> Integer.parseInt(link.getFileName().toString()))
          .findFirst();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** The number that an option has. */
  static int option(int descriptor, int level, int name) {
    return words(descriptor, level, name, 1)[0];
  }

  /** How many connections may wait to be accepted. */
  static int backlog(int descriptor) {
    return words(descriptor, TCP_LEVEL, TCP_INFO, TCP_INFO_BACKLOG + 1)[TCP_INFO_BACKLOG];
  }

  /** The text that an option has. */
  static String text(int descriptor, int level, int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(64);
      ask(arena, descriptor, level, name, value);
      return value.getString(0);
    }
  }

  private static int[] words(int descriptor, int level, int name, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT, count);
      ask(arena, descriptor, level, name, value);
      return value.toArray(JAVA_INT);
    }
  }

  private static void ask(Arena arena, int descriptor, int level, int name, MemorySegment value) {
    MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
    int result;
    try {
      result = (int) GETSOCKOPT.invokeExact(descriptor, level, name, value, length);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (result != 0) {
      throw new AssertionError("getsockopt " + level + "/" + name + " of " + descriptor);
    }
  }
}
