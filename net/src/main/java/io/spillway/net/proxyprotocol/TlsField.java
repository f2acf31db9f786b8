package io.spillway.net.proxyprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The field of a version 2 header that tells how the client used TLS ({@code PP2_TYPE_SSL} of
 * {@code proxy-protocol.txt}, section 2.2.6): flags, what came of verifying the client's
 * certificate, and fields within the field. Used by one thread.
 */
public final class TlsField {
  /** The version: {@code TLSv1.3}. */
  public static final int VERSION = 0x21;

  /** The common name of the client's certificate. */
  public static final int CERTIFICATE_NAME = 0x22;

  /** The cipher as OpenSSL names it. */
  public static final int CIPHER = 0x23;

  /** What signed the frontend's certificate: {@code RSA-SHA256}. */
  public static final int CERTIFICATE_SIGNATURE = 0x24;

  /** The frontend's key: {@code RSA2048}. */
  public static final int CERTIFICATE_KEY = 0x25;

  static final int TYPE = 0x20;

  private static final int OVER_TLS = 0x01;
  private static final int CERTIFICATE_IN_CONNECTION = 0x02;
  private static final int CERTIFICATE_IN_SESSION = 0x04;
  private static final int FIXED_LENGTH = 5;
  private static final int MAX_LENGTH = 65535 - ProxyHeader.FIELD_HEADER;

  private byte[] bytes = new byte[FIXED_LENGTH];

  private TlsField() {}

  /** The client came without TLS. */
  public static TlsField withoutTls() {
    return new TlsField();
  }

  /** The client came with TLS and showed no certificate. */
  public static TlsField overTls() {
    TlsField field = new TlsField();
    field.bytes[0] = OVER_TLS;
    return field;
  }

  /**
   * Adds that the client showed a certificate, which verified.
   *
   * @param inConnection whether it did so in this connection's own handshake, rather than in that
   *     of the session that was resumed
   */
  public TlsField withCertificate(boolean inConnection) {
    bytes[0] |= (byte) (CERTIFICATE_IN_SESSION | (inConnection ? CERTIFICATE_IN_CONNECTION : 0));
    return this;
  }

  /** Adds a field within this one; null, and what is too long for the protocol, is left out. */
  public TlsField add(int type, @Nullable String value) {
    if (value == null) {
      return this;
    }
    byte[] text = value.getBytes(UTF_8);
    int at = bytes.length;
    int end = at + ProxyHeader.FIELD_HEADER + text.length;
    if (end <= MAX_LENGTH) {
      bytes = Arrays.copyOf(bytes, end);
      bytes[at] = (byte) type;
      bytes[at + 1] = (byte) (text.length >> 8);
      bytes[at + 2] = (byte) text.length;
      System.arraycopy(text, 0, bytes, at + ProxyHeader.FIELD_HEADER, text.length);
    }
    return this;
  }

  byte[] value() {
    return bytes;
  }
}
