package io.spillway.ops.event;

import java.util.List;

/**
 * A backend lost its last usable server, or has one again. Immutable.
 *
 * @param hasServer whether it has a usable server now
 * @param text the line that tells it
 */
public record BackendEvent(Subject subject, boolean hasServer, String text) implements Event {
  @Override
  public String kind() {
    return hasServer ? "backend-up" : "backend-down";
  }

  @Override
  public Severity severity() {
    return hasServer ? Severity.INFORMATION : Severity.CRITICAL;
  }

  @Override
  public boolean lasts() {
    return !hasServer;
  }

  @Override
  public List<String> ends() {
    return hasServer ? List.of("backend-down") : List.of();
  }
}
