package io.spillway.net.tls;

import java.nio.file.Path;

/** Shows certificates to peers, and can show others from then on. Thread-safe. */
interface CertificateUser {
  /** How often {@code file}'s certificate stands in what is shown. */
  int uses(Path file);

  /**
   * Prepares to show {@code replacement} where the certificate of the same file was shown.
   *
   * @return what makes it so, which cannot fail
   * @throws TlsException where it cannot be shown, and why
   */
  Runnable prepare(TlsCertificate replacement) throws TlsException;
}
