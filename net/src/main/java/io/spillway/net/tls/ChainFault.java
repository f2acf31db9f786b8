package io.spillway.net.tls;

/**
 * Something that is wrong with a peer's certificates. Immutable.
 *
 * @param error what, as OpenSSL numbers it
 * @param depth which certificate: 0 for the peer's own, 1 for its issuer's, and so on
 */
public record ChainFault(int error, int depth) {
  static final int UNSPECIFIED = 1;
  static final int NO_REVOCATION_LIST = 3;
  static final int WRONG_SIGNATURE = 7;
  static final int WRONG_SIGNATURE_OF_LIST = 8;
  static final int NOT_YET_VALID = 9;
  static final int EXPIRED = 10;
  static final int LIST_NOT_YET_VALID = 11;
  static final int LIST_EXPIRED = 12;
  static final int SELF_SIGNED = 18;
  static final int SELF_SIGNED_IN_CHAIN = 19;
  static final int NO_ISSUER = 20;
  static final int NO_SIGNER_OF_LEAF = 21;
  static final int REVOKED = 23;
  static final int PATH_TOO_LONG = 25;
  static final int WRONG_PURPOSE = 26;
  static final int NO_AUTHORITY = 79;

  /** Whether nobody who is trusted stands behind the chain. */
  boolean isOfTrust() {
    return error >= SELF_SIGNED && error <= NO_SIGNER_OF_LEAF;
  }

  /** Whether another moment would make it good. */
  boolean isOfTime() {
    return error == NOT_YET_VALID || error == EXPIRED;
  }

  /** Whether it is about revocation. */
  boolean isOfRevocation() {
    return error == NO_REVOCATION_LIST
        || error == WRONG_SIGNATURE_OF_LIST
        || error == LIST_NOT_YET_VALID
        || error == LIST_EXPIRED
        || error == REVOKED;
  }

  /** As it stands in messages: {@code X509_V_ERR_CERT_HAS_EXPIRED at depth 0}. */
  public String text() {
    return VerificationErrors.name(error) + " at depth " + depth;
  }
}
