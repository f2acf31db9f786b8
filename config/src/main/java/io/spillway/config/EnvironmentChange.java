package io.spillway.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of {@code global} that change the environment, from the next line on (configuration
 * manual, chapter 3.1).
 */
enum EnvironmentChange {
  PRESETENV,
  RESETENV,
  SETENV,
  UNSETENV;

  /** The change that {@code keyword} makes, or null. */
  static @Nullable EnvironmentChange named(String keyword) {
    for (EnvironmentChange change : values()) {
      if (change.keyword().equals(keyword)) {
        return change;
      }
    }
    return null;
  }

  /** The keyword as a user writes it. */
  String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Changes {@code environment} as the line {@code words} says.
   *
   * @return what is wrong with the line, or null
   */
  @Nullable String apply(List<Word> words, Environment environment) {
    List<String> arguments = words.stream().skip(1).map(Word::text).toList();
    switch (this) {
      case UNSETENV -> {
        if (arguments.isEmpty()) {
          return "'unsetenv' expects at least one variable name.";
        }
        arguments.forEach(environment::unset);
      }
      case RESETENV -> environment.keepOnly(arguments);
      case SETENV, PRESETENV -> {
        if (arguments.size() < 2) {
          return "'" + keyword() + "' expects a name and a value.";
        }
        String name = arguments.getFirst();
        if (name.indexOf('=') >= 0) {
          return "'" + keyword() + "' failed on variable '" + name + "' : Invalid argument.";
        }
        if (this == SETENV) {
          environment.set(name, arguments.get(1));
        } else {
          environment.setIfAbsent(name, arguments.get(1));
        }
      }
    }
    return null;
  }
}
