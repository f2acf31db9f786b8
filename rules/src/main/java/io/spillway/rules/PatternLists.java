package io.spillway.rules;

import io.spillway.config.SourcePosition;
import io.spillway.rules.pattern.PatternList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pattern lists of one configuration. Filled while it is read, by one thread; then {@link #all}
 * is read by any.
 */
public final class PatternLists {
  private static final String VIRTUAL = "virt@";
  private static final String OPTIONAL = "opt@";

  private final RuleContext context;
  private final List<PatternList> lists = new ArrayList<>();

  private PatternLists(RuleContext context) {
    this.context = context;
    context.later(diagnostics -> number());
  }

  /** The lists of the configuration that {@code context} belongs to. */
  public static PatternLists of(RuleContext context) {
    return context.shared(PatternLists.class, () -> new PatternLists(context));
  }

  /** All lists, in the order of the configuration. */
  public List<PatternList> all() {
    return lists;
  }

  /**
   * The list that is in {@code file}, read when it is first asked for. {@code virt@name} is a list
   * without a file; the file of {@code opt@name} may be missing.
   *
   * @throws RuleSyntaxException when the file cannot be read, or was read as the other kind
   */
  public PatternList file(String file, boolean isMap) {
    PatternList known = named(file);
    if (known == null) {
      known = new PatternList(file, isMap, read(file, isMap));
      lists.add(known);
    } else if (known.isMap() != isMap) {
      throw new RuleSyntaxException(
          "the file '"
              + file
              + "' is used as a map and as a list of patterns (expected: one of them; with '-M' an"
              + " ACL takes the keys of a map)");
    }
    return known;
  }

  /** The list that something in the configuration has from {@code file}, or null. */
  public @Nullable PatternList named(String file) {
    for (PatternList list : lists) {
      if (list.file().equals(file)) {
        return list;
      }
    }
    return null;
  }

  private List<PatternList.Line> read(String file, boolean isMap) {
    List<PatternList.Line> lines = new ArrayList<>();
    for (String line : text(file)) {
      String entry = line.strip();
      if (!entry.isEmpty() && !entry.startsWith("#")) {
        lines.add(isMap ? split(entry) : new PatternList.Line(entry, null));
      }
    }
    return lines;
  }

  private List<String> text(String file) {
    if (file.startsWith(VIRTUAL)) {
      return List.of();
    }
    if (file.startsWith(OPTIONAL)) {
      String name = file.substring(OPTIONAL.length());
      return context.exists(name) ? context.lines(name) : List.of();
    }
    return context.lines(file);
  }

  /** A map's line: a key, blanks, and the value up to the end. */
  public static PatternList.Line split(String entry) {
    int end = 0;
    while (end < entry.length() && entry.charAt(end) != ' ' && entry.charAt(end) != '\t') {
      end++;
    }
    return new PatternList.Line(entry.substring(0, end), entry.substring(end).strip());
  }

  /** A list of the patterns that an ACL's line has itself. */
  PatternList inline(List<String> patterns) {
    PatternList list =
        new PatternList(
            "", false, patterns.stream().map(key -> new PatternList.Line(key, null)).toList());
    lists.add(list);
    return list;
  }

  /**
   * Gives {@code list} the number that {@code -u} asks for.
   *
   * @throws RuleSyntaxException when it is no number, or another list has it
   */
  void number(PatternList list, String number) {
    int id = number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : -1;
    if (id < 0) {
      throw new RuleSyntaxException(
          "the argument of '-u' must be an integer, got '" + number + "'");
    }
    for (PatternList other : lists) {
      if (other.id() == id) {
        throw new RuleSyntaxException("the unique id " + id + " is already used");
      }
    }
    list.id(id);
  }

  private void number() {
    Set<Integer> taken = new HashSet<>();
    lists.forEach(list -> taken.add(list.id()));
    int next = 0;
    for (PatternList list : lists) {
      if (list.id() < 0) {
        while (!taken.add(next)) {
          next++;
        }
        list.id(next);
      }
    }
  }

  /** What the runtime API says of a use at {@code position}. */
  static String use(String what, SourcePosition position) {
    return what + " at file '" + position.file() + "' line " + position.line();
  }
}
