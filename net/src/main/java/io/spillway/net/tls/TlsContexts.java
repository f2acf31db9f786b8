package io.spillway.net.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.ArrayList;
import java.util.List;

/** What contexts of both sides have in common. */
final class TlsContexts {
  private TlsContexts() {}

  /** BoringSSL where its library loads, the JDK's elsewhere. */
  static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  static void apply(TlsSettings settings, SslContextBuilder builder) {
    builder.sslProvider(provider());
    builder.protocols(settings.protocols());
    List<String> ciphers = new ArrayList<>(settings.ciphers());
    if (!settings.cipherSuites().isEmpty() && ciphers.isEmpty()) {
      ciphers.addAll(DEFAULT_CIPHERS);
    }
    ciphers.addAll(
        settings.cipherSuites().isEmpty() && !ciphers.isEmpty()
            ? DEFAULT_CIPHER_SUITES
            : settings.cipherSuites());
    if (!ciphers.isEmpty()) {
      // OpenSSL's own language of cipher lists is passed on as it is.
      builder.ciphers(
          ciphers,
          provider() == SslProvider.JDK
              ? SupportedCipherSuiteFilter.INSTANCE
              : IdentityCipherSuiteFilter.INSTANCE);
    }
    if (!settings.groups().isEmpty() && provider() != SslProvider.JDK) {
      builder.option(OpenSslContextOption.GROUPS, settings.groups().toArray(String[]::new));
    }
    if (!settings.alpn().isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              settings.alpn()));
    }
  }

  /**
   * Does with a new context what its builder cannot be told.
   *
   * @throws TlsException where the library cannot
   */
  static SslContext finish(TlsSettings settings, SslContext context) throws TlsException {
    if (settings.keepsSecrets() && !KeyLog.keep(context)) {
      throw new TlsException(
          "'tune.ssl.keylog' : cannot be used, for the TLS library does not load here");
    }
    return context;
  }

  private static final List<String> DEFAULT_CIPHERS =
      List.of(
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-CHACHA20-POLY1305");

  private static final List<String> DEFAULT_CIPHER_SUITES =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
}
