package io.spillway.ops.runtime;

import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All commands, family by family, and what is printed for words that are none. Stateless. */
public final class Commands {
  static final String CONNECTION =
      """
        help [<command>]                        : list matching or all commands
        prompt                                  : toggle interactive mode with prompt
        quit                                    : disconnect
      """;

  private static final List<String> CONNECTION_WORDS = List.of("help", "prompt", "quit");

  private static final List<Command> ALL = all();

  private Commands() {}

  /** Adds every command to the keywords that the program knows. */
  public static void describe(KeywordCatalog catalog) {
    for (Command command : ALL) {
      add(catalog, String.join(" ", command.words()));
    }
    CONNECTION_WORDS.forEach(word -> add(catalog, word));
  }

  private static void add(KeywordCatalog catalog, String name) {
    catalog.add(KeywordClass.CLI, name, KeywordState.WORKS, "WORKER");
  }

  private static List<Command> all() {
    List<Command> all = new ArrayList<>();
    all.addAll(ProcessCommands.ALL);
    all.addAll(StartCommands.ALL);
    all.addAll(StatCommands.ALL);
    all.addAll(FrontendCommands.ALL);
    all.addAll(BackendCommands.ALL);
    all.addAll(ServerCommands.ALL);
    all.addAll(AgentCommands.ALL);
    all.addAll(ServerListCommands.ALL);
    all.addAll(ResolverCommands.ALL);
    all.addAll(CacheCommands.ALL);
    all.addAll(SetServerCommand.ALL);
    all.addAll(SessionCommands.ALL);
    all.addAll(TableCommands.ALL);
    all.addAll(PeerCommands.ALL);
    all.addAll(PatternCommands.ALL);
    all.addAll(CertificateCommands.ALL);
    all.addAll(AcmeCommands.ALL);
    all.addAll(CertificateListCommands.ALL);
    all.addAll(TrustCommands.ALL);
    all.addAll(OcspCommands.ALL);
    all.addAll(TicketKeyCommands.ALL);
    all.addAll(ServerNameCommands.ALL);
    all.addAll(FacilityCommands.ALL);
    all.addAll(DnsCommands.ALL);
    all.addAll(AlertCommands.ALL);
    all.addAll(WatchCommands.ALL);
    all.sort(Comparator.comparing(Command::usage));
    return List.copyOf(all);
  }

  /** Runs the command that {@code line} begins with. */
  static String run(RuntimeSession session, List<String> line) {
    Command command = named(line);
    if (command != null) {
      if (session.level().compareTo(command.level()) < 0) {
        return "Permission denied\n";
      }
      List<String> arguments = line.subList(command.words().size(), line.size());
      return command.handler().run(session, arguments);
    }
    List<Command> near = near(line);
    return (near.isEmpty()
            ? "Unknown command. Please enter one of the following commands only:\n"
            : "Unknown command, but maybe one of the following ones is a better match:\n")
        + list(session, near.isEmpty() ? ALL : near);
  }

  /** The command with the most words that {@code line} begins with, or null. */
  private static @Nullable Command named(List<String> line) {
    Command longest = null;
    for (Command command : ALL) {
      if (command.matches(line)
          && (longest == null || command.words().size() > longest.words().size())) {
        longest = command;
      }
    }
    return longest;
  }

  /** The answer to {@code help}. */
  static String help(RuntimeSession session, List<String> line) {
    List<Command> near = line.isEmpty() ? ALL : near(line);
    return "The following commands are valid at this level:\n"
        + list(session, near.isEmpty() ? ALL : near);
  }

  /** The commands that share the most first words with {@code line}. */
  private static List<Command> near(List<String> line) {
    int best = 0;
    List<Command> near = new ArrayList<>();
    for (Command command : ALL) {
      int common = common(command.words(), line);
      if (common > best) {
        best = common;
        near.clear();
      }
      if (common == best && best > 0) {
        near.add(command);
      }
    }
    return near;
  }

  private static int common(List<String> words, List<String> line) {
    int common = 0;
    while (common < words.size()
        && common < line.size()
        && words.get(common).equals(line.get(common))) {
      common++;
    }
    return common;
  }

  private static String list(RuntimeSession session, List<Command> commands) {
    StringBuilder out = new StringBuilder();
    for (Command command : commands) {
      if (session.level().compareTo(command.level()) >= 0) {
        out.append("  ").append(command.usage());
        out.repeat(' ', Math.max(0, 40 - command.usage().length()));
        out.append(": ").append(command.description()).append('\n');
      }
    }
    return out.append(CONNECTION).toString();
  }
}
