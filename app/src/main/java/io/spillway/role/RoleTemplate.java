package io.spillway.role;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A role: a text of configuration with declared parameters. Immutable.
 *
 * <p>The text begins with comments that say what it is for, goes on with a line for each parameter
 * ({@code parameter <name> <type> required|optional|default <value> : <description>}; a choice is
 * written {@code a|b|c}), and then, behind a line {@code ---}, has the configuration. There
 * {@code @{name}} stands for a value, {@code @servers <words>} for the {@code server} lines, each
 * with those words, and lines between {@code @if <name>}, {@code @else} and {@code @end} are there
 * where the parameter has a value, or has not; {@code @if <name>=<value>} asks for a certain one.
 */
public final class RoleTemplate {
  private static final Pattern DECLARATION =
      Pattern.compile(
          "parameter (?<name>[a-z][a-z0-9-]*) (?<type>\\S+)"
              + " (?<need>required|optional|default (?<value>\\S+)) : (?<description>.+)");
  private static final Pattern REFERENCE = Pattern.compile("@\\{([a-z][a-z0-9-]*)\\}");
  private static final String SERVERS = "@servers";

  private final String name;
  private final String description;
  private final Map<String, RoleParameter> parameters;
  private final List<String> body;

  private RoleTemplate(
      String name, String description, Map<String, RoleParameter> parameters, List<String> body) {
    this.name = name;
    this.description = description;
    this.parameters = parameters;
    this.body = body;
  }

  /**
   * Reads a template.
   *
   * @param name what the role is called
   */
  static RoleTemplate parse(String name, String text) throws RoleException {
    List<String> description = new ArrayList<>();
    Map<String, RoleParameter> parameters = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    int at = 0;
    for (; at < lines.size() && !lines.get(at).equals("---"); at++) {
      String line = lines.get(at).strip();
      if (line.startsWith("#")) {
        description.add(line.substring(1).strip());
      } else if (!line.isEmpty()) {
        RoleParameter parameter = declaration(line, name, at + 1);
        parameters.put(parameter.name(), parameter);
      }
    }
    if (at == lines.size()) {
      throw new RoleException("role " + name + ": there is no line '---' before the configuration");
    }
    RoleTemplate template =
        new RoleTemplate(
            name, String.join("\n", description), parameters, lines.subList(at + 1, lines.size()));
    template.verifyReferences(at + 1);
    return template;
  }

  private static RoleParameter declaration(String line, String role, int number)
      throws RoleException {
    Matcher matcher = DECLARATION.matcher(line);
    if (!matcher.matches()) {
      throw new RoleException(
          "role "
              + role
              + ", line "
              + number
              + ": '"
              + line
              + "' (expected: parameter <name> <type> required|optional|default <value> :"
              + " <description>)");
    }
    String type = matcher.group("type");
    List<String> choices = type.contains("|") ? List.of(type.split("\\|")) : List.of();
    RoleParameter.Type known = RoleParameter.Type.CHOICE;
    if (choices.isEmpty()) {
      known = null;
      for (RoleParameter.Type candidate : RoleParameter.Type.values()) {
        if (candidate != RoleParameter.Type.CHOICE
            && candidate.name().toLowerCase(Locale.ROOT).equals(type)) {
          known = candidate;
        }
      }
    }
    if (known == null) {
      throw new RoleException(
          "role "
              + role
              + ", line "
              + number
              + ": there is no type '"
              + type
              + "' (expected: name, bind, number, time, file, word or a|b|c)");
    }
    String need = matcher.group("need");
    String value =
        need.equals("required") ? null : need.equals("optional") ? "" : matcher.group("value");
    return new RoleParameter(
        matcher.group("name"), known, choices, value, matcher.group("description"));
  }

  private void verifyReferences(int before) throws RoleException {
    int depth = 0;
    for (int i = 0; i < body.size(); i++) {
      String line = body.get(i).strip();
      Matcher matcher = REFERENCE.matcher(line);
      while (matcher.find()) {
        verifyKnown(matcher.group(1), before + i + 1);
      }
      if (line.startsWith("@if ")) {
        verifyKnown(line.substring(4).split("=", 2)[0].strip(), before + i + 1);
        depth++;
      } else if (line.equals("@end")) {
        depth--;
      }
    }
    if (depth != 0) {
      throw new RoleException("role " + name + ": '@if' and '@end' are not as many");
    }
  }

  private void verifyKnown(String parameter, int line) throws RoleException {
    if (!parameters.containsKey(parameter) && !parameter.equals("name")) {
      throw new RoleException(
          "role " + name + ", line " + line + ": no parameter '" + parameter + "' is declared");
    }
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** What it is for; the first line says it in a sentence. */
  public String description() {
    return description;
  }

  /** Its parameters, in their order. */
  public List<RoleParameter> parameters() {
    return List.copyOf(parameters.values());
  }

  /** Whether it takes servers. */
  public boolean takesServers() {
    return body.stream().anyMatch(line -> line.strip().startsWith(SERVERS));
  }

  /** The configuration as it is written, with its marks. */
  public String text() {
    return String.join("\n", body) + "\n";
  }

  /**
   * What a role is made with.
   *
   * @param name what the service is called
   * @param values values of parameters
   * @param servers its servers
   * @param preferred the facility whose servers come first, or the empty string
   * @param usesBackup whether the others are backup servers rather than of later tiers
   */
  public record Request(
      String name,
      Map<String, String> values,
      List<String> servers,
      String preferred,
      boolean usesBackup) {
    public Request {
      values = Map.copyOf(values);
      servers = List.copyOf(servers);
    }
  }

  /** Makes the configuration. */
  public String render(Request request) throws RoleException {
    new RoleParameter("name", RoleParameter.Type.NAME, List.of(), null, "").verify(request.name());
    Map<String, String> values = values(request);
    values.put("name", request.name());
    List<RoleServer> servers = new ArrayList<>();
    for (String server : request.servers()) {
      servers.add(RoleServer.parse(server));
    }
    if (takesServers() == servers.isEmpty()) {
      throw new RoleException(
          takesServers()
              ? "role " + name + " needs servers (expected: --server <name>=<address>:<port>)"
              : "role " + name + " takes no servers");
    }
    List<String> facilities = RoleServer.facilities(servers, request.preferred());
    StringBuilder out = new StringBuilder();
    List<Boolean> shown = new ArrayList<>();
    for (String line : body) {
      String word = line.strip();
      if (word.startsWith("@if ")) {
        shown.add(holds(word.substring(4).strip(), values));
      } else if (word.equals("@else")) {
        shown.add(!shown.removeLast());
      } else if (word.equals("@end")) {
        shown.removeLast();
      } else if (!shown.contains(false)) {
        append(out, line, values, servers, facilities, request.usesBackup());
      }
    }
    return out.toString();
  }

  private static boolean holds(String condition, Map<String, String> values) {
    String[] parts = condition.split("=", 2);
    String value = values.getOrDefault(parts[0], "");
    return parts.length == 1 ? !value.isEmpty() : value.equals(parts[1]);
  }

  private static void append(
      StringBuilder out,
      String line,
      Map<String, String> values,
      List<RoleServer> servers,
      List<String> facilities,
      boolean usesBackup) {
    String filled =
        REFERENCE
            .matcher(line)
            .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
    String word = filled.strip();
    if (!word.startsWith(SERVERS)) {
      out.append(filled.stripTrailing()).append('\n');
      return;
    }
    String indent = filled.substring(0, filled.indexOf(SERVERS));
    String options = word.substring(SERVERS.length()).strip();
    for (RoleServer server : servers) {
      out.append(indent).append(server.line(options, facilities, usesBackup)).append('\n');
    }
  }

  private Map<String, String> values(Request request) throws RoleException {
    for (String given : request.values().keySet()) {
      if (!parameters.containsKey(given)) {
        throw new RoleException(
            "role "
                + name
                + " has no parameter '--"
                + given
                + "' (expected: --name, --server"
                + parameters.keySet().stream()
                    .map(known -> ", --" + known)
                    .reduce("", String::concat)
                + ")");
      }
    }
    Map<String, String> values = new HashMap<>();
    for (RoleParameter parameter : parameters.values()) {
      String given = request.values().get(parameter.name());
      @Nullable String value = given == null ? parameter.value() : given;
      if (value == null) {
        throw new RoleException(
            "role "
                + name
                + " needs --"
                + parameter.name()
                + " (expected: "
                + parameter.expected()
                + ")");
      }
      if (given != null || !value.isEmpty()) {
        parameter.verify(value);
      }
      values.put(parameter.name(), value);
    }
    return values;
  }
}
