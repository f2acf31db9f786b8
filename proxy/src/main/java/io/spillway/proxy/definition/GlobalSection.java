package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code global} sections while they are read: what the keyword handlers fill. Confined to the
 * thread that reads the configuration.
 */
record GlobalSection(
    Loading loading, Settings.Builder settings, Map<Setting<?>, List<Settings.Entry>> lists)
    implements SettingsLine {
  GlobalSection(Loading loading) {
    this(loading, new Settings.Builder("global"), new HashMap<>());
  }

  @Override
  public <T> void set(Setting<T> setting, T value, Arguments arguments) {
    settings.set(setting, value, arguments.position());
  }

  @Override
  public <T> T get(Setting<T> setting) {
    return settings.get(setting);
  }

  /** Adds {@code element} to a setting that collects what several lines say. */
  <T> void append(Setting<List<T>> setting, T element, Arguments arguments) {
    lists
        .computeIfAbsent(setting, s -> new ArrayList<>())
        .add(new Settings.Entry(element, arguments.position(), "global"));
    List<T> all = new ArrayList<>(settings.get(setting));
    all.add(element);
    set(setting, List.copyOf(all), arguments);
    settings.set(ProxySection.ELEMENTS, Map.copyOf(lists), arguments.position());
  }

  /** Forgets what was collected. */
  void clear(Setting<? extends List<?>> setting) {
    lists.remove(setting);
    settings.clear(setting);
  }
}
