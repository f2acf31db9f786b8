package io.spillway.ops.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what HAProxy and Spillway answer to {@code show stat}. Stateless. */
public final class StatisticsCsv {
  private static final String BEGIN = "# pxname,";

  private StatisticsCsv() {}

  /**
   * The rows of {@code csv}, each as the values of its columns by name; text before the line of
   * names is passed over. Empty values are left out.
   *
   * @throws IllegalArgumentException where there are no statistics
   */
  public static List<Map<String, String>> rows(String csv) {
    int begin = csv.indexOf(BEGIN);
    if (begin < 0) {
      throw new IllegalArgumentException("answers with no statistics");
    }
    List<String> names = List.of();
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : csv.substring(begin + 2).split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      List<String> fields = fields(line);
      if (names.isEmpty()) {
        names = fields;
        continue;
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < Math.min(names.size(), fields.size()); i++) {
        if (!fields.get(i).isEmpty()) {
          row.put(names.get(i), fields.get(i));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  /** Fields with quotes around what holds a comma, and two for one inside (RFC 4180). */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ',' && !isQuoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c != '\r') {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  /** The lines {@code Name: value} of {@code show info} at the beginning of {@code answer}. */
  public static Map<String, String> info(String answer) {
    Map<String, String> info = new LinkedHashMap<>();
    for (String line : answer.split("\n", -1)) {
      if (line.startsWith("#")) {
        break;
      }
      int colon = line.indexOf(": ");
      if (colon > 0) {
        info.put(line.substring(0, colon), line.substring(colon + 2).strip());
      }
    }
    return info;
  }
}
