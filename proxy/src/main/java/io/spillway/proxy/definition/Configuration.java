package io.spillway.proxy.definition;

import java.util.List;

/**
 * A whole configuration, checked. Immutable.
 *
 * @param global the {@code global} section
 * @param proxies the proxies in the order of the files
 */
public record Configuration(GlobalDefinition global, List<ProxyDefinition> proxies) {
  public Configuration {
    proxies = List.copyOf(proxies);
  }
}
