package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Settings;
import io.spillway.proxy.check.CheckStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order the steps of a check may stand. Comments and variables may stand anywhere; what
 * connects must come first of the others, and over HTTP a connection carries one request and then
 * the expectations of its response. Stateless.
 */
final class CheckOrder {
  private CheckOrder() {}

  /** Refuses to connect at {@code step} where the steps {@code before} it began without. */
  static void verifyConnect(CheckStep step, List<Settings.Entry> before, Arguments arguments) {
    if (!(step instanceof CheckStep.Connect)) {
      return;
    }
    for (Settings.Entry entry : before) {
      if (entry.value() instanceof CheckStep earlier && acts(earlier)) {
        if (earlier instanceof CheckStep.Connect) {
          return;
        }
        throw arguments.error(
            "'"
                + arguments.keyword()
                + "' : where a step connects, the first step must connect too; only comments and"
                + " variables may come before it.");
      }
    }
  }

  /** Tells of each of the {@code steps} over HTTP that lacks another one before it. */
  static void verifyHttp(List<Settings.Entry> steps, Diagnostics diagnostics) {
    CheckStep last = null;
    for (Settings.Entry entry : steps) {
      if (entry.value() instanceof CheckStep step && acts(step)) {
        String missing = last == null ? null : missing(step, last);
        if (missing != null) {
          diagnostics.alert(
              entry.position(), "This step of the check needs " + missing + " before it.");
        }
        last = step;
      }
    }
  }

  private static @Nullable String missing(CheckStep step, CheckStep last) {
    return switch (step) {
      case CheckStep.Connect ignored ->
          last instanceof CheckStep.Expect ? null : "an 'http-check expect'";
      case CheckStep.SendRequest ignored ->
          last instanceof CheckStep.Connect ? null : "an 'http-check connect'";
      case CheckStep.Expect ignored ->
          last instanceof CheckStep.Connect ? "an 'http-check send'" : null;
      case CheckStep other -> null;
    };
  }

  private static boolean acts(CheckStep step) {
    return !(step instanceof CheckStep.Comment) && !(step instanceof CheckStep.Change);
  }
}
