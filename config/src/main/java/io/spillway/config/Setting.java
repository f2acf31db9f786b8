package io.spillway.config;

/**
 * The key of one value that a section can hold, declared once as a constant beside the feature that
 * it configures. Identity is the object itself. Immutable.
 *
 * @param <T> the value's type, an immutable one
 */
public final class Setting<T> {
  private final String name;
  private final T initial;
  private final boolean inherited;

  private Setting(String name, T initial, boolean inherited) {
    this.name = name;
    this.initial = initial;
    this.inherited = inherited;
  }

  /**
   * A setting that a proxy takes over from its {@code defaults} section.
   *
   * @param name the keyword as a user writes it, for {@code explain}: {@code timeout client}
   * @param initial the value where nothing sets one
   */
  public static <T> Setting<T> inherited(String name, T initial) {
    return new Setting<>(name, initial, true);
  }

  /** A setting that holds only in the section that sets it. */
  public static <T> Setting<T> own(String name, T initial) {
    return new Setting<>(name, initial, false);
  }

  /** The keyword as a user writes it. */
  public String name() {
    return name;
  }

  /** The value where nothing sets one. */
  public T initial() {
    return initial;
  }

  /** Whether sections take this setting over from {@code defaults}. */
  public boolean isInherited() {
    return inherited;
  }

  @Override
  public String toString() {
    return name;
  }
}
