package io.spillway.proxy;

import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A node that the {@code Forwarded} header tells: an address, an obfuscated identifier or {@code
 * unknown}, and perhaps a port (RFC 7239, section 6). Immutable; run by any thread.
 *
 * @param name tells the address or identifier; null for the connection's own address
 * @param port the port, or null for none
 */
public record ForwardedNode(@Nullable Expression name, @Nullable Port port) {
  private static final int MAX_PORT = 65535;

  /** The longest text of an address: IPv6 with an IPv4 address at its end. */
  private static final int MAX_ADDRESS_TEXT = 45;

  /**
   * The port.
   *
   * @param expression tells it; null for the connection's own
   */
  public record Port(@Nullable Expression expression) {}

  /**
   * Appends the node; what holds a colon is quoted, and an IPv6 address stands in brackets.
   *
   * @param connection the connection's own address, or null where it has none
   */
  void append(ByteBuilder out, Evaluation stream, @Nullable Address connection) {
    int start = out.length();
    out.append('"');
    boolean isIpv6 = appendName(out, stream, connection);
    boolean hasPort = port != null && appendPort(port, out, stream, connection);
    if (isIpv6 || hasPort) {
      out.append('"');
    } else if (out.length() > start) {
      // Needs no quotes: what was written moves over the first.
      int length = out.length() - start - 1;
      out.truncate(start);
      out.append(out.array(), start + 1, length);
    }
  }

  /** Appends the name; whether it is an IPv6 address. */
  private boolean appendName(ByteBuilder out, Evaluation stream, @Nullable Address connection) {
    if (name == null) {
      return appendAddress(out, connection);
    }
    Sample value = stream.sample();
    if (!name.evaluate(stream, value)) {
      return appendAddress(out, null);
    }
    if (value.type() == SampleType.IPV4) {
      AddressText.appendIpv4(out, (int) value.number());
      return false;
    }
    if (value.type() == SampleType.IPV6) {
      AddressText.appendIpv6(out.append('['), value.high(), value.number());
      out.append(']');
      return true;
    }
    if (!value.cast(SampleType.STRING)) {
      return appendAddress(out, null);
    }
    Address written = written(value);
    if (written != null) {
      return appendAddress(out, written);
    }
    if (!appendIdentifier(out, value)) {
      appendAddress(out, null);
    }
    return false;
  }

  private static @Nullable Address written(Sample value) {
    if (value.length() == 0 || value.length() > MAX_ADDRESS_TEXT) {
      return null;
    }
    return Address.parse(
        new String(value.bytes(), value.offset(), value.length(), StandardCharsets.ISO_8859_1));
  }

  private static boolean appendAddress(ByteBuilder out, @Nullable Address address) {
    if (address == null) {
      out.append("unknown");
      return false;
    }
    if (address.isIpv4()) {
      AddressText.append(out, address);
      return false;
    }
    AddressText.append(out.append('['), address);
    out.append(']');
    return true;
  }

  /** Appends the port after a colon, where there is one that the header can tell. */
  private static boolean appendPort(
      Port port, ByteBuilder out, Evaluation stream, @Nullable Address connection) {
    Expression expression = port.expression();
    if (expression == null) {
      if (connection == null) {
        return false;
      }
      out.append(':').appendDecimal(connection.port());
      return true;
    }
    Sample value = stream.sample();
    if (!expression.evaluate(stream, value)) {
      return false;
    }
    int start = out.length();
    out.append(':');
    if (value.type() == SampleType.INTEGER) {
      if (value.number() >= 0 && value.number() <= MAX_PORT) {
        out.appendDecimal(value.number());
        return true;
      }
    } else if (value.cast(SampleType.STRING) && appendIdentifier(out, value)) {
      return true;
    }
    out.truncate(start);
    return false;
  }

  /** Appends an identifier, which begins with an underscore; false for what cannot be one. */
  private static boolean appendIdentifier(ByteBuilder out, Sample value) {
    if (value.length() == 0) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      boolean isPart =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || c == '.'
              || c == '_'
              || c == '-';
      if (!isPart) {
        return false;
      }
    }
    if (value.at(0) != '_') {
      out.append('_');
    }
    out.append(value.bytes(), value.offset(), value.length());
    return true;
  }
}
