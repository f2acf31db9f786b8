package io.spillway.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program under one of its names: as {@code spillway} it has its own commands beside HAProxy's
 * options, as {@code haproxy} the options alone. Confined to the main thread.
 */
public final class Program {
  private final String name;
  private final String path;
  private final Console console;
  private final ProgramVersion version;

  Program(String path, Console console) {
    this.path = path;
    this.name = Path.of(path).endsWith("haproxy") ? "haproxy" : "spillway";
    this.console = console;
    this.version = new ProgramVersion(name);
  }

  /** The program as this process was started. */
  public static Program ofProcess(Console console) {
    return new Program(System.getProperty("spillway.program", "spillway"), console);
  }

  /**
   * Runs a command line.
   *
   * @return the exit code
   */
  public int run(String... arguments) {
    boolean hasCommand = arguments.length > 0 && !arguments[0].startsWith("-");
    if (name.equals("haproxy") || (!hasCommand && !List.of(arguments).contains("--help"))) {
      return new HaproxyCommand(this).run(arguments);
    }
    List<String> rest = new ArrayList<>(List.of(arguments));
    String command = hasCommand ? rest.removeFirst() : "help";
    Command found = find(command);
    if (found == null) {
      console.error(
          "spillway: there is no command '"
              + command
              + "'; 'spillway help' lists what there is.\n");
      return 1;
    }
    if (rest.contains("--help")) {
      console.out(found.help());
      return 0;
    }
    return found.run(rest);
  }

  @Nullable Command find(String command) {
    for (Command candidate : commands()) {
      if (candidate.name().equals(command)) {
        return candidate;
      }
    }
    return null;
  }

  /** The program's own commands. */
  List<Command> commands() {
    return List.of(
        new DemoCommand(this),
        new RunCommand(this),
        new WatchCommand(this),
        new TopCommand(this),
        new CheckCommand(this),
        new ExplainCommand(this),
        new DiffCommand(this),
        new ReloadCommand(this),
        new TestCommand(this),
        new KeywordsCommand(this),
        new MigrateCommand(this),
        new DnsCommand(this),
        new FacilityCommand(this),
        new DrillCommand(this),
        new BackupCommand(this),
        new AlertCommand(this),
        new RoleCommand(this),
        new VersionCommand(this),
        new HelpCommand(this));
  }

  String name() {
    return name;
  }

  /** The path that the program was started by. */
  String path() {
    return path;
  }

  Console console() {
    return console;
  }

  ProgramVersion version() {
    return version;
  }
}
