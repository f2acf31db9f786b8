package io.spillway.net.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What two sides agreed on. Confined to the connection's loop. */
public final class TlsSession {
  private static final String SECRETS = "io.spillway.secrets";

  private final SslHandler handler;
  private final boolean resumed;
  private @Nullable String cipher;

  /** Of a connection whose handshake is done. */
  public TlsSession(SslHandler handler) {
    this.handler = handler;
    this.resumed = isResumed(handler);
    Map<String, String> secrets = KeyLog.take(pointer(handler));
    if (!secrets.isEmpty()) {
      session().putValue(SECRETS, secrets);
    }
  }

  private static boolean isResumed(SslHandler handler) {
    long pointer = pointer(handler);
    return pointer != 0 && SSL.isSessionReused(pointer);
  }

  /** The library's connection; 0 where the JDK's TLS stands in, or it is gone. */
  private static long pointer(SslHandler handler) {
    return handler.engine() instanceof ReferenceCountedOpenSslEngine engine
        ? engine.sslPointer()
        : 0;
  }

  private SSLSession session() {
    return handler.engine().getSession();
  }

  /** The protocol's version: {@code TLSv1.3}. */
  public String protocol() {
    return session().getProtocol();
  }

  /** The cipher as OpenSSL names it: {@code ECDHE-RSA-AES128-GCM-SHA256}. */
  public String cipher() {
    String known = cipher;
    if (known == null) {
      known = openSslName(session().getCipherSuite());
      cipher = known;
    }
    return known;
  }

  /** OpenSSL's name for what the registry calls {@code TLS_ECDHE_RSA_WITH_…}. */
  static String openSslName(String suite) {
    int with = suite.indexOf("_WITH_");
    if (with < 0) {
      return suite; // TLS 1.3, whose names are the same everywhere
    }
    String keys = suite.substring(suite.indexOf('_') + 1, with).replace('_', '-');
    String rest =
        suite
            .substring(with + "_WITH_".length())
            .replace("AES_", "AES")
            .replace("_CBC", "")
            .replace("POLY1305_SHA256", "POLY1305")
            .replace('_', '-');
    return keys.equals("RSA") ? rest : keys + "-" + rest;
  }

  /** The strength of the cipher's key in bits, as its name says. */
  public int keyBits() {
    String name = session().getCipherSuite();
    return name.contains("256_") || name.contains("CHACHA20") ? 256 : 128;
  }

  /** The application protocol, or null where none was agreed on. */
  public @Nullable String applicationProtocol() {
    return handler.applicationProtocol();
  }

  /** The host name that the client asked for, or null. */
  public @Nullable String serverName() {
    return session() instanceof ExtendedSSLSession extended
        ? CertificateSelector.requestedName(extended)
        : null;
  }

  /**
   * Whether the handshake took an earlier session up again, by its id or by a ticket. Where the
   * JDK's TLS stands in for BoringSSL it cannot be told, and is false.
   */
  public boolean isResumed() {
    return resumed;
  }

  /** The session's id. */
  public byte[] id() {
    return session().getId();
  }

  /** The peer's certificate, or null where it showed none. */
  public @Nullable X509Certificate peerCertificate() {
    try {
      Certificate[] chain = session().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  /**
   * What is wrong with the client's certificates and was ignored, in the order in which it was
   * found; empty for nothing, and where the session was resumed by a ticket.
   */
  public List<ChainFault> ignoredFaults() {
    return session().getValue(PeerVerifier.FAULTS) instanceof ChainFault[] kept
        ? List.of(kept)
        : List.of();
  }

  /** Our own certificate in this session, or null. */
  public @Nullable X509Certificate ownCertificate() {
    Certificate[] chain = session().getLocalCertificates();
    return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate first
        ? first
        : null;
  }

  /** All certificates that the peer showed, its own first; empty where it showed none. */
  public List<X509Certificate> peerChain() {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate certificate : session().getPeerCertificates()) {
        if (certificate instanceof X509Certificate known) {
          chain.add(known);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
    return chain;
  }

  /** The group of the key exchange as OpenSSL calls it, {@code x25519}; null where not known. */
  public @Nullable String group() {
    long pointer = pointer(handler);
    if (pointer == 0) {
      return null;
    }
    String name;
    try {
      name = SSL.getGroupName(pointer);
    } catch (Exception e) {
      return null; // there was no such exchange
    }
    return name == null
        ? null
        : switch (name) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          case "X25519" -> "x25519";
          default -> name;
        };
  }

  /** The master secret of TLS 1.2, or that of resumption in TLS 1.3; null where not known. */
  public byte @Nullable [] masterKey() {
    long pointer = pointer(handler);
    return pointer == 0 ? null : SSL.getMasterKey(pointer);
  }

  /**
   * A secret of a TLS 1.3 handshake in hexadecimal digits; null where it is not kept.
   *
   * @param label as in files of {@code SSLKEYLOGFILE}: {@code CLIENT_HANDSHAKE_TRAFFIC_SECRET}
   */
  public @Nullable String secret(String label) {
    return session().getValue(SECRETS) instanceof Map<?, ?> kept
            && kept.get(label) instanceof String secret
        ? secret
        : null;
  }

  /** The client's random bytes; null where not known. */
  public byte @Nullable [] clientRandom() {
    long pointer = pointer(handler);
    return pointer == 0 ? null : SSL.getClientRandom(pointer);
  }

  /** The server's random bytes; null where not known. */
  public byte @Nullable [] serverRandom() {
    long pointer = pointer(handler);
    return pointer == 0 ? null : SSL.getServerRandom(pointer);
  }
}
