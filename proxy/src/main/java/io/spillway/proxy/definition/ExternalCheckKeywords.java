package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.ExternalProgram;
import java.util.List;

/**
 * {@code external-check} in all its places: programs that check servers (configuration manual,
 * chapters 3.1 and 4.2).
 */
public final class ExternalCheckKeywords {
  /** Whether programs may check servers at all. */
  public static final Setting<Boolean> ALLOWED = Setting.own("external-check", false);

  /** Whether the process may start programs once it runs. */
  public static final Setting<Boolean> MAY_START_PROGRAMS =
      Setting.own("insecure-fork-wanted", false);

  private static final Setting<String> COMMAND = Setting.inherited("external-check command", "");
  private static final Setting<String> PATH = Setting.inherited("external-check path", "");

  private ExternalCheckKeywords() {}

  static List<Keyword<GlobalSection>> globalKeywords() {
    return List.of(flag(ALLOWED), flag(MAY_START_PROGRAMS));
  }

  private static Keyword<GlobalSection> flag(Setting<Boolean> setting) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          arguments.end();
          section.set(setting, arguments.polarity() == Arguments.Polarity.SET, arguments);
        });
  }

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("option external-check", ExternalCheckKeywords::readOption),
        text(COMMAND, "command"),
        text(PATH, "path"),
        Keyword.works(
            "external-check",
            (section, arguments) -> {
              throw arguments.error(
                  "'external-check' only supports 'command' and 'path'. but got '"
                      + (arguments.hasNext() ? arguments.peek() : "")
                      + "'.");
            }));
  }

  private static Keyword<ProxySection> text(Setting<String> setting, String what) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          if (section.lacks(Capability.BACKEND, "external-check", arguments)) {
            return;
          }
          if (!arguments.hasNext()) {
            throw arguments.error("missing argument after '" + what + "'.");
          }
          String value = arguments.word("a " + what).unicode();
          arguments.end();
          section.set(setting, value, arguments);
        });
  }

  private static void readOption(ProxySection section, Arguments arguments) {
    section.refuseNegation(arguments);
    if (section.lacks(Capability.BACKEND, "external-check", arguments)) {
      return;
    }
    arguments.end();
    section.set(CheckKeywords.KIND, CheckScript.Kind.EXTERNAL, arguments);
  }

  /** The check of a section that says {@code option external-check}. */
  static CheckScript script(ProxySection section) {
    return CheckScript.external(
        new ExternalProgram(
            section.settings().get(COMMAND),
            section.settings().get(PATH),
            false,
            ExternalProgram.Proxy.UNKNOWN));
  }

  /** Tells what a program's check of {@code proxy} lacks, or what stands there for nothing. */
  static void verify(ProxySection proxy, Settings global, Diagnostics diagnostics) {
    Settings settings = proxy.settings().build();
    if (settings.get(CheckKeywords.KIND) != CheckScript.Kind.EXTERNAL) {
      for (Setting<String> ignored : List.of(COMMAND, PATH)) {
        SourcePosition position = settings.positionOf(ignored);
        if (position != null && !proxy.isDefaults()) {
          tell(
              diagnostics,
              Severity.WARNING,
              position,
              "'"
                  + ignored.name()
                  + "' will be ignored for "
                  + proxy.described()
                  + " (requires 'option external-check').");
        }
      }
      return;
    }
    SourcePosition position = settings.positionOf(CheckKeywords.KIND);
    SourcePosition where = position == null ? proxy.position() : position;
    String option = "Proxy '" + proxy.name() + "' : 'option external-check' ";
    if (!global.get(ALLOWED)) {
      String missing = "unable to find required 'global.external-check'.";
      tell(diagnostics, Severity.ALERT, where, option + missing);
    }
    if (settings.get(COMMAND).isEmpty()) {
      String missing = "unable to find required 'external-check command'.";
      tell(diagnostics, Severity.ALERT, where, option + missing);
    }
    if (!settings.get(COMMAND).startsWith("/") && settings.get(PATH).isEmpty()) {
      tell(
          diagnostics,
          Severity.ALERT,
          where,
          "Proxy '"
              + proxy.name()
              + "': 'external-check command' does not have a leading '/' and 'external-check path' is"
              + " not set.");
    }
    if (!global.get(MAY_START_PROGRAMS)) {
      tell(
          diagnostics,
          Severity.WARNING,
          where,
          "Proxy '"
              + proxy.name()
              + "' : 'insecure-fork-wanted' not enabled in the global section, 'option"
              + " external-check' will fail.");
    }
  }

  private static void tell(
      Diagnostics diagnostics, Severity severity, SourcePosition position, String message) {
    diagnostics.add(Diagnostic.ofConfiguration(severity, position, message));
  }
}
