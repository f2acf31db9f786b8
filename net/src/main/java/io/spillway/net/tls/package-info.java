/**
 * TLS on both sides: certificates from PEM files ({@link io.spillway.net.tls.TlsCertificate}), kept
 * by the names of their files and replaced at run time ({@link
 * io.spillway.net.tls.CertificateStore}), which of them a client gets ({@link
 * io.spillway.net.tls.CertificateIndex}), and the contexts that connections are made secure with
 * ({@link io.spillway.net.tls.TlsServer}, {@link io.spillway.net.tls.TlsClient}). The protocol is
 * BoringSSL's through netty-tcnative, or the JDK's where that library is missing.
 */
@NullMarked
package io.spillway.net.tls;

import org.jspecify.annotations.NullMarked;
