package io.spillway.proxy.definition;

import io.spillway.config.Diagnostics;
import io.spillway.net.Endpoint.Family;
import io.spillway.net.NameResolver;
import io.spillway.net.tls.CertificateStore;
import io.spillway.rules.RuleContext;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the reading of one configuration shares. Confined to the thread that reads it.
 *
 * @param rules what all rules share
 * @param diagnostics takes what is wrong
 * @param names finds the addresses of names
 * @param toleratesUnresolved whether a server whose name has no address starts in maintenance
 *     rather than being an error
 * @param tiers gives servers the tier of their facility
 * @param certificates those that lines name
 */
record Loading(
    RuleContext rules,
    Diagnostics diagnostics,
    HostNames names,
    boolean toleratesUnresolved,
    FacilityTiers tiers,
    CertificateStore certificates) {
  Loading(
      RuleContext rules,
      Diagnostics diagnostics,
      NameResolver resolver,
      boolean toleratesUnresolved,
      FacilityTiers tiers) {
    this(
        rules,
        diagnostics,
        new HostNames(resolver),
        toleratesUnresolved,
        tiers,
        new CertificateStore());
  }

  /** The addresses of host names, each asked for once. */
  static final class HostNames {
    private final NameResolver resolver;
    private final Map<String, Optional<InetAddress>> known = new HashMap<>();

    HostNames(NameResolver resolver) {
      this.resolver = resolver;
    }

    @Nullable InetAddress resolve(String name, Family family) {
      return known
          .computeIfAbsent(
              family + " " + name, key -> Optional.ofNullable(resolver.resolve(name, family)))
          .orElse(null);
    }
  }
}
