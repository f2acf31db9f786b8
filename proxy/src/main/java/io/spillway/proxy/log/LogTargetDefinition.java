package io.spillway.proxy.log;

import org.jspecify.annotations.Nullable;

/**
 * A {@code log} line of the configuration. Immutable.
 *
 * @param address where lines go
 * @param maxLength the longest line with its header and line feed, in bytes, 80 to 65535
 * @param framing what stands before the text, or null where the line does not say: local, or
 *     rfc3164 where {@code log-send-hostname} is set
 * @param sampling which lines are taken, or null for all
 * @param facility the syslog facility
 * @param maxLevel the least grave level that is sent
 * @param minLevel the level that graver lines are sent with
 * @param profile what lines of streams look like at each step, or null for what the proxy says
 */
public record LogTargetDefinition(
    LogAddress address,
    int maxLength,
    @Nullable LogFraming framing,
    @Nullable LogSampling sampling,
    LogFacility facility,
    LogLevel maxLevel,
    LogLevel minLevel,
    @Nullable LogProfile profile) {
  /** The longest line where the configuration says nothing, in bytes. */
  public static final int DEFAULT_LENGTH = 1024;

  /** A target that takes everything, with the defaults. */
  public LogTargetDefinition(LogAddress address, LogFacility facility) {
    this(address, DEFAULT_LENGTH, null, null, facility, LogLevel.DEBUG, LogLevel.EMERG, null);
  }
}
