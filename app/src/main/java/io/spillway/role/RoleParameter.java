package io.spillway.role;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that a template declares. Immutable.
 *
 * @param name as it stands behind two dashes on the command line
 * @param type what values it takes
 * @param choices the values of {@link Type#CHOICE}
 * @param value what holds where nothing is said; null where something must be, empty for nothing
 * @param description what it means, for people
 */
public record RoleParameter(
    String name, Type type, List<String> choices, @Nullable String value, String description) {
  /** What values are like. All are single words that the configuration needs no quotes for. */
  public enum Type {
    /** A name of proxies and files. */
    NAME("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}", "a name of letters, digits, '-', '_' and '.'"),
    /** Where a frontend listens. */
    BIND(
        "[A-Za-z0-9_.:*\\[\\]@-]*:\\d{1,5}",
        "<address>:<port> or :<port>, such as :5432 or 10.0.1.5:5432"),
    /** A whole number. */
    NUMBER("\\d{1,9}", "a whole number"),
    /** A time. */
    TIME("\\d{1,9}(us|ms|s|m|h|d)?", "a time, such as 500ms, 10s or 1m"),
    /** The path of a file. */
    FILE("[A-Za-z0-9_./@+-]+", "the path of a file, without blanks"),
    /** A word. */
    WORD("[A-Za-z0-9_./:@%+=~?&*-]+", "a word without blanks, quotes, '#' and backslashes"),
    /** One of some words. */
    CHOICE(".*", "");

    private final String pattern;
    private final String expected;

    Type(String pattern, String expected) {
      this.pattern = pattern;
      this.expected = expected;
    }
  }

  public RoleParameter {
    choices = List.copyOf(choices);
  }

  /** What values it takes, for messages. */
  public String expected() {
    return type == Type.CHOICE ? "one of " + String.join(", ", choices) : type.expected;
  }

  /** Refuses a value that it does not take. */
  void verify(String given) throws RoleException {
    boolean fits = type == Type.CHOICE ? choices.contains(given) : given.matches(type.pattern);
    if (!fits) {
      throw new RoleException("--" + name + ": '" + given + "' (expected: " + expected() + ")");
    }
  }
}
