package io.spillway.net.proxyprotocol;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A PROXY protocol header as it was received, or what is wrong with it. Immutable.
 *
 * @param source the client that the sender speaks for; null where the header names none, and the
 *     connection's own addresses hold
 * @param destination where that client connected to; null with {@code source}
 * @param values the type-length-value fields of version 2, as they came; empty for none
 * @param length how many bytes the header takes; 0 with a fault
 * @param fault what is wrong; null for a header that holds
 */
public record ProxyHeader(
    @Nullable InetSocketAddress source,
    @Nullable InetSocketAddress destination,
    byte[] values,
    int length,
    @Nullable ProxyHeaderFault fault) {
  /** The name that the client asked for, TLS's SNI for one. */
  public static final int AUTHORITY = 0x02;

  /** The CRC-32C of the whole header. */
  public static final int CHECKSUM = 0x03;

  /** Padding. */
  public static final int NOTHING = 0x04;

  /** An id of the connection, at most 128 bytes. */
  public static final int UNIQUE_ID = 0x05;

  static final int FIELD_HEADER = 3;

  private static final byte[] NO_VALUES = {};

  static ProxyHeader refused(ProxyHeaderFault fault) {
    return new ProxyHeader(null, null, NO_VALUES, 0, fault);
  }

  static ProxyHeader withoutAddresses(int length) {
    return new ProxyHeader(null, null, NO_VALUES, length, null);
  }

  static ProxyHeader of(InetSocketAddress source, InetSocketAddress destination, int length) {
    return new ProxyHeader(source, destination, NO_VALUES, length, null);
  }

  /**
   * Where the value of a field begins in {@link #values}.
   *
   * @param type 0 to 255
   * @param occurrence which one of several, from 0
   * @return -1 where there is no such field
   */
  public int valueStart(int type, int occurrence) {
    int left = occurrence;
    for (int at = 0; at + FIELD_HEADER <= values.length; at += FIELD_HEADER + lengthAt(at)) {
      if ((values[at] & 0xff) == type && left-- == 0) {
        return at + FIELD_HEADER;
      }
    }
    return -1;
  }

  /** The length in bytes of the value that begins at {@code start}. */
  public int valueLength(int start) {
    return lengthAt(start - FIELD_HEADER);
  }

  private int lengthAt(int at) {
    return (values[at + 1] & 0xff) << 8 | values[at + 2] & 0xff;
  }
}
