package io.spillway.facility.provider;

import io.spillway.facility.provider.verify.ReadBack;

/** What a {@code provider} line says. Immutable. */
public interface ProviderDefinition {
  /** The word that names this kind of provider: {@code rfc2136}. */
  String kind();

  /**
   * The provider and where it is, for messages and logs: {@code rfc2136 192.0.2.53:53}. Without
   * credentials.
   */
  String description();

  /** How the public answer is read back after a change. */
  ReadBack.Settings readBack();

  /** The live provider; no traffic before its first use. */
  DnsProvider open(ProviderSurroundings surroundings);
}
