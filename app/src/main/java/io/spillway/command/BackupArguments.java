package io.spillway.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code spillway backup}. Immutable.
 *
 * @param action what to do
 * @param words which backups
 * @param files of {@code -f}
 * @param values of the options that take one, by their names
 * @param flags options without a value
 */
record BackupArguments(
    String action,
    List<String> words,
    List<String> files,
    Map<String, String> values,
    Set<String> flags) {
  private static final Map<String, Integer> MOST_WORDS =
      Map.of("now", 0, "list", 0, "show", 1, "diff", 2, "verify", 1, "restore", 0);
  private static final Set<String> PLACE_VALUES =
      Set.of("--from", "--region", "--endpoint", "--profile", "--instance", "--key-file");
  private static final Set<String> RESTORE_VALUES = Set.of("--at", "--to", "--keep");
  private static final Set<String> RESTORE_FLAGS = Set.of("--apply", "--force");

  /** Reads {@code arguments}; null where they make no sense. */
  static @Nullable BackupArguments read(List<String> arguments) {
    if (arguments.isEmpty() || !MOST_WORDS.containsKey(arguments.getFirst())) {
      return null;
    }
    String action = arguments.getFirst();
    boolean restores = action.equals("restore");
    List<String> words = new ArrayList<>();
    List<String> files = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean takesValue =
          argument.equals("-f")
              || PLACE_VALUES.contains(argument)
              || (restores && RESTORE_VALUES.contains(argument));
      if (takesValue && i + 1 == arguments.size()) {
        return null;
      }
      if (argument.equals("-f")) {
        files.add(arguments.get(++i));
      } else if (takesValue) {
        values.put(argument, arguments.get(++i));
      } else if (argument.equals("--path-style")
          || (restores && RESTORE_FLAGS.contains(argument))) {
        flags.add(argument);
      } else if (argument.startsWith("-")) {
        return null;
      } else {
        words.add(argument);
      }
    }
    BackupArguments read = new BackupArguments(action, words, files, values, flags);
    return read.makesSense() ? read : null;
  }

  private boolean makesSense() {
    boolean isPlaced =
        action.equals("now")
            ? !files.isEmpty() && values.isEmpty() && flags.isEmpty()
            : files.isEmpty() == values.containsKey("--from");
    return isPlaced
        && words.size() <= MOST_WORDS.getOrDefault(action, 0)
        && !(values.containsKey("--to") && flags.contains("--apply"));
  }

  /** The value of an option, or null. */
  @Nullable String value(String option) {
    return values.get(option);
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }
}
