package io.spillway.proxy.table;

import java.util.BitSet;

/**
 * Which statuses of responses stick tables count as errors of clients ({@code http_err_cnt}) and as
 * failures of servers ({@code http_fail_cnt}). Immutable.
 */
public final class StatusClasses {
  /** The least status. */
  public static final int LEAST = 100;

  /** The greatest status. */
  public static final int GREATEST = 599;

  /** 400 to 499; 500 to 599 but 501 and 505, which the client brings about. */
  public static final StatusClasses DEFAULT = new StatusClasses(defaultErrors(), defaultFailures());

  private final BitSet errors;
  private final BitSet failures;

  /** The classes with these statuses, which are copied. */
  public StatusClasses(BitSet errors, BitSet failures) {
    this.errors = (BitSet) errors.clone();
    this.failures = (BitSet) failures.clone();
  }

  /** The errors where nothing is said. */
  public static BitSet defaultErrors() {
    BitSet errors = new BitSet();
    errors.set(400, 500);
    return errors;
  }

  /** The failures where nothing is said. */
  public static BitSet defaultFailures() {
    BitSet failures = new BitSet();
    failures.set(500, 600);
    failures.clear(501);
    failures.clear(505);
    return failures;
  }

  /** Whether {@code status} is an error of the client. */
  public boolean isError(int status) {
    return errors.get(status);
  }

  /** Whether {@code status} is a failure of the server. */
  public boolean isFailure(int status) {
    return failures.get(status);
  }
}
