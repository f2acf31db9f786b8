package io.spillway.facility.exchange;

import java.io.IOException;

/** The other side is not who it ought to be; the message says why. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedException(String reason) {
    super(reason);
  }

  /** Why. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
