package io.spillway.config;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a configuration can expand, and change while it is read. It begins as a copy
 * of the process's own environment; the process's is never touched. Values hold one character for
 * each byte, as {@link Word#text} does. Confined to the thread that reads the configuration.
 */
public final class Environment {
  private final Map<String, String> variables;

  /** An environment that begins with {@code variables}. */
  public Environment(Map<String, String> variables) {
    this.variables = new TreeMap<>(variables);
  }

  /** The environment that the process was started with. */
  public static Environment ofProcess() {
    Environment environment = new Environment(Map.of());
    System.getenv()
        .forEach((name, value) -> environment.set(Word.encode(name), Word.encode(value)));
    return environment;
  }

  /** The value of {@code name}, or null where it is not set. */
  public @Nullable String get(String name) {
    return variables.get(name);
  }

  /** Sets {@code name}, replacing what it was. */
  public void set(String name, String value) {
    variables.put(name, value);
  }

  /** Sets {@code name} unless it is set already, be it to nothing. */
  public void setIfAbsent(String name, String value) {
    variables.putIfAbsent(name, value);
  }

  /** Removes {@code name}. */
  public void unset(String name) {
    variables.remove(name);
  }

  /** Removes all variables but {@code names}. */
  public void keepOnly(Collection<String> names) {
    variables.keySet().retainAll(names);
  }

  /** A copy of all variables by name. */
  public Map<String, String> all() {
    return Map.copyOf(variables);
  }
}
