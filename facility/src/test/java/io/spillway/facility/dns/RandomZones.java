package io.spillway.facility.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Zones and names made by chance, small enough that names meet. */
final class RandomZones {
  private static final List<String> LABELS = List.of("a", "b", "c", "*", "www", "x-y");

  private final Random random;

  RandomZones(long seed) {
    random = new Random(seed);
  }

  /**
   * The text of a zone file with records of every sort that servers treat in a way of their own.
   */
  String zone(boolean delegates) {
    StringBuilder text =
        new StringBuilder(
            "$TTL 600\n@ SOA ns1 hostmaster 7 3600 600 86400 300\n@ NS ns1\nns1 A 192.0.2.53\n");
    Map<String, String> kinds = new HashMap<>();
    Set<String> lines = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      String name = owner();
      String kind = kinds.computeIfAbsent(name, _ -> kind(delegates, name));
      String line = record(name, kind);
      if (!isBelow(name, kinds, kind) && lines.add(kind.equals("CNAME") ? name : line)) {
        text.append(line);
      }
    }
    return text.toString();
  }

  private String kind(boolean delegates, String name) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> "CNAME";
      case 2 -> delegates && !name.contains("*") ? "NS" : "A";
      case 3 -> name.contains("*") ? "A" : "DNAME";
      case 4 -> "TXT";
      case 5 -> "MX";
      default -> "A";
    };
  }

  /** Whether a record would stand where only a delegation's or DNAME's target can tell of it. */
  private static boolean isBelow(String name, Map<String, String> kinds, String kind) {
    for (Map.Entry<String, String> other : kinds.entrySet()) {
      boolean below = name.endsWith("." + other.getKey());
      boolean above = other.getKey().endsWith("." + name);
      if (below && (other.getValue().equals("DNAME") || other.getValue().equals("NS"))) {
        return true;
      }
      if (above && (kind.equals("DNAME") || kind.equals("NS"))) {
        return true;
      }
    }
    return false;
  }

  private String record(String name, String kind) {
    String data =
        switch (kind) {
          case "A" -> "192.0.2." + random.nextInt(256);
          case "TXT" -> "\"text " + random.nextInt(3) + "\"";
          case "MX" -> random.nextInt(3) + " " + owner();
          case "NS" -> "ns" + random.nextInt(2) + ".example.net.";
          case "DNAME" -> "d" + random.nextInt(2) + ".target";
          default -> random.nextInt(4) == 0 ? "www.example.net." : owner().replace("*", "a");
        };
    return kind.equals("DNAME")
        ? name + " DNAME " + "target\n"
        : name + " " + kind + " " + data + "\n";
  }

  /** A name relative to the zone. */
  String owner() {
    List<String> labels = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String label = LABELS.get(random.nextInt(LABELS.size()));
      labels.add(i > 0 && label.equals("*") ? "b" : label);
    }
    return String.join(".", labels);
  }

  /** One of these. */
  <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
