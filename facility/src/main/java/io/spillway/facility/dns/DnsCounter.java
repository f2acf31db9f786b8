package io.spillway.facility.dns;

/** What the DNS server counts. */
public enum DnsCounter {
  /** Messages that came as datagrams. */
  UDP_QUERIES,
  /** Messages that came over TCP. */
  TCP_QUERIES,
  /** Responses that were sent, over UDP and TCP. */
  RESPONSES,
  /** Messages that were no query and were not answered. */
  IGNORED,
  /** Messages that came right after the process was stopped, before the others were heard. */
  UNRELIABLE,
  /** Datagrams whose answer the kernel could not take. */
  DROPPED,
  /** Answers that the rate limit held back. */
  RATE_LIMITED,
  /** Answers that the rate limit replaced by a truncated one. */
  SLIPPED,
  /**
   * Datagrams that were truncated because the answer is too long, or too long for a client that has
   * not shown its address.
   */
  TRUNCATED,
  /** Queries with a cookie of the client's alone. */
  CLIENT_COOKIES,
  /** Queries with a good cookie of the server's. */
  GOOD_COOKIES,
  /** Queries with a cookie that this server, or one with the same secret, did not make lately. */
  BAD_COOKIES,
  /** Queries whose signature is good. */
  SIGNED_QUERIES,
  /** Queries whose signature is not good, or of a key that is not known. */
  BAD_SIGNATURES,
  /** Zone transfers that were sent whole. */
  TRANSFERS,
  /** Zone transfers that were refused. */
  TRANSFERS_REFUSED,
  /** TCP connections that were accepted. */
  TCP_CONNECTIONS,
  /** TCP connections that were closed at once because there were too many. */
  TCP_REFUSED,
  /** Notifications that a secondary acknowledged. */
  NOTIFIES,
  /** Notifications that were given up. */
  NOTIFIES_FAILED,
  /** Bugs that were met while answering: the client got SERVFAIL. */
  INTERNAL_ERRORS
}
