package io.spillway.config;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All keywords that the program knows, each with what becomes of it, and all that HAProxy has
 * beside them: whether a keyword works, is accepted without effect or is not implemented. Filled
 * while the program starts and only read afterwards.
 */
public final class KeywordCatalog {
  private final Map<KeywordClass, TreeMap<String, Known>> known = new EnumMap<>(KeywordClass.class);

  /**
   * A keyword of the program.
   *
   * @param state what becomes of it; not {@link KeywordState.NotImplemented}
   * @param detail what listings show beside the name, in the form of HAProxy's listing of the class
   */
  record Known(KeywordState state, String detail) {}

  /** A catalog of the keywords that the first stage of reading understands by itself. */
  public KeywordCatalog() {
    for (KeywordClass keywordClass : KeywordClass.values()) {
      known.put(keywordClass, new TreeMap<>());
    }
    for (EnvironmentChange change : EnvironmentChange.values()) {
      add(KeywordClass.GLOBAL, change.keyword(), KeywordState.WORKS);
    }
  }

  /**
   * Adds the keywords of a table.
   *
   * @throws IllegalStateException when one is there already
   */
  public void add(KeywordTable<?> table) {
    table.keywords().forEach(k -> add(table.keywordClass(), k.name(), k.state()));
  }

  /** Adds a keyword; see {@link #add(KeywordClass, String, KeywordState, String)}. */
  public void add(KeywordClass keywordClass, String name, KeywordState state) {
    add(keywordClass, name, state, "");
  }

  /**
   * Adds a keyword that no table reads: a sample fetch, a converter, an action, a command …
   *
   * @param name its name; an action's with the ruleset: {@code http-request set-header}
   * @param state whether it works, or is accepted without effect
   * @param detail for a keyword that HAProxy does not have, what listings show beside its name: of
   *     a converter {@code (string): str => str}, of a sample fetch the same behind its 22 places;
   *     else the empty string
   * @throws IllegalStateException when it is there already: one feature lives in one place
   */
  public void add(KeywordClass keywordClass, String name, KeywordState state, String detail) {
    if (ofClass(keywordClass).putIfAbsent(name, new Known(state, detail)) != null) {
      throw new IllegalStateException(
          "keyword '" + name + "' is registered twice in class " + keywordClass.label());
    }
  }

  /** What becomes of a keyword, or null where neither this program nor HAProxy knows it. */
  public @Nullable KeywordState stateOf(KeywordClass keywordClass, String name) {
    Known own = ofClass(keywordClass).get(name);
    if (own != null) {
      return own.state();
    }
    if (Reference.entry(keywordClass, name) == null) {
      return null;
    }
    return beginsOwn(keywordClass, name) ? KeywordState.WORKS : KeywordState.NOT_IMPLEMENTED;
  }

  /** Whether {@code name} is what several keywords of the program begin with: {@code timeout}. */
  private boolean beginsOwn(KeywordClass keywordClass, String name) {
    String next = ofClass(keywordClass).ceilingKey(name + " ");
    return next != null && next.startsWith(name + " ");
  }

  /** The names of all keywords of a class, the program's own and HAProxy's, in order. */
  public Collection<String> names(KeywordClass keywordClass) {
    TreeSet<String> names = new TreeSet<>(ofClass(keywordClass).keySet());
    Reference.entries(keywordClass).forEach(entry -> names.add(entry.name()));
    return names;
  }

  /** The program's own keywords of a class by name. */
  TreeMap<String, Known> ofClass(KeywordClass keywordClass) {
    return Objects.requireNonNull(known.get(keywordClass));
  }
}
