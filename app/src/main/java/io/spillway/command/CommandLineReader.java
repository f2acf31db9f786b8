package io.spillway.command;

import io.spillway.command.CommandLine.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads HAProxy's options as HAProxy reads them: only the letters that it looks at count, so that
 * {@code -vdV} is {@code -v} and {@code -cq} is {@code -c}. Confined to one thread.
 */
final class CommandLineReader {
  /** {@code -d} and another letter: what they switch on. */
  private static final Map<Character, Mode> DEBUG_MODES =
      Map.of(
          'b', Mode.FOREGROUND,
          'D', Mode.DIAGNOSTIC,
          'W', Mode.ZERO_WARNING,
          'r', Mode.IGNORE_RESOLUTION,
          'V', Mode.NO_SERVER_VERIFICATION,
          'R', Mode.NO_REUSE_PORT,
          'e', Mode.NO_EPOLL,
          'L', Mode.LIST_OBJECTS);

  /** {@code -d} and another letter: what has nothing to switch here, as there is no such thing. */
  private static final String DEBUG_WITHOUT_EFFECT = "pSGMtiIFCz";

  private final List<String> arguments;
  private int at;

  private final List<String> files = new ArrayList<>();
  private final Set<Mode> modes = EnumSet.noneOf(Mode.class);
  private final List<String> keywordClasses = new ArrayList<>();
  private final List<Long> oldProcesses = new ArrayList<>();
  private final List<String> masterSockets = new ArrayList<>();
  private boolean finish;
  private @Nullable String condition;
  private @Nullable String pidFile;
  private @Nullable String localPeer;
  private @Nullable String directory;
  private @Nullable String socketSource;
  private int maxConnections;
  private int proxyMaxConnections;
  private int memoryMegabytes;

  CommandLineReader(String... arguments) {
    this.arguments = Arrays.asList(arguments);
  }

  /** Reads all arguments. */
  CommandLine read() throws UsageException {
    while (at < arguments.size()) {
      String argument = arguments.get(at++);
      if (!argument.startsWith("-") || argument.length() < 2) {
        throw UsageException.usage();
      }
      if (argument.equals("--")) {
        files.addAll(arguments.subList(at, arguments.size()));
        at = arguments.size();
      } else {
        option(argument, argument.charAt(1), argument.length() > 2 ? argument.charAt(2) : 0);
        if (modes.contains(Mode.VERSION) || modes.contains(Mode.BUILD)) {
          break;
        }
      }
    }
    return new CommandLine(
        files,
        modes,
        condition,
        keywordClasses,
        pidFile,
        localPeer,
        directory,
        maxConnections,
        proxyMaxConnections,
        memoryMegabytes,
        oldProcesses,
        finish,
        socketSource,
        masterSockets);
  }

  private void option(String argument, char letter, int second) throws UsageException {
    switch (letter) {
      case 'v' -> modes.add(second == 'v' ? Mode.BUILD : Mode.VERSION);
      case 'V' -> modes.add(Mode.VERBOSE);
      case 'q' -> modes.add(Mode.QUIET);
      case 'D' -> modes.add(Mode.DAEMON);
      case 'W' -> modes.add(second == 's' ? Mode.SYSTEMD : Mode.MASTER_WORKER);
      case 'd' -> debug(argument, second);
      case 'c' -> {
        if (second == 'c') {
          if (at == arguments.size()) {
            throw UsageException.usage();
          }
          condition = arguments.get(at++);
        } else {
          modes.add(Mode.CHECK);
        }
      }
      case 's' -> {
        if (second != 'f' && second != 't') {
          throw UsageException.usage();
        }
        finish = second == 'f';
        processes("-s" + (char) second);
      }
      case 'x' -> {
        if (at == arguments.size() || arguments.get(at).startsWith("-")) {
          throw UsageException.usage("Unix socket path expected with the -x flag\n");
        }
        socketSource = arguments.get(at++);
      }
      case 'f' -> files.add(value("-f"));
      case 'p' -> pidFile = value("-p");
      case 'L' -> localPeer = value("-L");
      case 'C' -> directory = value("-C");
      case 'S' -> masterSockets.add(value("-S"));
      case 'n' -> maxConnections = number(value("-n"));
      case 'N' -> proxyMaxConnections = number(value("-N"));
      case 'm' -> memoryMegabytes = number(value("-m"));
      default -> throw UsageException.usage();
    }
  }

  private void debug(String argument, int second) throws UsageException {
    if (second == 0) {
      modes.add(Mode.DEBUG);
    } else if (second == 'K') {
      keywordClasses.addAll(List.of(argument.substring(3).split(",")));
    } else if (DEBUG_MODES.containsKey((char) second)) {
      modes.add(DEBUG_MODES.get((char) second));
    } else if (DEBUG_WITHOUT_EFFECT.indexOf(second) < 0) {
      modes.add(Mode.DEBUG);
    }
  }

  private String value(String option) throws UsageException {
    if (at == arguments.size()) {
      throw UsageException.alert("'" + option + "' expects a value.");
    }
    return arguments.get(at++);
  }

  private void processes(String option) throws UsageException {
    while (at < arguments.size() && !arguments.get(at).startsWith("-")) {
      for (String pid : arguments.get(at++).trim().split("\\s+")) {
        int digits = 0;
        while (digits < pid.length() && Character.isDigit(pid.charAt(digits))) {
          digits++;
        }
        if (digits < pid.length() || digits == 0 || digits > 18) {
          String rest = digits > 18 ? pid : pid.substring(digits);
          throw UsageException.alert(
              option + " option: some bytes unconsumed in PID list {" + rest + "}");
        }
        oldProcesses.add(Long.parseLong(pid));
      }
    }
  }

  /** The number that {@code text} begins with, 0 where it begins with none. */
  private static int number(String text) {
    int end = 0;
    while (end < text.length() && end < 9 && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end == 0 ? 0 : Integer.parseInt(text.substring(0, end));
  }
}
