package io.spillway.proxy.peer;

import io.spillway.rules.RuleContext;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code peers} sections of one configuration that are in force. Filled by the thread that
 * reads the configuration; read by any thread after that.
 */
public final class PeersRegistry {
  private final Map<String, PeersDefinition> sections = new LinkedHashMap<>();

  /** The sections of the configuration that {@code context} belongs to. */
  public static PeersRegistry of(RuleContext context) {
    return context.shared(PeersRegistry.class, PeersRegistry::new);
  }

  /** Adds a section. */
  public void add(PeersDefinition definition) {
    sections.put(definition.name(), definition);
  }

  /** All of them, in the configuration's order. */
  public Collection<PeersDefinition> sections() {
    return Collections.unmodifiableCollection(sections.values());
  }
}
