package io.spillway.command;

import io.spillway.role.RoleException;
import io.spillway.role.RoleFile;
import io.spillway.role.RoleLibrary;
import io.spillway.role.RoleParameter;
import io.spillway.role.RoleTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code spillway role}: strategies for protocols, as files of a configuration. */
final class RoleCommand implements Command {
  private static final Path OWN_ROLES = Path.of("/etc/spillway/roles");

  private final Program program;

  RoleCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "role";
  }

  @Override
  public String summary() {
    return "lists strategies for protocols, and adds one to a configuration";
  }

  @Override
  public String help() {
    return """
    Usage: spillway role list [--roles DIRECTORY]
           spillway role show ROLE [--roles DIRECTORY]
           spillway role add ROLE --name NAME -f DIRECTORY [-f FILE...] [--PARAMETER VALUE...]
                 [--server NAME=ADDRESS:PORT[,facility=F][,tier=N][,backup][,weight=N][,maxconn=N]...]
                 [--prefer FACILITY] [--priority tier|backup] [--roles DIRECTORY]
                 [--socket MASTER-SOCKET] [--dry-run]
           spillway role remove NAME -f DIRECTORY [-f FILE...] [--socket MASTER-SOCKET]

    'add' writes a small configuration file for the role, NAME.cfg, into the directory, after it was
    checked together with all that is there and the other files of -f. 'remove' takes it back, unless
    something else needs it. 'show' tells a role's parameters and its text.

      --server     a server; those of the preferred facility come first, the others take over
      --prefer     the preferred facility; where nothing is said, that of the first server
      --priority   whether the others are servers of later tiers, or backup servers
      --roles      a directory of roles of one's own, NAME.role; /etc/spillway/roles where it exists
      --socket     has the master that listens there (-S) reload afterwards
      --dry-run    prints the file instead of writing it

    Examples:
      spillway role show postgresql
      spillway role add postgresql --name orders -f /etc/spillway/conf.d --bind :5432 \\
        --check-user spillway --server db1=10.0.1.21:5432,facility=east --server db2=10.0.2.21:5432,facility=west
      spillway role remove orders -f /etc/spillway/conf.d --socket /run/spillway/master.sock
    """;
  }

  /** What stands on the command line. */
  private static final class Words {
    private final List<String> plain = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final List<String> servers = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private boolean isDry;

    static Words read(List<String> arguments) throws RoleException {
      Words words = new Words();
      for (int i = 0; i < arguments.size(); i++) {
        String word = arguments.get(i);
        if (word.equals("--dry-run")) {
          words.isDry = true;
          continue;
        }
        if (!word.startsWith("-")) {
          words.plain.add(word);
          continue;
        }
        if (i + 1 == arguments.size()) {
          throw new RoleException(word + " needs a value");
        }
        String value = arguments.get(++i);
        switch (word) {
          case "-f" -> words.files.add(value);
          case "--server" -> words.servers.add(value);
          default -> {
            if (!word.startsWith("--") || words.values.put(word.substring(2), value) != null) {
              throw new RoleException(word + " stands there twice, or is no option");
            }
          }
        }
      }
      return words;
    }

    String take(String name, String otherwise) {
      String value = values.remove(name);
      return value == null ? otherwise : value;
    }
  }

  @Override
  public int run(List<String> arguments) {
    try {
      Words words = Words.read(arguments);
      String what = words.plain.isEmpty() ? "" : words.plain.removeFirst();
      RoleLibrary library = library(words);
      return switch (what) {
        case "list" -> words.plain.isEmpty() ? list(library) : misused();
        case "show" ->
            words.plain.size() == 1 ? show(library.find(words.plain.getFirst())) : misused();
        case "add" ->
            words.plain.size() == 1 ? add(library.find(words.plain.getFirst()), words) : misused();
        case "remove" ->
            words.plain.size() == 1 ? remove(words.plain.getFirst(), words) : misused();
        default -> misused();
      };
    } catch (RoleException e) {
      return failed(e.getMessage());
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private int misused() {
    program.console().error(help());
    return 1;
  }

  private int failed(String message) {
    program.console().error("spillway: " + message + "\n");
    return 1;
  }

  private static RoleLibrary library(Words words) throws RoleException {
    String given = words.take("roles", "");
    if (!given.isEmpty() && !Files.isDirectory(Path.of(given))) {
      throw new RoleException("--roles: there is no directory " + given);
    }
    if (given.isEmpty()) {
      return new RoleLibrary(Files.isDirectory(OWN_ROLES) ? OWN_ROLES : null);
    }
    return new RoleLibrary(Path.of(given));
  }

  private int list(RoleLibrary library) throws RoleException {
    for (RoleTemplate role : library.all()) {
      String first = role.description().lines().findFirst().orElse("");
      program.console().out("%-20s %s%n".formatted(role.name(), first));
    }
    return 0;
  }

  private int show(RoleTemplate role) {
    StringBuilder out = new StringBuilder();
    out.append(role.name()).append('\n').append(role.description().indent(2)).append('\n');
    out.append("Parameters\n");
    out.append(row("--name", "required", "a name", "what the service is called"));
    if (role.takesServers()) {
      out.append(
          row("--server", "required", "a server", "may be repeated; see 'spillway role --help'"));
    }
    for (RoleParameter parameter : role.parameters()) {
      String value = parameter.value();
      String need = value == null ? "required" : value.isEmpty() ? "optional" : value;
      out.append(row("--" + parameter.name(), need, parameter.expected(), parameter.description()));
    }
    program.console().out(out.append("\nText\n").append(role.text().indent(2)).toString());
    return 0;
  }

  private static String row(String option, String need, String expected, String description) {
    return "  %-20s %-12s %s; %s%n".formatted(option, need, description, expected);
  }

  private int add(RoleTemplate role, Words words) throws RoleException, IOException {
    String name = words.take("name", "");
    String socket = words.take("socket", "");
    String preferred = words.take("prefer", "");
    String priority = words.take("priority", "tier");
    if (!List.of("tier", "backup").contains(priority)) {
      throw new RoleException("--priority: '" + priority + "' (expected: one of tier, backup)");
    }
    Path directory = directory(words.files);
    String body =
        role.render(
            new RoleTemplate.Request(
                name, words.values, words.servers, preferred, priority.equals("backup")));
    RoleFile file = RoleFile.in(directory, name);
    if (file.exists()) {
      throw new RoleException(file.path() + " is there already; take it away first");
    }
    String text = RoleFile.text(role, name, directory.toString(), body);
    String wrong = Loading.check(program, words.files, new ChangedFiles(file.path(), text));
    if (wrong != null) {
      program.console().error(wrong);
      return failed("nothing was written: the configuration would not be valid with " + name);
    }
    if (words.isDry) {
      program.console().out(text);
      return 0;
    }
    file.write(text);
    program.console().out("wrote " + file.path() + "\n");
    return reload(socket);
  }

  private int remove(String name, Words words) throws RoleException, IOException {
    String socket = words.take("socket", "");
    if (!words.values.isEmpty()) {
      return misused();
    }
    RoleFile file = RoleFile.in(directory(words.files), name);
    if (!file.isOfRole()) {
      throw new RoleException(
          file.path() + (file.exists() ? " was not made of a role" : " is not there"));
    }
    ChangedFiles without = new ChangedFiles(file.path(), null);
    String wrong =
        without.isEmpty(words.files) ? null : Loading.check(program, words.files, without);
    if (wrong != null) {
      program.console().error(wrong);
      return failed("nothing was changed: the configuration needs " + name);
    }
    file.delete();
    program.console().out("removed " + file.path() + "\n");
    return reload(socket);
  }

  /** The directory of {@code -f} that files of roles go to. */
  private static Path directory(List<String> files) throws RoleException {
    List<String> directories = files.stream().filter(f -> Files.isDirectory(Path.of(f))).toList();
    if (directories.size() != 1) {
      throw new RoleException(
          directories.isEmpty()
              ? "which directory of configuration files? (expected: -f <directory>)"
              : "-f names several directories (expected: one)");
    }
    return Path.of(directories.getFirst());
  }

  private int reload(@Nullable String socket) throws IOException {
    if (socket == null || socket.isEmpty()) {
      return 0;
    }
    String answer = RuntimeClient.at(socket).ask("reload");
    if (answer.startsWith("Success=1")) {
      program.console().out("reloaded\n");
      return 0;
    }
    return failed("the running process did not reload: " + answer.strip());
  }
}
