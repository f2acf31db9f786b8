package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Setting;

/** A line whose words set something, while it is read. */
interface SettingsLine {
  /** Sets what a word says. */
  <T> void set(Setting<T> setting, T value, Arguments arguments);

  /** What has been set so far. */
  <T> T get(Setting<T> setting);
}
