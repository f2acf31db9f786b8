package io.spillway.proxy.resolve;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.proxy.definition.ResolversDefinition;
import io.spillway.rules.RuleContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code resolvers} sections of one configuration by name, and the names by which its rules
 * want them. Filled by the thread that reads the configuration; read by any thread after that.
 */
public final class ResolversRegistry {
  private final Map<String, ResolversDefinition> definitions = new LinkedHashMap<>();
  private final Map<String, Reference> references = new LinkedHashMap<>();
  private final List<Wish> wishes = new ArrayList<>();

  private record Wish(String name, String proxy, SourcePosition position) {}

  /** A section that a rule names. Thread-safe. */
  public static final class Reference {
    private volatile @Nullable Resolvers resolvers;

    private Reference() {}

    /** The section at work, or null before the process has begun to work. */
    public @Nullable Resolvers resolvers() {
      return resolvers;
    }
  }

  /** The sections of the configuration that {@code context} belongs to. */
  public static ResolversRegistry of(RuleContext context) {
    return context.shared(ResolversRegistry.class, ResolversRegistry::new);
  }

  /** Adds a section; returns the one that has its name already, or null. */
  public @Nullable ResolversDefinition declare(ResolversDefinition definition) {
    return definitions.putIfAbsent(definition.name(), definition);
  }

  /** The section called {@code name}, or null. */
  public @Nullable ResolversDefinition definition(String name) {
    return definitions.get(name);
  }

  /** All sections in the configuration's order. */
  public Collection<ResolversDefinition> definitions() {
    return Collections.unmodifiableCollection(definitions.values());
  }

  /** The section called {@code name}, which a rule of {@code proxy} wants. */
  public Reference reference(String name, String proxy, SourcePosition position) {
    wishes.add(new Wish(name, proxy, position));
    return references.computeIfAbsent(name, key -> new Reference());
  }

  /** Tells of sections that rules want and nobody declared; once, when everything was read. */
  public void finish(Diagnostics diagnostics) {
    for (Wish wish : wishes) {
      if (!definitions.containsKey(wish.name())) {
        diagnostics.add(
            Diagnostic.ofConfiguration(
                Severity.ALERT,
                wish.position(),
                "Proxy '"
                    + wish.proxy()
                    + "': Can't find resolvers section '"
                    + wish.name()
                    + "' for do-resolve action."));
      }
    }
    wishes.clear();
  }

  void atWork(Resolvers resolvers) {
    Reference reference = references.get(resolvers.name());
    if (reference != null) {
      reference.resolvers = resolvers;
    }
  }
}
