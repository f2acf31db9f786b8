package io.spillway.ops.acme;

import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import io.spillway.net.tls.TlsChallenges;
import io.spillway.net.tls.TlsException;
import io.spillway.rules.pattern.PatternList;
import java.util.List;

/**
 * Where the answers to challenges are put, so that the authority finds them. Thread-safe.
 *
 * @param http those of http-01
 * @param tls those of tls-alpn-01
 * @param maps the maps of the configuration by their names
 * @param zones the DNS server of this process
 */
record ChallengeAnswers(HttpChallenges http, TlsChallenges tls, AcmeMaps maps, OwnZones zones) {
  /** Takes an answer away again. */
  @FunctionalInterface
  interface Removal {
    /** Takes it away. */
    void run() throws ProviderException, InterruptedException;
  }

  /**
   * Answers {@code token} over HTTP, and puts it into the section's map.
   *
   * @param answer the key authorization
   */
  Removal http(AcmeDefinition definition, String token, String answer) {
    http.add(token, answer);
    String name = definition.map();
    PatternList map = name == null ? null : maps.named(name);
    if (map == null) {
      return () -> http.remove(token);
    }
    map.add(
        null, List.of(new PatternList.Line(token, answer.substring(answer.lastIndexOf('.') + 1))));
    return () -> {
      map.remove(entry -> entry.key().equals(token));
      http.remove(token);
    };
  }

  /** Answers with a certificate for {@code name} that holds {@code digest}. */
  Removal tls(String name, byte[] digest) throws AcmeFailure {
    try {
      tls.add(name, digest);
    } catch (TlsException e) {
      throw new AcmeFailure(String.valueOf(e.getMessage()));
    }
    return () -> tls.remove(name);
  }

  /** Makes a record, where the section says by whom. */
  Removal record(AcmeDefinition.DnsRecords dns, TextRecord record)
      throws ProviderException, InterruptedException {
    if (dns.isAuthoritative()) {
      zones.add(record);
      return () -> zones.remove(record);
    }
    ProviderDefinition provider = dns.provider();
    if (provider == null) {
      return () -> {};
    }
    try (DnsProvider open = provider.open(ProviderSurroundings.system())) {
      open.addText(record, WriteGuard.always());
    }
    return () -> {
      try (DnsProvider open = provider.open(ProviderSurroundings.system())) {
        open.removeText(record, WriteGuard.always());
      }
    };
  }
}
