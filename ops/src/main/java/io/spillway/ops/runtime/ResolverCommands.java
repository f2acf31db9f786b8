package io.spillway.ops.runtime;

import io.spillway.proxy.resolve.Nameserver;
import io.spillway.proxy.resolve.NameserverCounter;
import io.spillway.proxy.resolve.Resolvers;
import java.util.List;

/** {@code show resolvers}, and what {@code show stat} tells of name servers. */
final class ResolverCommands {
  private static final int WIDTH = 13;

  static final List<Command> ALL =
      List.of(
          Command.of(
              "show resolvers",
              "[id]",
              "dumps counters from all resolvers section and associated name servers",
              Level.USER,
              ResolverCommands::show));

  private ResolverCommands() {}

  private static String show(RuntimeSession session, List<String> arguments) {
    List<Resolvers> sections = session.process().resolvers();
    if (!arguments.isEmpty()) {
      String name = arguments.getFirst();
      sections = sections.stream().filter(section -> section.name().equals(name)).toList();
      if (sections.isEmpty()) {
        return "Can't find that resolvers section\n";
      }
    }
    StringBuilder out = new StringBuilder();
    for (Resolvers section : sections) {
      out.append("Resolvers section ").append(section.name()).append('\n');
      for (Nameserver nameserver : section.nameservers()) {
        out.append(" nameserver ").append(nameserver.name()).append(":\n");
        for (NameserverCounter counter : NameserverCounter.values()) {
          String word = "  " + counter.word() + ":";
          out.append(word).repeat(' ', Math.max(1, 2 + WIDTH - word.length()));
          out.append(nameserver.value(counter)).append('\n');
        }
      }
    }
    return out.toString();
  }

  /** The answer to {@code show stat domain resolvers}. */
  static String statistics(List<Resolvers> sections, List<String> options) {
    if (!options.isEmpty()) {
      return "Statistics of resolvers are told as CSV only.\n";
    }
    StringBuilder out = new StringBuilder("# id,pid,");
    for (NameserverCounter counter : NameserverCounter.values()) {
      out.append(counter.column()).append(',');
    }
    out.append('\n');
    for (Resolvers section : sections) {
      for (Nameserver nameserver : section.nameservers()) {
        out.append(nameserver.name()).append(',').append(section.name()).append(',');
        for (NameserverCounter counter : NameserverCounter.values()) {
          out.append(nameserver.value(counter)).append(',');
        }
        out.append('\n');
      }
    }
    return out.toString();
  }
}
