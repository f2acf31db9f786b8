package io.spillway.facility.provider;

/**
 * A TXT record that stands for a while, beside others of the same name. Immutable.
 *
 * @param name the fully qualified name in lower case, without a dot at its end
 * @param value one string of at most 255 printable ASCII characters, without quotes
 */
public record TextRecord(String name, String value) {
  /** How long resolvers may keep it, in seconds: as little as all providers take. */
  public static final int SECONDS = 60;
}
