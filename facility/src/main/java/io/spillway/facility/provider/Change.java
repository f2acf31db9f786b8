package io.spillway.facility.provider;

/**
 * One step of what a provider is asked to change. Immutable.
 *
 * @param sign {@code +} for what comes, {@code -} for what goes, {@code ~} for what is set
 * @param text the record as a zone file would have it, or the setting
 */
public record Change(char sign, String text) {
  /** A record that the name gets. */
  public static Change add(String name, long seconds, String type, String value) {
    return new Change('+', record(name, seconds, type, value));
  }

  /** A record that the name loses. */
  public static Change remove(String name, long seconds, String type, String value) {
    return new Change('-', record(name, seconds, type, value));
  }

  /** Something else that is set, told as {@code what: value}. */
  public static Change set(String what, Object value) {
    return new Change('~', what + ": " + value);
  }

  private static String record(String name, long seconds, String type, String value) {
    return name + ". " + seconds + " " + type + " " + value;
  }

  @Override
  public String toString() {
    return sign + " " + text;
  }
}
