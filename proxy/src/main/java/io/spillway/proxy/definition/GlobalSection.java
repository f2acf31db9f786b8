package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import java.util.function.UnaryOperator;

/**
 * The {@code global} sections while they are read: what the keyword handlers fill. Confined to the
 * thread that reads the configuration.
 */
record GlobalSection(Loading loading, Settings.Builder settings) {
  <T> void set(Setting<T> setting, T value, Arguments arguments) {
    settings.set(setting, value, arguments.position());
  }

  <T> void update(Setting<T> setting, UnaryOperator<T> change, Arguments arguments) {
    settings.update(setting, change, arguments.position());
  }
}
