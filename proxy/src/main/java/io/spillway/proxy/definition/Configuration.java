package io.spillway.proxy.definition;

import io.spillway.net.tls.CertificateStore;
import io.spillway.rules.RuleContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration, checked. Immutable.
 *
 * @param global the {@code global} section
 * @param defaults the {@code defaults} sections in the order of the files
 * @param proxies the proxies in the order of the files, disabled ones included
 * @param rules what all rules share: of this only {@link RuleContext#processVariables} and {@link
 *     RuleContext#surroundings} concern the time after the reading
 * @param certificates those that {@code bind} and {@code server} lines name
 */
public record Configuration(
    GlobalDefinition global,
    List<DefaultsDefinition> defaults,
    List<ProxyDefinition> proxies,
    RuleContext rules,
    CertificateStore certificates) {
  public Configuration {
    defaults = List.copyOf(defaults);
    proxies = List.copyOf(proxies);
  }

  /** The proxy called {@code name} that has servers, or null. */
  public @Nullable ProxyDefinition backend(String name) {
    for (ProxyDefinition proxy : proxies) {
      if (proxy.kind().isBackend() && proxy.name().equals(name)) {
        return proxy;
      }
    }
    return null;
  }
}
