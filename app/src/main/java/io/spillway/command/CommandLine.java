package io.spillway.command;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What HAProxy's options say (management manual, chapter 3). Immutable.
 *
 * @param files the configuration files and directories in order ({@code -f}, and all behind {@code
 *     --})
 * @param modes what the options without a value switch on
 * @param condition the condition of {@code -cc}, or null
 * @param keywordClasses the classes of {@code -dK}, empty without it
 * @param pidFile {@code -p}, or null
 * @param localPeer {@code -L}, or null for the host's name
 * @param directory where to change to before files are read ({@code -C}), or null
 * @param maxConnections {@code -n}; 0 where it is not given
 * @param proxyMaxConnections {@code -N}; 0 where it is not given
 * @param memoryMegabytes {@code -m}; 0 where it is not given
 * @param oldProcesses the processes that end once this one listens ({@code -sf} and {@code -st})
 * @param oldProcessesFinish whether they finish their work ({@code -sf}) or end at once ({@code
 *     -st})
 * @param socketSource the stats socket to take listening sockets from ({@code -x}), or null
 * @param masterSockets the addresses of the master's own socket ({@code -S}), each with its words
 *     separated by commas
 */
public record CommandLine(
    List<String> files,
    Set<Mode> modes,
    @Nullable String condition,
    List<String> keywordClasses,
    @Nullable String pidFile,
    @Nullable String localPeer,
    @Nullable String directory,
    int maxConnections,
    int proxyMaxConnections,
    int memoryMegabytes,
    List<Long> oldProcesses,
    boolean oldProcessesFinish,
    @Nullable String socketSource,
    List<String> masterSockets) {
  /** What an option without a value switches on. */
  public enum Mode {
    /** {@code -c}: check the configuration and exit. */
    CHECK,
    /** {@code -V}. */
    VERBOSE,
    /** {@code -q}. */
    QUIET,
    /** {@code -d}: in the foreground, telling what happens. */
    DEBUG,
    /** {@code -db}: in the foreground whatever the configuration says. */
    FOREGROUND,
    /** {@code -D}. */
    DAEMON,
    /** {@code -W}. */
    MASTER_WORKER,
    /** {@code -Ws}: with systemd's notification. */
    SYSTEMD,
    /** {@code -v}. */
    VERSION,
    /** {@code -vv}. */
    BUILD,
    /** {@code -dD}. */
    DIAGNOSTIC,
    /** {@code -dW}: warnings are errors. */
    ZERO_WARNING,
    /** {@code -dr}: addresses that cannot be resolved are no errors. */
    IGNORE_RESOLUTION,
    /** {@code -dV}: servers' certificates are not verified. */
    NO_SERVER_VERIFICATION,
    /** {@code -dR}: no SO_REUSEPORT. */
    NO_REUSE_PORT,
    /** {@code -de}: no epoll. */
    NO_EPOLL,
    /** {@code -dL}: list what is loaded. */
    LIST_OBJECTS
  }

  public CommandLine {
    files = List.copyOf(files);
    modes = Set.copyOf(modes);
    keywordClasses = List.copyOf(keywordClasses);
    oldProcesses = List.copyOf(oldProcesses);
    masterSockets = List.copyOf(masterSockets);
  }

  /** The command line that names files and nothing else. */
  static CommandLine ofFiles(List<String> files) {
    return new CommandLine(
        files, Set.of(), null, List.of(), null, null, null, 0, 0, 0, List.of(), false, null,
        List.of());
  }

  /** Whether {@code mode} is switched on. */
  public boolean has(Mode mode) {
    return modes.contains(mode);
  }

  /** Whether nothing but the exit code shall tell the outcome. */
  public boolean isQuiet() {
    return has(Mode.QUIET) && !has(Mode.VERBOSE);
  }

  /** Whether a master watches the process that does the work. */
  public boolean isMasterWorker() {
    return has(Mode.MASTER_WORKER) || has(Mode.SYSTEMD);
  }

  /** Whether the process goes to the background, as far as the command line says. */
  public boolean isDaemon() {
    return has(Mode.DAEMON) && !staysInForeground();
  }

  /** Whether the process stays in the foreground whatever else is said. */
  public boolean staysInForeground() {
    return has(Mode.DEBUG) || has(Mode.FOREGROUND);
  }
}
