package io.spillway.net.tls;

import java.nio.file.Path;

/** Verifies peers by files of authorities and revocations. Thread-safe. */
interface TrustUser {
  /** How often {@code file} is used. */
  int usesTrust(Path file);

  /**
   * Prepares to verify by what the files say now.
   *
   * @return what makes it so, which cannot fail
   * @throws TlsException where they cannot be used, and why
   */
  Runnable prepareTrust() throws TlsException;
}
