package io.spillway.facility.dns;

import io.spillway.facility.dns.message.DomainName;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/**
 * A secret that two servers share to sign their messages (TSIG, RFC 8945). Immutable.
 *
 * @param name the key's name, the same on both sides
 * @param algorithm the name of the hash, as messages have it
 * @param secret the shared secret
 */
public record TransactionKey(DomainName name, Name algorithm, byte[] secret) {
  /** The key as the library wants it. */
  TSIG toTsig() {
    return new TSIG(algorithm, name.toName(), secret);
  }

  @Override
  public String toString() {
    return "TransactionKey[" + name + "]";
  }
}
