package io.spillway.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case as written: what it shows, its proxies, scripts and listed differences. Immutable.
 *
 * @param area the directory it is in
 * @param name the file's name without {@code .case}, the name of its proxies
 * @param title the comment that the file begins with
 * @param config its part of the area's configuration, placeholders unresolved
 * @param origins for each scripted origin, the lines of its script
 * @param client the lines of the client's script
 * @param differences listed differences, by aspect
 * @param replacements what else differs from one run to the next, and what to put in its place
 * @param ignored aspects that are not compared
 */
record CaseFile(
    String area,
    String name,
    String title,
    List<String> config,
    Map<String, List<String>> origins,
    List<String> client,
    List<Difference> differences,
    List<Replacement> replacements,
    Set<String> ignored) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)\\}\\}");

  /**
   * A deliberate difference from the oracle.
   *
   * @param aspect what differs: {@code client NAME}, {@code origin NAME}, {@code order}, {@code
   *     logs} or {@code start}
   * @param reason why, for the reader of the documentation
   * @param expected what the subject must show all the same
   */
  record Difference(String aspect, String reason, List<Pattern> expected) {}

  /** A regular expression and what its matches become before the comparison. */
  record Replacement(Pattern pattern, String with) {}

  static CaseFile read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String area = String.valueOf(file.toAbsolutePath().getParent().getFileName());
    String name = file.getFileName().toString().replaceFirst("\\.case$", "");
    StringBuilder title = new StringBuilder();
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = null;
    for (String line : lines) {
      if (line.startsWith("[") && line.endsWith("]")) {
        current = new ArrayList<>();
        if (sections.put(line.substring(1, line.length() - 1), current) != null) {
          throw new IllegalArgumentException(file + ": two sections " + line);
        }
      } else if (current != null) {
        current.add(line);
      } else if (line.startsWith("#")) {
        title.append(title.isEmpty() ? "" : " ").append(line.substring(1).strip());
      }
    }
    return assemble(file, area, name, title.toString(), sections);
  }

  private static CaseFile assemble(
      Path file, String area, String name, String title, Map<String, List<String>> sections) {
    List<String> config = null;
    List<String> client = List.of();
    Map<String, List<String>> origins = new LinkedHashMap<>();
    List<Difference> differences = new ArrayList<>();
    List<Replacement> replacements = new ArrayList<>();
    Set<String> ignored = new TreeSet<>();
    for (Map.Entry<String, List<String>> section : sections.entrySet()) {
      String[] head = section.getKey().split(" ", 2);
      List<String> body = withoutBlankEnd(section.getValue());
      switch (head[0]) {
        case "config" -> config = body;
        case "listen" -> config = listen(body);
        case "client" -> client = body;
        case "origin" -> origins.put(head[1], body);
        case "difference" -> differences.add(difference(head[1], body));
        case "replace" -> body.forEach(line -> replacements.add(replacement(line)));
        case "ignore" -> ignored.addAll(body);
        default -> throw new IllegalArgumentException(file + ": unknown section " + head[0]);
      }
    }
    if (title.isEmpty() || client.isEmpty()) {
      throw new IllegalArgumentException(file + ": a case has a title and a [client]");
    }
    return new CaseFile(
        area,
        name,
        title,
        List.copyOf(config == null ? listen(List.of()) : config),
        origins,
        List.copyOf(client),
        List.copyOf(differences),
        List.copyOf(replacements),
        ignored);
  }

  /** The names between double braces in the configuration. */
  Set<String> placeholders() {
    Set<String> names = new TreeSet<>();
    for (String line : config) {
      Matcher placeholder = PLACEHOLDER.matcher(line);
      while (placeholder.find()) {
        names.add(placeholder.group(1));
      }
    }
    names.remove("cases");
    return names;
  }

  /** The whole proxy that a {@code [listen]} section, or none at all, stands for. */
  private static List<String> listen(List<String> directives) {
    List<String> config = new ArrayList<>(List.of("listen @", "  bind {{bind}}"));
    if (directives.stream().noneMatch(line -> line.strip().startsWith("log "))) {
      config.add("  log {{log}} local0");
    }
    config.addAll(directives);
    if (directives.stream().noneMatch(line -> line.strip().startsWith("server "))) {
      config.add("  server s1 {{s1}}");
    }
    return config;
  }

  private static Difference difference(String aspect, List<String> body) {
    List<Pattern> expected = new ArrayList<>();
    StringBuilder reason = new StringBuilder();
    for (String line : body) {
      if (line.startsWith("shows ")) {
        expected.add(Pattern.compile(line.substring("shows ".length()), Pattern.DOTALL));
      } else {
        reason.append(reason.isEmpty() ? "" : " ").append(line.strip());
      }
    }
    if (reason.isEmpty()) {
      throw new IllegalArgumentException("a difference without a reason: " + aspect);
    }
    return new Difference(aspect, reason.toString().strip(), List.copyOf(expected));
  }

  private static Replacement replacement(String line) {
    String[] parts = line.split(" => ", -1);
    return new Replacement(Pattern.compile(parts[0]), parts[1]);
  }

  private static List<String> withoutBlankEnd(List<String> lines) {
    int end = lines.size();
    while (end > 0 && lines.get(end - 1).isBlank()) {
      end--;
    }
    return List.copyOf(lines.subList(0, end));
  }

  @Override
  public String toString() {
    return area + "/" + name;
  }
}
