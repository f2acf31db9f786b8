package io.spillway.rules.converter;

import io.spillway.rules.CallArguments;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A map's file: on each line a key, blanks, and the value up to the end; {@code #} begins a line
 * that is a comment. Immutable.
 *
 * @param keys the keys, compiled; their numbers are places in the two lists
 * @param texts the keys as they are written
 * @param values the values as they are written
 */
record MapFile(PatternSet keys, List<String> texts, List<String> values) {
  /** Loads the file that the first argument names, or takes one loaded before. */
  static MapFile load(CallArguments arguments, MatchMethod method) {
    String file = arguments.text(0);
    if (file.startsWith("virt@") || file.startsWith("opt@")) {
      throw arguments.error(
          "map reference '" + file + "' of HAProxy's is not implemented in Spillway");
    }
    List<String> texts = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String line : arguments.scope().context().lines(file)) {
      String entry = line.strip();
      if (entry.isEmpty() || entry.startsWith("#")) {
        continue;
      }
      int end = 0;
      while (end < entry.length() && entry.charAt(end) != ' ' && entry.charAt(end) != '\t') {
        end++;
      }
      texts.add(entry.substring(0, end));
      values.add(entry.substring(end).strip());
    }
    try {
      return new MapFile(
          new PatternSet(method, false, false, texts), List.copyOf(texts), List.copyOf(values));
    } catch (IllegalArgumentException e) {
      throw arguments.error(e.getMessage() + " in file '" + file + "'");
    }
  }
}
