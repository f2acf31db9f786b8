package io.spillway.proxy.cache;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.rules.RuleContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code cache} sections of one configuration by name, and who uses them. Filled by the thread
 * that reads the configuration; read by any thread after that.
 */
public final class CacheRegistry {
  private final Map<String, CacheDefinition> definitions = new LinkedHashMap<>();
  private final Map<String, Reference> references = new LinkedHashMap<>();
  private final Map<String, HttpCache> caches = new LinkedHashMap<>();
  private final List<Use> uses = new ArrayList<>();

  /**
   * A proxy's use of a cache.
   *
   * @param cache the cache's name
   * @param proxy the proxy's name
   * @param position where it says so
   */
  public record Use(String cache, String proxy, SourcePosition position) {}

  /** A section that a rule names. Thread-safe. */
  public static final class Reference {
    private volatile @Nullable HttpCache cache;

    private Reference() {}

    /** The cache; null before the whole configuration was read. */
    public @Nullable HttpCache cache() {
      return cache;
    }
  }

  /** The caches of the configuration that {@code context} belongs to. */
  public static CacheRegistry of(RuleContext context) {
    return context.shared(CacheRegistry.class, CacheRegistry::new);
  }

  /** Adds a section; false where there is one of its name. */
  public boolean declare(CacheDefinition definition) {
    return definitions.putIfAbsent(definition.name(), definition) == null;
  }

  /** The section called {@code name}, which {@code proxy} uses. */
  public Reference reference(String name, String proxy, SourcePosition position) {
    uses.add(new Use(name, proxy, position));
    return references.computeIfAbsent(name, key -> new Reference());
  }

  /** The names of the caches that {@code proxy} uses, each once. */
  public List<String> usedBy(String proxy) {
    return uses.stream()
        .filter(use -> use.proxy().equals(proxy))
        .map(Use::cache)
        .distinct()
        .toList();
  }

  /** Makes the caches, and tells of those that are used and not declared; once. */
  public void finish(Diagnostics diagnostics) {
    for (CacheDefinition definition : definitions.values()) {
      HttpCache cache = new HttpCache(definition);
      caches.put(definition.name(), cache);
      Reference reference = references.get(definition.name());
      if (reference != null) {
        reference.cache = cache;
      }
    }
    for (Use use : uses) {
      if (!definitions.containsKey(use.cache())) {
        diagnostics.add(
            Diagnostic.ofConfiguration(
                Severity.ALERT,
                use.position(),
                "config: proxy '"
                    + use.proxy()
                    + "': unable to find the cache '"
                    + use.cache()
                    + "' referenced by the filter 'cache'."));
      }
    }
  }

  /** All caches in the configuration's order. */
  public Collection<HttpCache> caches() {
    return Collections.unmodifiableCollection(caches.values());
  }
}
