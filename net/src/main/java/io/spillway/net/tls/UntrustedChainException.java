package io.spillway.net.tls;

import java.io.Serial;
import java.security.cert.CertificateException;
import java.util.List;

/** A client's certificates are not good enough. Immutable. */
final class UntrustedChainException extends CertificateException {
  @Serial private static final long serialVersionUID = 1;

  private final transient List<ChainFault> faults;

  /**
   * One for {@code faults}, the first of which ends the handshake or was found on the way there.
   *
   * @param cause what the Java runtime found
   */
  UntrustedChainException(List<ChainFault> faults, Throwable cause) {
    super(faults.getFirst().text(), cause);
    this.faults = List.copyOf(faults);
  }

  List<ChainFault> faults() {
    return faults;
  }
}
