package io.spillway.proxy;

import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.Evaluation;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters the {@code Forwarded} header has ({@code option forwarded}; RFC 7239, section
 * 4). Immutable; run by any thread.
 *
 * @param proto whether it tells the protocol that the client speaks
 * @param host whether it tells the host that the client asked for, where it names one
 * @param by whether it tells the address that the client connected to
 * @param byPort whether it tells that address's port as well
 * @param client whether it tells the client's address ({@code for})
 * @param clientPort whether it tells that address's port as well
 */
public record ForwardedParameters(
    boolean proto, boolean host, boolean by, boolean byPort, boolean client, boolean clientPort) {
  private static final HeaderName FORWARDED = HeaderName.of("forwarded");
  private static final HeaderName HOST = HeaderName.of("host");

  void addTo(RequestHead head, Evaluation stream, ByteBuilder scratch) {
    scratch.clear();
    if (proto) {
      scratch.append("proto=").append(stream.isClientEncrypted() ? "https" : "http");
    }
    int asked = host ? head.find(HOST, -1) : -1;
    if (asked >= 0) {
      separate(scratch).append("host=\"");
      scratch.append(
          head.bytes(), head.valueStart(asked), head.valueEnd(asked) - head.valueStart(asked));
      scratch.append('"');
    }
    if (by) {
      appendNode("by=", stream.destination(), byPort, separate(scratch));
    }
    if (client) {
      appendNode("for=", stream.source(), clientPort, separate(scratch));
    }
    if (scratch.length() > 0) {
      head.add(FORWARDED, scratch.array(), 0, scratch.length());
    }
  }

  private static ByteBuilder separate(ByteBuilder out) {
    return out.length() == 0 ? out : out.append(';');
  }

  /** What holds a colon must be quoted, and an IPv6 address stands in brackets (section 6). */
  private static void appendNode(
      String name, @Nullable Address address, boolean withPort, ByteBuilder out) {
    out.append(name);
    if (address == null) {
      out.append("unknown");
      return;
    }
    boolean isQuoted = withPort || !address.isIpv4();
    if (isQuoted) {
      out.append('"');
    }
    if (!address.isIpv4()) {
      out.append('[');
    }
    AddressText.append(out, address);
    if (!address.isIpv4()) {
      out.append(']');
    }
    if (withPort) {
      out.append(':').appendDecimal(address.port());
    }
    if (isQuoted) {
      out.append('"');
    }
  }
}
