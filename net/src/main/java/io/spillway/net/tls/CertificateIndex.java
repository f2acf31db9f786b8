package io.spillway.net.tls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a host name gets: those for exactly it, else those for its parent with a
 * wildcard, else the default. A look-up costs the same however many there are. Immutable.
 */
public final class CertificateIndex {
  private final List<Entry> entries;
  private final Map<String, List<TlsCertificate>> byName = new HashMap<>();
  private final List<TlsCertificate> defaults = new ArrayList<>();
  private final boolean strict;

  /**
   * A certificate with the names that it is offered for.
   *
   * @param certificate the certificate
   * @param filters names in place of its own; {@code !} before one excludes it from a wildcard of
   *     this entry; empty for its own
   */
  public record Entry(TlsCertificate certificate, List<String> filters) {
    private Set<String> offered() {
      return filters.isEmpty()
          ? certificate.names()
          : filters.stream()
              .filter(filter -> !filter.startsWith("!"))
              .map(filter -> filter.toLowerCase(Locale.ROOT))
              .collect(Collectors.toSet());
    }

    private Set<String> excluded() {
      return filters.isEmpty()
          ? Set.of()
          : filters.stream()
              .filter(filter -> filter.startsWith("!"))
              .map(filter -> filter.substring(1).toLowerCase(Locale.ROOT))
              .collect(Collectors.toSet());
    }
  }

  /**
   * Over these, the first of which is the default.
   *
   * @param strict whether a client that asks for no name, or for another one, gets nothing
   */
  public CertificateIndex(List<Entry> entries, boolean strict) {
    this.entries = List.copyOf(entries);
    this.strict = strict;
    Map<String, List<Entry>> wild = new HashMap<>();
    for (Entry entry : entries) {
      for (String name : entry.offered()) {
        add(name, entry.certificate());
        if (name.startsWith("*.")) {
          wild.computeIfAbsent(name, ignored -> new ArrayList<>()).add(entry);
        }
      }
    }
    excludeNames(wild);
    if (!entries.isEmpty()) {
      defaults.add(entries.getFirst().certificate());
      // The other key types of the same names stand in for the default as well.
      for (Entry entry : entries) {
        TlsCertificate other = entry.certificate();
        if (other != defaults.getFirst() && other.names().equals(defaults.getFirst().names())) {
          defaults.add(other);
        }
      }
    }
  }

  /** The same with {@code replacement} in place of the certificate of the same file. */
  CertificateIndex with(TlsCertificate replacement) {
    return new CertificateIndex(
        entries.stream()
            .map(
                entry ->
                    entry.certificate().file().equals(replacement.file())
                        ? new Entry(replacement, entry.filters())
                        : entry)
            .toList(),
        strict);
  }

  private void add(String name, TlsCertificate certificate) {
    byName.computeIfAbsent(name, ignored -> new ArrayList<>()).add(certificate);
  }

  /** A name that a wildcard's entry excludes gets what other entries of that wildcard have. */
  private void excludeNames(Map<String, List<Entry>> wild) {
    for (Entry entry : entries) {
      for (String name : entry.excluded()) {
        if (!byName.containsKey(name)) {
          List<TlsCertificate> others = new ArrayList<>();
          for (Entry other : wild.getOrDefault(wildcard(name), List.of())) {
            if (!other.excluded().contains(name)) {
              others.add(other.certificate());
            }
          }
          byName.put(name, others);
        }
      }
    }
  }

  private static String wildcard(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? "" : "*" + name.substring(dot);
  }

  /** All certificates, the default first. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * The certificates for a name, one for each key type; empty where the client is to be refused.
   *
   * @param name as the client asked, or null
   */
  public List<TlsCertificate> find(@Nullable String name) {
    if (name != null) {
      String lower = name.toLowerCase(Locale.ROOT);
      List<TlsCertificate> found = byName.get(lower);
      if (found == null) {
        found = byName.get(wildcard(lower));
      }
      if (found != null && !found.isEmpty()) {
        return found;
      }
    }
    return strict ? List.of() : defaults;
  }
}
