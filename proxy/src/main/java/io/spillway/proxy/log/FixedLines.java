package io.spillway.proxy.log;

import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The lines whose form no configuration can change (configuration manual, chapters "Default log
 * format" and "Error log format"). Stateless.
 */
public final class FixedLines {
  private FixedLines() {}

  /** Appends the line of a connection where no format is set: {@code Connect from …}. */
  public static void appendConnect(LogRecord record, ByteBuilder out) {
    Address source = record.announcedSource();
    if (source == null) {
      out.append("Connect to unix:").appendDecimal(record.listenerId());
    } else {
      out.append("Connect from ");
      appendAddress(source, out);
      out.append(" to ");
      appendAddress(record.announcedDestination(), out);
    }
    out.append(" (").append(record.frontendName()).append(record.isHttp() ? "/HTTP)" : "/TCP)");
  }

  /**
   * Appends the line of a connection that failed before it became a stream, where there is no
   * {@code error-log-format}.
   *
   * @param reason what went wrong: {@code Connection error during SSL handshake}
   */
  public static void appendError(LogRecord record, String reason, ByteBuilder out) {
    Address source = record.announcedSource();
    if (source == null) {
      out.append("unix:").appendDecimal(record.listenerId());
    } else {
      appendAddress(source, out);
    }
    out.append(" [");
    record.logContext().dates().appendMillis(out, record.acceptMicros());
    out.append("] ").append(record.frontendName()).append('/');
    if (record.listenerName().isEmpty()) {
      out.appendDecimal(record.listenerId());
    } else {
      out.append(record.listenerName());
    }
    out.append(": ").append(reason);
  }

  private static void appendAddress(@Nullable Address address, ByteBuilder out) {
    if (address == null) {
      out.append("unknown:0");
      return;
    }
    if (address.isIpv4()) {
      AddressText.appendIpv4(out, (int) address.low());
    } else {
      AddressText.appendIpv6(out, address.high(), address.low());
    }
    out.append(':').appendDecimal(address.port());
  }
}
