package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import java.util.List;

/**
 * A {@code bind} or {@code stats socket} line while it is read. Confined to the thread that reads
 * the configuration.
 *
 * @param name how messages call it: {@code bind :80}
 * @param others the lines of the section before it, for ids
 * @param settings what its words set
 */
record BindLine(String name, List<BindDefinition> others, Settings.Builder settings)
    implements SettingsLine {
  @Override
  public <T> void set(Setting<T> setting, T value, Arguments arguments) {
    settings.set(setting, value, arguments.position());
  }

  @Override
  public <T> T get(Setting<T> setting) {
    return settings.get(setting);
  }
}
