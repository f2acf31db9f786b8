package io.spillway.proxy.definition;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import java.util.List;

/**
 * A {@code stats socket} line: where the runtime API listens. Immutable.
 *
 * @param endpoints what to listen on
 * @param settings the words after the address: {@link BindKeywords}
 * @param position where the line stands
 */
public record StatsSocketDefinition(
    List<Endpoint> endpoints, Settings settings, SourcePosition position) {
  public StatsSocketDefinition {
    endpoints = List.copyOf(endpoints);
  }
}
