package io.spillway.command;

import io.spillway.config.KeywordListing;
import java.util.List;

/** {@code spillway keywords}: every keyword, and what becomes of it. */
final class KeywordsCommand implements Command {
  private final Program program;

  KeywordsCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "keywords";
  }

  @Override
  public String summary() {
    return "lists all keywords: which work, and which do not";
  }

  @Override
  public String help() {
    return """
    Usage: spillway keywords [WORD]

    Lists the keywords of HAProxy's language by their classes, and behind each whether it works, is
    accepted and why it has no effect here, or is not implemented. With a word, only the lines that
    contain it are listed; the exit code is 1 where there is none.

    Examples:
      spillway keywords
      spillway keywords stick
      spillway keywords 'not implemented'
    """;
  }

  @Override
  public int run(List<String> arguments) {
    if (arguments.size() > 1 || (!arguments.isEmpty() && arguments.getFirst().startsWith("-"))) {
      program.console().error(help());
      return 1;
    }
    String word = arguments.isEmpty() ? "" : arguments.getFirst();
    String states = new KeywordListing(Loading.keywords()).states(word);
    program.console().out(states);
    return states.isEmpty() ? 1 : 0;
  }
}
