package io.spillway.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This program, started once more with the same arguments in another role. */
public final class ChildProcess {
  private static final String MAIN = "io.spillway.Main";

  private ChildProcess() {}

  /**
   * Starts it; it inherits all descriptors.
   *
   * @return its process id
   */
  static int start(Role role, Readiness readiness, boolean newSession) throws SystemCallException {
    return start(role, readiness, newSession, List.of());
  }

  /**
   * Starts it with more arguments of the virtual machine.
   *
   * @return its process id
   */
  static int start(Role role, Readiness readiness, boolean newSession, List<String> more)
      throws SystemCallException {
    keepOwnFilesFromChildren();
    List<String> own = ownCommandLine();
    List<String> arguments = new ArrayList<>(own);
    arguments.addAll(own.indexOf(MAIN), more);
    arguments.addAll(own.indexOf(MAIN), List.of(role.argument(), readiness.argument()));
    // The path names the process, and /proc/self/exe would name it after the virtual machine.
    String program = own.getFirst().startsWith("/") ? own.getFirst() : "/proc/self/exe";
    return SystemCalls.spawn(program, arguments, newSession);
  }

  /** Jars and the virtual machine's own files stay here; what the user passed on is passed on. */
  private static void keepOwnFilesFromChildren() throws SystemCallException {
    Path javaHome = Path.of(System.getProperty("java.home"));
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        Path target;
        try {
          target = Files.readSymbolicLink(descriptor);
        } catch (NoSuchFileException e) {
          continue; // It was the descriptor of this very listing, or was closed meanwhile.
        }
        if (target.startsWith(javaHome) || target.toString().endsWith(".jar")) {
          SystemCalls.closeOnExec(Integer.parseInt(descriptor.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new SystemCallException("cannot list descriptors: " + e.getMessage());
    }
  }

  /**
   * The words that start this program, before its own arguments, for a child that does something
   * else.
   *
   * @throws SystemCallException where the system does not tell
   */
  public static List<String> program() throws SystemCallException {
    List<String> own = ownCommandLine();
    return own.subList(0, own.indexOf(MAIN) + 1);
  }

  private static List<String> ownCommandLine() throws SystemCallException {
    try {
      String line =
          new String(
              Files.readAllBytes(Path.of("/proc/self/cmdline")), StandardCharsets.ISO_8859_1);
      return List.of(line.substring(0, line.length() - 1).split("\0", -1));
    } catch (IOException e) {
      throw new SystemCallException("cannot read /proc/self/cmdline: " + e.getMessage());
    }
  }
}
