package io.spillway.proxy.log;

import org.jspecify.annotations.Nullable;

/**
 * A frontend's options about which of its streams are logged, and when. Immutable.
 *
 * @param ignoreNull {@code option dontlognull}
 * @param ignoreNormal {@code option dontlog-normal}
 * @param asSoonAsPossible {@code option logasap}
 * @param separateErrors {@code option log-separate-errors}
 */
public record LogSelection(
    boolean ignoreNull, boolean ignoreNormal, boolean asSoonAsPossible, boolean separateErrors) {
  private static final int FIRST_SERVER_FAULT = 500;

  /** Everything is logged, at its end, at level info. */
  public static final LogSelection NONE = new LogSelection(false, false, false, false);

  /**
   * Whether and how a stream is logged. A pure function.
   *
   * @param step what is logged; what a client sent is counted at the end alone
   * @param override the level that a rule set, 0 to 7, -1 for no line at all, or null
   * @return the level, or null where the stream is not logged
   */
  public @Nullable LogLevel levelOf(LogRecord record, LogStep step, @Nullable Integer override) {
    if (ignoreNull && step == LogStep.CLOSE && record.bytesUploaded() == 0) {
      return null;
    }
    boolean isError = isError(record);
    if (ignoreNormal && !isError) {
      return null;
    }
    if (override != null) {
      return override < 0 ? null : LogLevel.of(override);
    }
    return isError && separateErrors ? LogLevel.ERR : LogLevel.INFO;
  }

  /**
   * Whether something went wrong: an abort, a timeout, a retry, a redispatch or a status of 5xx.
   */
  public static boolean isError(LogRecord record) {
    char cause = record.terminationCause();
    return record.isRedispatched()
        || (cause != '-' && cause != 'L')
        || (cause == '-' && record.retries() > 0)
        || (record.isHttp() && record.status() >= FIRST_SERVER_FAULT);
  }
}
