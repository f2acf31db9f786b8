package io.spillway.ops.acme;

import io.spillway.config.SourcePosition;
import io.spillway.facility.provider.ProviderDefinition;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code acme} section says (configuration manual, chapter 12.8). Immutable.
 *
 * @param name by which lines of certificates call it
 * @param directory the address of the authority's directory
 * @param accountKey the file of the account's key
 * @param contact the mail address that the authority writes to, or null
 * @param challenge how control of the names is proven
 * @param key what keys are made
 * @param map the map that tokens and the account's thumbprint are put in while challenges of type
 *     http-01 are pending, or null
 * @param reusesKey whether a renewed certificate has the key of the one before
 * @param profile the authority's profile that is ordered, or null (draft-ietf-acme-profiles)
 * @param binding what binds the account to one that the authority knows already, or null
 * @param dns how records for dns-01 come to be
 * @param position where the section is
 */
public record AcmeDefinition(
    String name,
    URI directory,
    Path accountKey,
    @Nullable String contact,
    Challenge challenge,
    KeyKind key,
    @Nullable String map,
    boolean reusesKey,
    @Nullable String profile,
    @Nullable Binding binding,
    DnsRecords dns,
    SourcePosition position) {
  /** How control of a name is proven. */
  public enum Challenge {
    /** By an answer on port 80 (RFC 8555 section 8.3). */
    HTTP_01("http-01"),
    /** By a TXT record (RFC 8555 section 8.4). */
    DNS_01("dns-01"),
    /** By a certificate on port 443 (RFC 8737). */
    TLS_ALPN_01("tls-alpn-01");

    private final String type;

    Challenge(String type) {
      this.type = type;
    }

    /** As it is called. */
    public String type() {
      return type;
    }
  }

  /**
   * What keys are made.
   *
   * @param isRsa whether they are RSA keys; else they are on an elliptic curve
   * @param bits the length of an RSA key
   * @param curve the curve as Java calls it
   */
  public record KeyKind(boolean isRsa, int bits, String curve) {}

  /**
   * An external account (RFC 8555 section 7.3.4). The files are read when an account is made.
   *
   * @param keyId the file that holds the identifier of the key
   * @param macKey the file that holds the key, in base64url
   * @param algorithm {@code HS256}, {@code HS384} or {@code HS512}
   */
  public record Binding(Path keyId, Path macKey, String algorithm) {}

  /** What must be before the authority is asked to look for a record. */
  public enum Ready {
    /** The runtime command {@code acme challenge_ready}. */
    COMMAND,
    /** The record is seen in the DNS. */
    RECORD,
    /** Some time has passed. */
    DELAY
  }

  /**
   * How records for dns-01 come to be.
   *
   * @param provider who writes them; null for somebody else
   * @param isAuthoritative whether the DNS server of this process tells them
   * @param ready what is waited for; empty for nothing
   * @param delay the time for {@link Ready#DELAY}, and between looks for {@link Ready#RECORD}
   * @param timeout how long the record is looked for
   * @param providerName what an operator's own tools are told of the provider, or empty
   * @param variables what else they are told, or empty
   */
  public record DnsRecords(
      @Nullable ProviderDefinition provider,
      boolean isAuthoritative,
      Set<Ready> ready,
      Duration delay,
      Duration timeout,
      String providerName,
      String variables) {
    public DnsRecords {
      ready = Set.copyOf(ready);
    }

    /** Whether this process makes the records. */
    boolean isOwn() {
      return provider != null || isAuthoritative;
    }
  }
}
