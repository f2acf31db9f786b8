package io.spillway.rules;

import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.rules.action.Services;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The words of the rule language: fetches, converters, ACL names, actions and aliases of log
 * formats. {@link StandardRules} fills one with what this module has; upper modules add their own.
 * Filled while the program starts and only read afterwards.
 */
public final class RuleRegistry {
  private final Map<String, Fetch> fetches = new TreeMap<>();
  private final Map<String, Converter> converters = new TreeMap<>();
  private final Map<String, AclName> aclNames = new TreeMap<>();
  private final Map<String, LogAlias> aliases = new TreeMap<>();
  private final Map<RulesetKind, Map<String, Action.Definition>> actions =
      new EnumMap<>(RulesetKind.class);

  /** Adds a fetch; its name must be free. */
  public void add(Fetch fetch) {
    addOnce(fetches, fetch.name(), fetch);
  }

  /** Adds a converter; its name must be free. */
  public void add(Converter converter) {
    addOnce(converters, converter.name(), converter);
  }

  /** Adds an ACL name; it must be free. */
  public void add(AclName name) {
    addOnce(aclNames, name.name(), name);
  }

  /** Adds an alias of log formats; its name must be free. */
  public void add(LogAlias alias) {
    addOnce(aliases, alias.name(), alias);
  }

  /** Adds an action to the rulesets that it names; it must be new to them. */
  public void add(Action.Definition action) {
    for (RulesetKind kind : action.kinds()) {
      addOnce(actions.computeIfAbsent(kind, k -> new TreeMap<>()), action.name(), action);
    }
  }

  /** Adds fetches; see {@link #add(Fetch)}. */
  public void addFetches(List<Fetch> added) {
    added.forEach(this::add);
  }

  /** Adds converters; see {@link #add(Converter)}. */
  public void addConverters(List<Converter> added) {
    added.forEach(this::add);
  }

  /** Adds ACL names; see {@link #add(AclName)}. */
  public void addAclNames(List<AclName> added) {
    added.forEach(this::add);
  }

  /** Adds actions; see {@link #add(Action.Definition)}. */
  public void addActions(List<Action.Definition> added) {
    added.forEach(this::add);
  }

  /** Adds aliases; see {@link #add(LogAlias)}. */
  public void addAliases(List<LogAlias> added) {
    added.forEach(this::add);
  }

  private static <T> void addOnce(Map<String, T> map, String name, T value) {
    if (map.putIfAbsent(name, value) != null) {
      throw new IllegalStateException("'" + name + "' is registered twice");
    }
  }

  /** The fetch called {@code name}, or null. */
  public @Nullable Fetch fetch(String name) {
    return fetches.get(name);
  }

  /** The converter called {@code name}, or null. */
  public @Nullable Converter converter(String name) {
    return converters.get(name);
  }

  /** The ACL name {@code name}, or null. */
  public @Nullable AclName aclName(String name) {
    return aclNames.get(name);
  }

  /** The alias called {@code name}, or null. */
  public @Nullable LogAlias alias(String name) {
    return aliases.get(name);
  }

  /** The action whose word is, or begins, {@code word} in rules of {@code kind}; null for none. */
  public Action.@Nullable Definition action(RulesetKind kind, String word) {
    Map<String, Action.Definition> known = actions.getOrDefault(kind, Map.of());
    Action.Definition exact = known.get(word);
    if (exact != null) {
      return exact;
    }
    Action.Definition longest = null;
    for (Action.Definition candidate : known.values()) {
      if (candidate.hasPrefix()
          && word.startsWith(candidate.name())
          && (longest == null || candidate.name().length() > longest.name().length())) {
        longest = candidate;
      }
    }
    return longest;
  }

  /** All fetches by name. */
  public Collection<Fetch> fetches() {
    return Collections.unmodifiableCollection(fetches.values());
  }

  /** All converters by name. */
  public Collection<Converter> converters() {
    return Collections.unmodifiableCollection(converters.values());
  }

  /** All actions of rules of {@code kind} by name. */
  public Collection<Action.Definition> actions(RulesetKind kind) {
    return Collections.unmodifiableCollection(actions.getOrDefault(kind, Map.of()).values());
  }

  /** The lines that {@code -dK} prints for one of the classes of this registry. */
  public List<String> listing(KeywordClass keywordClass) {
    List<String> lines = new ArrayList<>();
    switch (keywordClass) {
      case SAMPLE_FETCH -> fetches.values().forEach(fetch -> lines.add(listing(fetch)));
      case CONVERTER -> converters.values().forEach(converter -> lines.add(converter.toString()));
      case ACL -> aclNames.values().forEach(name -> lines.add(name.toString()));
      case ACTION -> {
        for (RulesetKind kind : RulesetKind.values()) {
          actions(kind)
              .forEach(
                  action ->
                      lines.add(
                          kind.keyword() + " " + action.name() + (action.hasPrefix() ? "*" : "")));
        }
      }
      default -> {}
    }
    return lines;
  }

  /** Tells {@code catalog} the state of every word. */
  public void describe(KeywordCatalog catalog) {
    for (Fetch fetch : fetches.values()) {
      catalog.add(KeywordClass.SAMPLE_FETCH, fetch.name(), fetch.state());
    }
    for (Converter converter : converters.values()) {
      catalog.add(KeywordClass.CONVERTER, converter.name(), converter.state());
    }
    for (AclName name : aclNames.values()) {
      catalog.add(KeywordClass.ACL, name.name(), KeywordState.WORKS);
    }
    for (String service : Services.NAMES) {
      catalog.add(KeywordClass.SERVICE, service, KeywordState.WORKS);
    }
    for (RulesetKind kind : RulesetKind.values()) {
      for (Action.Definition action : actions(kind)) {
        catalog.add(KeywordClass.ACTION, kind.keyword() + " " + action.name(), action.state());
      }
    }
  }

  private static String listing(Fetch fetch) {
    StringBuilder line = new StringBuilder("[ ");
    for (Place place : Place.values()) {
      line.append(fetch.source().isAt(place) ? "Y " : ". ");
    }
    return line.append("] ").append(fetch).toString();
  }
}
