package io.spillway.proxy.log;

import io.spillway.config.Diagnostics;
import io.spillway.config.SourcePosition;
import io.spillway.rules.RuleContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code log-profile} sections of one configuration by name. They may stand before or after
 * what names them. Confined to the thread that reads the configuration.
 */
public final class LogProfiles {
  private final RuleContext context;
  private final Map<String, LogProfile> profiles = new LinkedHashMap<>();

  private LogProfiles(RuleContext context) {
    this.context = context;
  }

  /** The profiles of the configuration that {@code context} belongs to. */
  public static LogProfiles of(RuleContext context) {
    return context.shared(LogProfiles.class, () -> new LogProfiles(context));
  }

  /** The profile called {@code name}, to be filled; null where there is one of that name. */
  public @Nullable LogProfile declare(String name) {
    LogProfile profile = named(name);
    return profile.declare() ? profile : null;
  }

  /** The profile called {@code name}; that there is none is told in the end. */
  public LogProfile reference(String name, SourcePosition position) {
    LogProfile profile = named(name);
    context.later(diagnostics -> check(profile, position, diagnostics));
    return profile;
  }

  private LogProfile named(String name) {
    return profiles.computeIfAbsent(name, LogProfile::new);
  }

  private static void check(LogProfile profile, SourcePosition position, Diagnostics diagnostics) {
    if (!profile.isDeclared()) {
      diagnostics.alert(position, "unknown log-profile '" + profile.name() + "'.");
    }
  }
}
