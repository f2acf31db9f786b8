package io.spillway.proxy.stats;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code show stat}: the values that make sense for its object, the others missing.
 * Confined to the thread that fills and prints it.
 */
public final class StatRow {
  /** What a row is about; the order is that of the numbers in the type column. */
  public enum Kind {
    FRONTEND,
    BACKEND,
    SERVER,
    LISTENER;

    /** The letter in typed output. */
    public char letter() {
      return name().charAt(0);
    }
  }

  private final Kind kind;
  private final @Nullable Object[] values = new Object[StatField.values().length];

  /** An empty row. */
  public StatRow(Kind kind) {
    this.kind = kind;
    put(StatField.TYPE, kind.ordinal());
  }

  /** What it is about. */
  public Kind kind() {
    return kind;
  }

  StatRow put(StatField field, long value) {
    values[field.ordinal()] = value;
    return this;
  }

  StatRow put(StatField field, @Nullable String value) {
    values[field.ordinal()] = value;
    return this;
  }

  /** The value as it is printed, or null where there is none. */
  public @Nullable String text(StatField field) {
    Object value = values[field.ordinal()];
    return value == null ? null : value.toString();
  }

  /** The value of a numeric field, or 0 where there is none. */
  public long number(StatField field) {
    return values[field.ordinal()] instanceof Long number ? number : 0;
  }

  /** Whether there is a value. */
  public boolean has(StatField field) {
    return values[field.ordinal()] != null;
  }
}
