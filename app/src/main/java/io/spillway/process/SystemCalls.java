package io.spillway.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the C library that the life of a process needs and that the JDK has no class for.
 * The numbers are Linux's. Loaded only where something needs them. Thread-safe.
 */
public final class SystemCalls {
  /** An entry of the user database. */
  public record User(int uid, int gid) {}

  private static final int SPAWN_SIGNAL_MASK = 0x08;
  private static final int SPAWN_NEW_SESSION = 0x80;
  private static final int SPAWN_ATTRIBUTES_SIZE = 512;
  private static final int SIGNAL_SET_SIZE = 128;
  private static final int OPEN_FILES = 7;
  private static final int AF_UNIX = 1;
  private static final int DATAGRAM_CLOSE_ON_EXEC = 0x80002;
  private static final int SET_DESCRIPTOR_FLAGS = 2;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int READ_AND_WRITE = 2;
  private static final int SIGNAL_ON_END_OF_PARENT = 1;
  private static final int ID_OFFSET = 16;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

  private SystemCalls() {}

  static MemoryLayout[] of(MemoryLayout... layouts) {
    return layouts;
  }

  /** Calls a function that answers a negative number for an error, and says why in errno. */
  static long invoke(
      MemoryLayout result, String name, MemoryLayout[] parameters, Object... arguments)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ERRNO);
      Object[] all = new Object[arguments.length + 1];
      all[0] = errno;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      Number answer;
      try {
        answer =
            (Number)
                LINKER
                    .downcallHandle(
                        LINKER.defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(result, parameters),
                        Linker.Option.captureCallState("errno"))
                    .invokeWithArguments(all);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      if (answer.longValue() < 0) {
        throw new SystemCallException(reason(errno.get(JAVA_INT, 0)));
      }
      return answer.longValue();
    }
  }

  static int invoke(String name, MemoryLayout[] parameters, Object... arguments)
      throws SystemCallException {
    return (int) invoke(JAVA_INT, name, parameters, arguments);
  }

  private static MemorySegment pointer(String name, MemoryLayout parameter, Object argument) {
    try {
      return (MemorySegment)
          LINKER
              .downcallHandle(
                  LINKER.defaultLookup().findOrThrow(name),
                  FunctionDescriptor.of(ADDRESS, parameter))
              .invokeWithArguments(argument);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static String reason(int errno) {
    return pointer("strerror", JAVA_INT, errno).reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** A pipe whose ends children inherit: the descriptor to read from, then the one to write to. */
  static int[] pipe() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      invoke("pipe", of(ADDRESS), ends);
      return ends.toArray(JAVA_INT);
    }
  }

  /** Keeps a descriptor from children. */
  static void closeOnExec(int descriptor) throws SystemCallException {
    invoke(
        "fcntl", of(JAVA_INT, JAVA_INT, JAVA_INT), descriptor, SET_DESCRIPTOR_FLAGS, CLOSE_ON_EXEC);
  }

  /** All descriptors that are open now. */
  static List<Integer> openDescriptors() throws SystemCallException {
    List<Integer> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      entries.forEach(entry -> all.add(Integer.parseInt(entry.getFileName().toString())));
      return all;
    } catch (IOException e) {
      throw new SystemCallException("cannot list descriptors: " + e.getMessage());
    }
  }

  /** Closes a descriptor. */
  static void close(int descriptor) throws SystemCallException {
    invoke("close", of(JAVA_INT), descriptor);
  }

  /** Reads one byte, waiting for it; -1 at the end. */
  static int readByte(int descriptor) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(1);
      long count = invoke(JAVA_LONG, "read", of(JAVA_INT, ADDRESS, JAVA_LONG), descriptor, one, 1L);
      return count == 0 ? -1 : one.get(JAVA_BYTE, 0);
    }
  }

  /** Writes {@code text} at once. */
  static void write(int descriptor, String text) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(text);
      long length = bytes.byteSize() - 1;
      invoke(JAVA_LONG, "write", of(JAVA_INT, ADDRESS, JAVA_LONG), descriptor, bytes, length);
    }
  }

  /** Makes {@code to} the same file as {@code from}. */
  static void duplicate(int from, int to) throws SystemCallException {
    invoke("dup2", of(JAVA_INT, JAVA_INT), from, to);
  }

  /** Opens a file for reading and writing. */
  static int open(String path) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      return invoke("open", of(ADDRESS, JAVA_INT), arena.allocateFrom(path), READ_AND_WRITE);
    }
  }

  /**
   * Starts a program that inherits all descriptors and the environment.
   *
   * @param program its path
   * @param arguments its arguments, its name first, one character for each byte
   * @param newSession whether it leads a session of its own
   * @return its process id
   */
  static int spawn(String program, List<String> arguments, boolean newSession)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argv = arena.allocate(ADDRESS, arguments.size() + 1L);
      for (int i = 0; i < arguments.size(); i++) {
        argv.setAtIndex(
            ADDRESS, i, arena.allocateFrom(arguments.get(i), StandardCharsets.ISO_8859_1));
      }
      MemorySegment environment =
          LINKER
              .defaultLookup()
              .findOrThrow("environ")
              .reinterpret(ADDRESS.byteSize())
              .get(ADDRESS, 0);
      MemorySegment attributes = arena.allocate(SPAWN_ATTRIBUTES_SIZE, 16);
      MemorySegment noSignals = arena.allocate(SIGNAL_SET_SIZE, 16);
      invoke("posix_spawnattr_init", of(ADDRESS), attributes);
      invoke("posix_spawnattr_setsigmask", of(ADDRESS, ADDRESS), attributes, noSignals);
      short flags = (short) (SPAWN_SIGNAL_MASK | (newSession ? SPAWN_NEW_SESSION : 0));
      invoke("posix_spawnattr_setflags", of(ADDRESS, JAVA_SHORT), attributes, flags);
      MemorySegment pid = arena.allocate(JAVA_INT);
      int error =
          invoke(
              "posix_spawn",
              of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
              pid,
              arena.allocateFrom(program, StandardCharsets.ISO_8859_1),
              MemorySegment.NULL,
              attributes,
              argv,
              environment);
      if (error != 0) {
        throw new SystemCallException(reason(error));
      }
      return pid.get(JAVA_INT, 0);
    }
  }

  /**
   * Waits until a child has ended.
   *
   * @return its exit code, or 128 and the number of the signal that ended it
   */
  static int waitFor(int pid) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      invoke("waitpid", of(JAVA_INT, ADDRESS, JAVA_INT), pid, status, 0);
      int value = status.get(JAVA_INT, 0);
      int signal = value & 0x7f;
      return signal == 0 ? (value >> 8) & 0xff : 128 + signal;
    }
  }

  /** Sends a signal. */
  static void kill(long pid, int signal) throws SystemCallException {
    invoke("kill", of(JAVA_INT, JAVA_INT), (int) pid, signal);
  }

  /** Undoes that a signal is ignored: a shell's background jobs are started so. */
  static void noticeSignal(int signal) {
    try {
      MemorySegment _ =
          (MemorySegment)
              LINKER
                  .downcallHandle(
                      LINKER.defaultLookup().findOrThrow("signal"),
                      FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS))
                  .invokeExact(signal, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has the system send this process a signal when the thread that started it ends. */
  static void signalOnEndOfParent(int signal) throws SystemCallException {
    invoke("prctl", of(JAVA_INT, JAVA_LONG), SIGNAL_ON_END_OF_PARENT, (long) signal);
  }

  /**
   * Changes to a directory; relative paths are then relative to it.
   *
   * @throws SystemCallException with the system's reason
   */
  public static void changeDirectory(String path) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      invoke("chdir", of(ADDRESS), arena.allocateFrom(path));
    }
  }

  /** Makes a directory the root of this process. */
  static void changeRoot(String path) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      invoke("chroot", of(ADDRESS), arena.allocateFrom(path));
    }
  }

  /** A user by name, or null. */
  public static @Nullable User user(String name) {
    return entry("getpwnam", name);
  }

  /** A group's id by name, or null. */
  public static @Nullable Integer group(String name) {
    User entry = entry("getgrnam", name);
    return entry == null ? null : entry.uid();
  }

  /** Both databases have name and password first, then the id (of a user, the group's id next). */
  private static @Nullable User entry(String function, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = pointer(function, ADDRESS, arena.allocateFrom(name));
      if (entry.address() == 0) {
        return null;
      }
      MemorySegment ids = entry.reinterpret(ID_OFFSET + 2 * JAVA_INT.byteSize());
      return new User(ids.get(JAVA_INT, ID_OFFSET), ids.get(JAVA_INT, ID_OFFSET + 4));
    }
  }

  /** Gives up all supplementary groups. */
  static void clearGroups() throws SystemCallException {
    invoke("setgroups", of(JAVA_LONG, ADDRESS), 0L, MemorySegment.NULL);
  }

  /** Becomes a group, in all threads. */
  static void setGroup(int gid) throws SystemCallException {
    invoke("setgid", of(JAVA_INT), gid);
  }

  /** Becomes a user, in all threads. */
  static void setUser(int uid) throws SystemCallException {
    invoke("setuid", of(JAVA_INT), uid);
  }

  /** This process's effective user. */
  static int effectiveUser() throws SystemCallException {
    return invoke("geteuid", of());
  }

  /** Limits how many descriptors this process can open, now and later. */
  static void limitDescriptors(long limit) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocateFrom(JAVA_LONG, limit, limit);
      invoke("setrlimit", of(JAVA_INT, ADDRESS), OPEN_FILES, limits);
    }
  }

  /** How many descriptors this process can open. */
  public static int descriptorLimit() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(JAVA_LONG, 2);
      invoke("getrlimit", of(JAVA_INT, ADDRESS), OPEN_FILES, limits);
      return (int) Math.clamp(limits.getAtIndex(JAVA_LONG, 0), 0L, Integer.MAX_VALUE);
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a datagram to a unix socket; a leading {@code @} means the abstract name space. */
  static void sendDatagram(String path, String text) throws SystemCallException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = path.startsWith("@");
    if (isAbstract) {
      name[0] = 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(2 + name.length + 1L, 2);
      address.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
      int length = 2 + name.length + (isAbstract ? 0 : 1);
      int socket =
          invoke("socket", of(JAVA_INT, JAVA_INT, JAVA_INT), AF_UNIX, DATAGRAM_CLOSE_ON_EXEC, 0);
      try {
        invoke("connect", of(JAVA_INT, ADDRESS, JAVA_INT), socket, address, length);
        write(socket, text);
      } finally {
        close(socket);
      }
    }
  }
}
