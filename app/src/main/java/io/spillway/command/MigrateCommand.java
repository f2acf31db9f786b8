package io.spillway.command;

import io.spillway.config.migrate.Change;
import io.spillway.config.migrate.Migration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code spillway migrate}: a configuration with the words of old versions replaced. */
final class MigrateCommand implements Command {
  private final Program program;

  MigrateCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "migrate";
  }

  @Override
  public String summary() {
    return "replaces words that HAProxy no longer has by those that it has now";
  }

  @Override
  public String help() {
    return """
    Usage: spillway migrate FILE

    Prints the file with the words of old versions replaced, comments and spacing kept, and tells
    each change on the error output. The exit code is 0 where everything could be replaced, else 1.

    Examples:
      spillway migrate haproxy.cfg > haproxy-new.cfg
    """;
  }

  @Override
  public int run(List<String> arguments) {
    if (arguments.size() != 1) {
      program.console().error(help());
      return 1;
    }
    String file = arguments.getFirst();
    String text;
    try {
      text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      program.console().error("spillway: cannot read " + file + ": " + e.getMessage() + "\n");
      return 1;
    }
    Migration migration = Migration.of(file, text);
    program.console().out(migration.text());
    for (Change change : migration.changes()) {
      program.console().error(change + "\n");
    }
    return migration.isComplete() ? 0 : 1;
  }
}
