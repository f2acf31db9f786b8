package io.spillway.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The values that one section holds, each with the place that set it. Immutable; reading is by the
 * {@link Setting} and never fails: an unset one has its initial value. Not for the data path, which
 * copies what it needs into fields.
 */
public final class Settings {
  /** Nothing set. */
  public static final Settings EMPTY = new Settings(Map.of());

  private final Map<Setting<?>, Entry> entries;

  /**
   * A value and where it was set.
   *
   * @param value the value, of its setting's type
   * @param position where the directive stands that set it
   * @param origin the section that set it: {@code frontend web}, {@code defaults http}
   */
  public record Entry(Object value, SourcePosition position, String origin) {}

  private Settings(Map<Setting<?>, Entry> entries) {
    this.entries = entries;
  }

  /** The value of {@code setting}, or its initial one. */
  @SuppressWarnings("unchecked")
  public <T> T get(Setting<T> setting) {
    Entry entry = entries.get(setting);
    return entry == null ? setting.initial() : (T) entry.value();
  }

  /** Whether a section set {@code setting}. */
  public boolean isSet(Setting<?> setting) {
    return entries.containsKey(setting);
  }

  /** Where {@code setting} was set, or null. */
  public @Nullable SourcePosition positionOf(Setting<?> setting) {
    Entry entry = entries.get(setting);
    return entry == null ? null : entry.position();
  }

  /** Calls {@code consumer} for each value that was set, in the order of setting. */
  public void forEach(BiConsumer<Setting<?>, Entry> consumer) {
    entries.forEach(consumer);
  }

  /** Collects the values of one section. Confined to the thread that reads the configuration. */
  public static final class Builder {
    private final String origin;
    private final Map<Setting<?>, Entry> entries = new LinkedHashMap<>();

    /**
     * An empty builder.
     *
     * @param origin the section that sets the values, for {@code explain}
     */
    public Builder(String origin) {
      this.origin = origin;
    }

    /** Takes over what {@code defaults} set, for the settings that are inherited. */
    public Builder inherit(Settings defaults) {
      defaults.forEach(
          (setting, entry) -> {
            if (setting.isInherited()) {
              entries.put(setting, entry);
            }
          });
      return this;
    }

    /** Sets {@code setting}, replacing what it was. */
    public <T> Builder set(Setting<T> setting, T value, SourcePosition position) {
      entries.put(setting, new Entry(Objects.requireNonNull(value), position, origin));
      return this;
    }

    /**
     * Replaces the value of {@code setting} by what {@code change} makes of it, for lists and
     * records.
     */
    public <T> Builder update(
        Setting<T> setting, UnaryOperator<T> change, SourcePosition position) {
      return set(setting, change.apply(get(setting)), position);
    }

    /** Forgets what was set or inherited: what {@code default option …} does. */
    public Builder clear(Setting<?> setting) {
      entries.remove(setting);
      return this;
    }

    /** The value so far. */
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
      Entry entry = entries.get(setting);
      return entry == null ? setting.initial() : (T) entry.value();
    }

    /** Whether this section, or the defaults it inherited, set {@code setting}. */
    public boolean isSet(Setting<?> setting) {
      return entries.containsKey(setting);
    }

    /** Where {@code setting} was set, or null. */
    public @Nullable SourcePosition positionOf(Setting<?> setting) {
      Entry entry = entries.get(setting);
      return entry == null ? null : entry.position();
    }

    /** What was collected. */
    public Settings build() {
      Map<Setting<?>, Entry> copy = new LinkedHashMap<>(entries);
      return new Settings(Collections.unmodifiableMap(copy));
    }
  }
}
