package io.spillway.command;

import io.spillway.ops.backup.TextDifference;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.Explanation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code spillway diff}: what a reload would change. */
final class DiffCommand implements Command {
  private static final int SAME = 0;
  private static final int DIFFERENT = 1;
  private static final int TROUBLE = 2;
  private static final String INDENT = "    ";

  private final Program program;

  DiffCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "diff";
  }

  @Override
  public String summary() {
    return "shows what a reload would change, before it is done";
  }

  @Override
  public String help() {
    return """
    Usage: spillway diff -f FILE... [--socket ADDRESS]

    Reads the files and asks the process that runs for its configuration, over the 'stats socket'
    that the files name or over the one at ADDRESS, which has to be of level admin. Prints
    the settings of 'global' and of proxies that only one of the two has, defaults filled in: '-'
    before what would go, '+' before what would come. Passwords, other sections, and the contents
    of files that the configuration names (maps, certificates) are not compared. Exit codes: 0 where nothing would change, 1 where
    something would, 2 where that cannot be told.

    Examples:
      spillway diff -f /etc/haproxy/haproxy.cfg
      spillway diff -f /etc/spillway/conf.d --socket /run/spillway/admin.sock
    """;
  }

  @Override
  public int run(List<String> arguments) {
    RuntimeArguments read = RuntimeArguments.read(arguments);
    if (read == null
        || read.files().isEmpty()
        || !read.words().isEmpty()
        || read.json()
        || read.time() != null) {
      program.console().error(help());
      return TROUBLE;
    }
    Loading loading = Loading.ofFiles(program, read.files());
    Configuration configuration = loading.load();
    if (configuration == null) {
      program.console().error(loading.report());
      return TROUBLE;
    }
    RuntimeClient client = read.client(program);
    if (client == null) {
      return TROUBLE;
    }
    try {
      String running = client.ask("show config");
      if (running.startsWith("Unknown command") || running.startsWith("Permission denied")) {
        program
            .console()
            .error("spillway: the process says: " + running.lines().findFirst().orElse("") + "\n");
        return TROUBLE;
      }
      String wanted = Explanation.of(configuration, loading.reader()::lineAt).plain();
      String differences = differences(parts(running), parts(wanted));
      program.console().out(differences.isEmpty() ? "Nothing would change.\n" : differences);
      return differences.isEmpty() ? SAME : DIFFERENT;
    } catch (IOException e) {
      program.console().error("spillway: " + e.getMessage() + "\n");
      return TROUBLE;
    }
  }

  /** The lines of each section, and of each line that has words of its own. */
  private static Map<String, List<String>> parts(String text) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    String section = "";
    String part = "";
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      String own = line.strip();
      int depth = (line.length() - line.stripLeading().length()) / INDENT.length();
      boolean isInner = own.startsWith("bind ") || own.startsWith("server ");
      if (depth == 0) {
        section = own;
        part = own;
        parts.put(part, new ArrayList<>());
      } else if (depth == 1 && isInner) {
        part = section + ": " + own;
        parts.put(part, new ArrayList<>());
      } else {
        parts.computeIfAbsent(part, key -> new ArrayList<>()).add(own);
      }
    }
    return parts;
  }

  private static String differences(
      Map<String, List<String>> before, Map<String, List<String>> after) {
    StringBuilder out = new StringBuilder();
    Set<String> all = new LinkedHashSet<>(before.keySet());
    all.addAll(after.keySet());
    for (String part : all) {
      List<String> old = before.get(part);
      List<String> now = after.get(part);
      if (old != null && now != null) {
        List<String> lines = TextDifference.of(bytes(old), bytes(now));
        if (!lines.isEmpty()) {
          out.append("  ").append(part).append('\n');
          lines.forEach(
              line ->
                  out.append(line.charAt(0)).append(INDENT).append(line.substring(1)).append('\n'));
        }
      } else {
        char mark = old == null ? '+' : '-';
        out.append(mark).append(' ').append(part).append('\n');
        for (String line : old == null ? List.copyOf(after.getOrDefault(part, List.of())) : old) {
          out.append(mark).append(INDENT).append(' ').append(line).append('\n');
        }
      }
    }
    return out.toString();
  }

  private static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
