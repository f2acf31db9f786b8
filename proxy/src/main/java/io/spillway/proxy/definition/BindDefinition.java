package io.spillway.proxy.definition;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import java.util.List;

/**
 * A {@code bind} line. Immutable.
 *
 * @param endpoints what to listen on, port ranges and lists expanded
 * @param settings the words after the addresses
 * @param position where the line stands
 */
public record BindDefinition(List<Endpoint> endpoints, Settings settings, SourcePosition position) {
  public BindDefinition {
    endpoints = List.copyOf(endpoints);
  }
}
