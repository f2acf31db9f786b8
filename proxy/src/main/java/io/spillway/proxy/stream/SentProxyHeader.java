package io.spillway.proxy.stream;

import io.spillway.net.proxyprotocol.ProxyHeader;
import io.spillway.net.proxyprotocol.ProxyHeaderWriter;
import io.spillway.net.proxyprotocol.TlsField;
import io.spillway.net.tls.CertificateText;
import io.spillway.net.tls.TlsSession;
import io.spillway.proxy.server.ProxyHeaderPolicy;
import io.spillway.proxy.server.ProxyHeaderPolicy.Part;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY protocol header that a server's connection begins with for a stream. Stateless; called
 * on the stream's loop.
 */
final class SentProxyHeader {
  private static final int MAX_UNIQUE_ID = 128;
  private static final int MAX_FIELD = 65535;

  private SentProxyHeader() {}

  /** The header for {@code stream} as {@code policy} wants it; null where it wants none. */
  static byte @Nullable [] of(ProxyHeaderPolicy policy, Stream stream) {
    if (!policy.isSent()) {
      return null;
    }
    InetSocketAddress source = socketAddress(stream.source());
    InetSocketAddress destination = socketAddress(stream.destination());
    if (!policy.has(Part.BINARY)) {
      return ProxyHeaderWriter.line(source, destination);
    }
    ProxyHeaderWriter header = new ProxyHeaderWriter(source, destination);
    if (!policy.fields().isEmpty()) {
      ByteBuilder value = new ByteBuilder(MAX_FIELD);
      for (ProxyHeaderPolicy.Field field : policy.fields()) {
        field.value().append(stream, value.clear());
        header.field(field.type(), value.array(), 0, value.length());
      }
    }
    if (policy.has(Part.CHECKSUM)) {
      header.checksum();
    }
    if (policy.has(Part.AUTHORITY)) {
      addAuthority(header, stream);
    }
    if (policy.has(Part.UNIQUE_ID)) {
      add(header, ProxyHeader.UNIQUE_ID, stream.uniqueId());
    }
    if (policy.has(Part.TLS)) {
      header.tls(tls(policy, stream.clientTls()));
    }
    return header.toBytes();
  }

  /** The name that the client's own header tells, else the one that it asked TLS for. */
  private static void addAuthority(ProxyHeaderWriter header, Stream stream) {
    ByteSlice received = stream.proxyHeaderValue(ProxyHeader.AUTHORITY, 0);
    TlsSession tls = stream.clientTls();
    if (received != null || tls == null) {
      add(header, ProxyHeader.AUTHORITY, received);
      return;
    }
    String asked = tls.serverName();
    if (asked != null) {
      byte[] name = asked.getBytes(StandardCharsets.US_ASCII);
      header.field(ProxyHeader.AUTHORITY, name, 0, name.length);
    }
  }

  private static TlsField tls(ProxyHeaderPolicy policy, @Nullable TlsSession session) {
    if (session == null) {
      return TlsField.withoutTls();
    }
    X509Certificate shown = session.peerCertificate();
    X509Certificate own = session.ownCertificate();
    TlsField field = TlsField.overTls().add(TlsField.VERSION, session.protocol());
    if (shown != null) {
      field.withCertificate(!session.isResumed());
      if (policy.has(Part.CERTIFICATE_NAME)) {
        field.add(TlsField.CERTIFICATE_NAME, CertificateText.commonName(shown));
      }
    }
    if (own != null && policy.has(Part.CERTIFICATE_KEY)) {
      field.add(TlsField.CERTIFICATE_KEY, CertificateText.key(own));
    }
    if (own != null && policy.has(Part.CERTIFICATE_SIGNATURE)) {
      field.add(TlsField.CERTIFICATE_SIGNATURE, CertificateText.signature(own));
    }
    if (policy.has(Part.CIPHER)) {
      field.add(TlsField.CIPHER, session.cipher());
    }
    return field;
  }

  private static void add(ProxyHeaderWriter header, int type, @Nullable ByteSlice value) {
    if (value != null) {
      int length =
          type == ProxyHeader.UNIQUE_ID ? Math.min(value.length(), MAX_UNIQUE_ID) : value.length();
      header.field(type, value.array(), value.offset(), length);
    }
  }

  private static @Nullable InetSocketAddress socketAddress(@Nullable Address address) {
    return address == null ? null : address.toSocketAddress();
  }
}
