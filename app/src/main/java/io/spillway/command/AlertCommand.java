package io.spillway.command;

import io.spillway.ops.alert.AlertService;
import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.proxy.definition.Configuration;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code spillway alert}: what lasts, what happened, silences, and whether channels work. */
final class AlertCommand implements Command {
  private final Program program;

  AlertCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "alert";
  }

  @Override
  public String summary() {
    return "shows alerts and events, silences alerts, and tries channels out";
  }

  @Override
  public String help() {
    return """
    Usage: spillway alert list | history [COUNT]
           spillway alert silence TIME [MATCH...] reason TEXT | unsilence NUMBER
           spillway alert test CHANNEL
           each with -f FILE... or --socket ADDRESS

    Asks the process that runs the files, over its 'stats socket'. 'test' with -f asks no process:
    it reads the files and tells the channel itself.

      list        the problems that last, silences, and how channels do
      history     the last events
      silence     does not tell of some problems for a while; MATCH is pairs of 'proxy', 'server',
                  'facility', 'process', 'kind' or 'severity' and a value, as in the configuration
      unsilence   ends a silence
      test        tells a channel a message for trying out

    Examples:
      spillway alert test mail -f haproxy.cfg -f alerts.cfg
      spillway alert silence 2h proxy shop reason new switches -f haproxy.cfg -f alerts.cfg
    """;
  }

  @Override
  public int run(List<String> arguments) {
    RuntimeArguments read = RuntimeArguments.read(arguments);
    String command = read == null ? null : command(read);
    if (read == null || command == null) {
      program.console().error(help());
      return 1;
    }
    if (read.words().getFirst().equals("test") && read.socket() == null) {
      return test(read.words().get(1), read.files());
    }
    RuntimeClient client = read.client(program);
    if (client == null) {
      return 1;
    }
    try {
      String answer = client.ask(command);
      boolean isRefused =
          answer.startsWith("No ") && !answer.startsWith("No problem")
              || answer.startsWith("Expects")
              || answer.startsWith("Unknown")
              || answer.startsWith("Perm");
      if (isRefused) {
        program.console().error("spillway: " + answer.strip() + "\n");
        return 1;
      }
      program.console().out(answer.isBlank() ? "" : answer.stripTrailing() + "\n");
      return 0;
    } catch (IOException e) {
      program.console().error("spillway: " + e.getMessage() + "\n");
      return 1;
    }
  }

  private int test(String channel, List<String> files) {
    if (files.isEmpty()) {
      program
          .console()
          .error("spillway: which files? (expected: -f <file> or --socket <address>)\n");
      return 1;
    }
    Loading loading = Loading.ofFiles(program, files);
    Configuration configuration = loading.load();
    AlertsDefinition alerts = loading.alerts();
    if (configuration == null || alerts == null) {
      program
          .console()
          .error(
              configuration == null
                  ? loading.report()
                  : "spillway: there is no 'alerts' section in " + String.join(", ", files) + "\n");
      return 1;
    }
    try {
      String named = alerts.instance();
      String wrong =
          AlertService.test(
              alerts, channel, named == null ? Loading.hostName() : named, Instant.now());
      if (wrong == null) {
        program.console().out("Channel " + channel + " has taken the message.\n");
        return 0;
      }
      program.console().error("spillway: " + wrong + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  /** The command of the runtime API; null where the words make none. */
  private static @Nullable String command(RuntimeArguments read) {
    List<String> words = read.words();
    if (words.isEmpty() || read.json() || read.time() != null) {
      return null;
    }
    return switch (words.getFirst()) {
      case "list" -> words.size() == 1 ? "show alert" : null;
      case "history" ->
          words.size() > 2
              ? null
              : "show alert history" + (words.size() == 2 ? " " + escaped(words.get(1)) : "");
      case "silence" -> words.size() < 4 ? null : "alert " + joined(words);
      case "unsilence", "test" -> words.size() == 2 ? "alert " + joined(words) : null;
      default -> null;
    };
  }

  private static String joined(List<String> words) {
    List<String> escaped = new ArrayList<>();
    words.forEach(word -> escaped.add(escaped(word)));
    return escaped.stream().collect(Collectors.joining(" "));
  }

  /** A word as the runtime API reads it. */
  private static String escaped(String word) {
    return word.replaceAll("\\p{Cntrl}", " ").replaceAll("([\\\\ ;\t])", "\\\\$1");
  }
}
