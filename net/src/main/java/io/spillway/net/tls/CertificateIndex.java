package io.spillway.net.tls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a host name gets: those for exactly it, else those for its parent with a
 * wildcard, else the default. A look-up costs the same however many there are. Immutable.
 */
public final class CertificateIndex {
  private final List<Entry> entries;
  private final Map<String, Offer> byName = new HashMap<>();
  private final Offer byDefault;
  private final boolean strict;

  /**
   * A certificate with the names that it is offered for.
   *
   * @param certificate the certificate
   * @param filters names in place of its own; {@code !} before one excludes it from a wildcard of
   *     this entry; empty for its own; {@code *} for those that have no other
   * @param own how TLS is spoken with it; null for as the listener says
   * @param isDefault whether it is for clients that ask for no name, or for one that nothing fits
   * @param line the line of a list that it comes from, or null
   */
  public record Entry(
      TlsCertificate certificate,
      List<String> filters,
      @Nullable TlsSettings own,
      boolean isDefault,
      CertificateList.@Nullable Line line) {
    /** One that has nothing of its own. */
    public Entry(TlsCertificate certificate, List<String> filters) {
      this(certificate, filters, null, false, null);
    }

    private boolean standsIn() {
      return isDefault || filters.contains("*");
    }

    /** The names that it is offered for, in lower case. */
    public Set<String> offered() {
      return filters.isEmpty()
          ? certificate.names()
          : filters.stream()
              .filter(filter -> !filter.startsWith("!") && !filter.equals("*"))
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
    Map<String, List<Entry>> named = new HashMap<>();
    Map<String, List<Entry>> wild = new HashMap<>();
    for (Entry entry : entries) {
      for (String name : entry.offered()) {
        named.computeIfAbsent(name, ignored -> new ArrayList<>()).add(entry);
        if (name.startsWith("*.")) {
          wild.computeIfAbsent(name, ignored -> new ArrayList<>()).add(entry);
        }
      }
    }
    excludeNames(named, wild);
    named.forEach((name, found) -> byName.put(name, Offer.of(found)));
    byDefault = Offer.of(defaults(entries));
  }

  /** Those that are said to be, or else the first, with the other key types of its names. */
  private static List<Entry> defaults(List<Entry> entries) {
    List<Entry> defaults = new ArrayList<>(entries.stream().filter(Entry::standsIn).toList());
    if (defaults.isEmpty() && !entries.isEmpty()) {
      Entry first = entries.getFirst();
      defaults.add(first);
      for (Entry entry : entries) {
        TlsCertificate other = entry.certificate();
        if (other != first.certificate() && other.names().equals(first.certificate().names())) {
          defaults.add(entry);
        }
      }
    }
    return defaults;
  }

  /**
   * What a client gets that asks for some name.
   *
   * @param certificates one for each key type; empty where the client is to be refused
   * @param own how TLS is spoken with them; null for as the listener says
   */
  record Offer(List<TlsCertificate> certificates, @Nullable TlsSettings own) {
    private static final Offer NONE = new Offer(List.of(), null);

    /** Of those entries that are spoken with as the first one is. */
    private static Offer of(List<Entry> entries) {
      if (entries.isEmpty()) {
        return NONE;
      }
      TlsSettings own = entries.getFirst().own();
      return new Offer(
          entries.stream()
              .filter(entry -> Objects.equals(entry.own(), own))
              .map(Entry::certificate)
              .toList(),
          own);
    }
  }

  /** The same with {@code replacement} in place of the certificate of the same file. */
  CertificateIndex with(TlsCertificate replacement) {
    return new CertificateIndex(
        entries.stream()
            .map(
                entry ->
                    entry.certificate().file().equals(replacement.file())
                        ? new Entry(
                            replacement,
                            entry.filters(),
                            entry.own(),
                            entry.isDefault(),
                            entry.line())
                        : entry)
            .toList(),
        strict);
  }

  /** The same with one more entry at the end. */
  CertificateIndex plus(Entry entry) {
    List<Entry> all = new ArrayList<>(entries);
    all.add(entry);
    return new CertificateIndex(all, strict);
  }

  /** The same without the entries of a line. */
  CertificateIndex without(CertificateList.Line line) {
    return new CertificateIndex(
        entries.stream().filter(entry -> !line.equals(entry.line())).toList(), strict);
  }

  /** Whether the line's certificate is one of those for clients whose name nothing fits. */
  boolean hasDefaultOf(CertificateList.Line line) {
    return defaults(entries).stream().anyMatch(entry -> line.equals(entry.line()));
  }

  /** A name that a wildcard's entry excludes gets what other entries of that wildcard have. */
  private void excludeNames(Map<String, List<Entry>> named, Map<String, List<Entry>> wild) {
    for (Entry entry : entries) {
      for (String name : entry.excluded()) {
        if (!named.containsKey(name)) {
          List<Entry> others = new ArrayList<>();
          for (Entry other : wild.getOrDefault(wildcard(name), List.of())) {
            if (!other.excluded().contains(name)) {
              others.add(other);
            }
          }
          named.put(name, others);
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

  /** Whether it depends on the name how TLS is spoken. */
  boolean hasOwnSettings() {
    return entries.stream().anyMatch(entry -> entry.own() != null);
  }

  /**
   * The certificates for a name, one for each key type; empty where the client is to be refused.
   *
   * @param name as the client asked, or null
   */
  public List<TlsCertificate> find(@Nullable String name) {
    return offer(name).certificates();
  }

  /** The certificates for a name, and how TLS is spoken with them. */
  Offer offer(@Nullable String name) {
    Offer found = name == null ? null : named(name);
    return found != null ? found : strict ? Offer.NONE : byDefault;
  }

  /** What those get that ask for {@code name}; null where nothing is for it. */
  private @Nullable Offer named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Offer found = byName.get(lower);
    if (found == null) {
      found = byName.get(wildcard(lower));
    }
    return found == null || found.certificates().isEmpty() ? null : found;
  }

  /** Whether a certificate is for {@code name}. */
  boolean fits(String name) {
    return named(name) != null;
  }

  /** The certificates for clients whose name nothing fits, were there no {@code strict-sni}. */
  List<TlsCertificate> defaults() {
    return byDefault.certificates();
  }
}
