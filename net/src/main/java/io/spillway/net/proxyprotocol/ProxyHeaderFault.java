package io.spillway.net.proxyprotocol;

/**
 * What can be wrong with a PROXY protocol header, or one of NetScaler's client IP insertion, in the
 * words of HAProxy's log.
 */
public enum ProxyHeaderFault {
  /** The peer closed before it sent anything. */
  EMPTY("Connection closed while waiting for PROXY protocol header"),

  /** The connection failed before the header was there. */
  ABORTED("Connection error while waiting for PROXY protocol header"),

  /** The header did not come in time. */
  TIMEOUT("Timeout while waiting for PROXY protocol header"),

  /** The peer closed in the middle of the header, or it is longer than what is accepted. */
  TRUNCATED("Truncated PROXY protocol header received"),

  /** The first bytes are those of no version. */
  NOT_A_HEADER("Received something which does not look like a PROXY protocol header"),

  /** It begins as a header, and what follows breaks the protocol. */
  INVALID("Received an invalid PROXY protocol header"),

  /** Version 1, and a protocol that it does not have. */
  UNKNOWN_PROTOCOL("Received an unhandled protocol in the PROXY protocol header"),

  /** {@link #EMPTY}, of NetScaler's. */
  NETSCALER_EMPTY("Connection closed while waiting for NetScaler Client IP header"),

  /** {@link #ABORTED}, of NetScaler's. */
  NETSCALER_ABORTED("Connection error while waiting for NetScaler Client IP header"),

  /** {@link #TIMEOUT}, of NetScaler's. */
  NETSCALER_TIMEOUT("Timeout while waiting for a NetScaler Client IP header"),

  /** {@link #TRUNCATED}, of NetScaler's. */
  NETSCALER_TRUNCATED("Truncated NetScaler Client IP header received"),

  /** It begins with another number than it should. */
  NETSCALER_MAGIC("Received an invalid NetScaler Client IP magic number"),

  /** It is of no form that is known, or is not about TCP. */
  NETSCALER_PROTOCOL("Received an unhandled protocol in the NetScaler Client IP header");

  private static final int FIRST_NUMBER = 11;

  private final String text;

  ProxyHeaderFault(String text) {
    this.text = text;
  }

  /** HAProxy's number of it, which {@code fc_err} tells. */
  public int number() {
    return FIRST_NUMBER + ordinal();
  }

  /** What the log says of it. */
  public String text() {
    return text;
  }

  /** Whether the peer sent no byte that could be told about ({@code option dontlognull}). */
  public boolean isSilent() {
    return this == EMPTY || this == ABORTED || this == NETSCALER_EMPTY || this == NETSCALER_ABORTED;
  }

  /** The same, or what it is for a header of NetScaler's. */
  public ProxyHeaderFault in(boolean isNetscaler) {
    if (!isNetscaler) {
      return this;
    }
    return switch (this) {
      case EMPTY -> NETSCALER_EMPTY;
      case ABORTED -> NETSCALER_ABORTED;
      case TIMEOUT -> NETSCALER_TIMEOUT;
      case TRUNCATED -> NETSCALER_TRUNCATED;
      default -> this;
    };
  }
}
