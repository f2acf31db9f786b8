package io.spillway.role;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A server that a role is given: {@code db1=10.0.1.21:5432,facility=primary}. Immutable.
 *
 * @param name its name
 * @param address its address and port
 * @param words what else was said of it
 */
record RoleServer(String name, String address, Map<String, String> words) {
  private static final List<String> KNOWN =
      List.of("facility", "tier", "backup", "weight", "maxconn");
  private static final String FORM =
      "<name>=<address>:<port>[,facility=<name>][,tier=<number>][,backup][,weight=<number>]"
          + "[,maxconn=<number>]";

  RoleServer {
    words = Map.copyOf(words);
  }

  static RoleServer parse(String text) throws RoleException {
    String[] parts = text.split(",", -1);
    int equals = parts[0].indexOf('=');
    String name = equals < 0 ? "" : parts[0].substring(0, equals);
    String address = parts[0].substring(equals + 1);
    if (!name.matches("[A-Za-z0-9_.:-]{1,64}")
        || !address.matches("[A-Za-z0-9_.:\\[\\]-]+:\\d{1,5}")) {
      throw refused(text, "expected: " + FORM);
    }
    Map<String, String> words = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int at = parts[i].indexOf('=');
      String word = at < 0 ? parts[i] : parts[i].substring(0, at);
      String value = at < 0 ? "" : parts[i].substring(at + 1);
      if (!KNOWN.contains(word)) {
        throw refused(text, "'" + word + "' is not known; expected: " + FORM);
      }
      verify(text, word, value);
      words.put(word, value);
    }
    if (words.containsKey("facility")
        && (words.containsKey("tier") || words.containsKey("backup"))) {
      throw refused(text, "a facility gives the tier; say one of them");
    }
    return new RoleServer(name, address, words);
  }

  private static void verify(String text, String word, String value) throws RoleException {
    boolean fits =
        switch (word) {
          case "backup" -> value.isEmpty();
          case "facility" -> value.matches("[A-Za-z0-9_.-]{1,64}");
          default -> value.matches("\\d{1,6}");
        };
    if (!fits) {
      throw refused(text, "'" + word + "' cannot be '" + value + "'; expected: " + FORM);
    }
  }

  private static RoleException refused(String text, String why) {
    return new RoleException("--server: '" + text + "' (" + why + ")");
  }

  /**
   * The facilities of {@code servers}, the preferred one first, the others as they are named first.
   *
   * @param preferred a facility, or the empty string for that of the first server that has one
   */
  static List<String> facilities(List<RoleServer> servers, String preferred) throws RoleException {
    Set<String> facilities = new LinkedHashSet<>();
    for (RoleServer server : servers) {
      String facility = server.words.get("facility");
      if (facility != null) {
        facilities.add(facility);
      }
    }
    List<String> ordered = new ArrayList<>(facilities);
    if (!preferred.isEmpty()) {
      if (!ordered.remove(preferred)) {
        throw new RoleException(
            "--prefer: no server is in facility '"
                + preferred
                + "' (expected: "
                + (facilities.isEmpty()
                    ? "a facility of a --server"
                    : "one of " + String.join(", ", facilities))
                + ")");
      }
      ordered.addFirst(preferred);
    }
    return ordered;
  }

  /**
   * Its line.
   *
   * @param options what stands on all lines; may be empty
   * @param facilities in the order in which they are preferred
   * @param usesBackup whether what is not preferred is a backup server rather than of a later tier
   */
  String line(String options, List<String> facilities, boolean usesBackup) {
    StringBuilder line = new StringBuilder("server ").append(name).append(' ').append(address);
    if (!options.isEmpty()) {
      line.append(' ').append(options);
    }
    for (String word : List.of("weight", "maxconn", "tier")) {
      if (words.containsKey(word)) {
        line.append(' ').append(word).append(' ').append(words.get(word));
      }
    }
    if (words.containsKey("backup")) {
      line.append(" backup");
    }
    String facility = words.get("facility");
    if (facility != null && facilities.size() > 1) {
      int rank = facilities.indexOf(facility);
      if (!usesBackup) {
        line.append(" tier ").append(rank + 1);
      } else if (rank > 0) {
        line.append(" backup");
      }
    }
    return facility == null ? line.toString() : line.append("  # ").append(facility).toString();
  }
}
