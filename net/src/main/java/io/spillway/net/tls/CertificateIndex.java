package io.spillway.net.tls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
   * @param filters names in place of its own; {@code !} before one excludes it; empty for its own
   */
  public record Entry(TlsCertificate certificate, List<String> filters) {}

  /**
   * Over these, the first of which is the default.
   *
   * @param strict whether a client that asks for no name, or for another one, gets nothing
   */
  public CertificateIndex(List<Entry> entries, boolean strict) {
    this.entries = List.copyOf(entries);
    this.strict = strict;
    for (Entry entry : entries) {
      TlsCertificate certificate = entry.certificate();
      List<String> wanted = entry.filters().stream().filter(f -> !f.startsWith("!")).toList();
      for (String name : wanted.isEmpty() ? certificate.names() : Set.copyOf(wanted)) {
        if (!entry.filters().contains("!" + name)) {
          byName
              .computeIfAbsent(name.toLowerCase(Locale.ROOT), ignored -> new ArrayList<>())
              .add(certificate);
        }
      }
    }
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
      List<TlsCertificate> exact = byName.get(lower);
      if (exact != null) {
        return exact;
      }
      int dot = lower.indexOf('.');
      List<TlsCertificate> wild = dot < 0 ? null : byName.get("*" + lower.substring(dot));
      if (wild != null) {
        return wild;
      }
    }
    return strict ? List.of() : defaults;
  }
}
