package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.rules.RulesetKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stages in which a proxy's rules are processed, the first one first, wherever the lines stand.
 * A line that stands below one of a later stage is warned of, as its author may have thought
 * otherwise.
 */
enum RuleStage {
  CONNECTION("tcp-request", "a 'tcp-request connection' rule"),
  SESSION("tcp-request", "a 'tcp-request session' rule"),
  CONTENT("tcp-request", "a 'tcp-request content' rule"),
  MONITOR("monitor fail", "a 'monitor fail' rule"),
  HTTP_REQUEST("http-request", "an 'http-request' rule"),
  REDIRECT("redirect", "a 'redirect' rule"),
  BACKEND("use_backend", "a 'use_backend' rule"),
  SERVER("use-server", "a 'use-server' rule");

  private final String keyword;
  private final String described;

  RuleStage(String keyword, String described) {
    this.keyword = keyword;
    this.described = described;
  }

  /** The stage of such rules; null for those of responses, whose order nobody mistakes. */
  static @Nullable RuleStage of(RulesetKind kind) {
    return switch (kind.keyword()) {
      case "tcp-request connection" -> CONNECTION;
      case "tcp-request session" -> SESSION;
      case "tcp-request content" -> CONTENT;
      case "http-request" -> HTTP_REQUEST;
      default -> null;
    };
  }

  /** Notes a line of this stage among those that were {@code seen} in its section before. */
  void enter(Set<RuleStage> seen, Arguments arguments) {
    seen.add(this);
    if (this == BACKEND || this == SERVER) {
      return; // which of these two comes first is plain
    }
    for (RuleStage later : values()) {
      if (later.compareTo(this) > 0 && seen.contains(later)) {
        arguments
            .diagnostics()
            .warning(
                arguments.position(),
                "a '"
                    + keyword
                    + "' rule placed after "
                    + later.described
                    + " will still be processed before.");
        return;
      }
    }
  }
}
