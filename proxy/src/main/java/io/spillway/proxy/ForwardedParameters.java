package io.spillway.proxy;

import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters the {@code Forwarded} header has ({@code option forwarded}; RFC 7239, section
 * 4). Immutable; run by any thread.
 *
 * @param proto whether it tells the protocol that the client speaks
 * @param host the host, or null
 * @param by the node that the request came in at, or null
 * @param client the node that the request came from ({@code for}), or null
 */
public record ForwardedParameters(
    boolean proto,
    @Nullable Host host,
    @Nullable ForwardedNode by,
    @Nullable ForwardedNode client) {
  private static final HeaderName FORWARDED = HeaderName.of("forwarded");
  private static final HeaderName HOST = HeaderName.of("host");

  /**
   * The host.
   *
   * @param expression tells it; null for the one that the client asked for
   */
  public record Host(@Nullable Expression expression) {}

  void addTo(RequestHead head, Evaluation stream, ByteBuilder scratch) {
    scratch.clear();
    if (proto) {
      scratch.append("proto=").append(stream.isClientEncrypted() ? "https" : "http");
    }
    if (host != null) {
      appendHost(host, head, stream, scratch);
    }
    if (by != null) {
      by.append(separate(scratch).append("by="), stream, stream.destination());
    }
    if (client != null) {
      client.append(separate(scratch).append("for="), stream, stream.source());
    }
    if (scratch.length() > 0 && !scratch.overflowed()) {
      head.add(FORWARDED, scratch.array(), 0, scratch.length());
    }
  }

  private static void appendHost(
      Host host, RequestHead head, Evaluation stream, ByteBuilder scratch) {
    Expression expression = host.expression();
    if (expression == null) {
      int asked = head.find(HOST, -1);
      if (asked >= 0) {
        int start = head.valueStart(asked);
        appendQuoted(head.bytes(), start, head.valueEnd(asked) - start, scratch);
      }
      return;
    }
    Sample value = stream.sample();
    if (expression.evaluateAs(SampleType.STRING, stream, value)) {
      appendQuoted(value.bytes(), value.offset(), value.length(), scratch);
    }
  }

  /** A quoted string (RFC 9110, section 5.6.4), unless it has bytes that none can have. */
  private static void appendQuoted(byte[] bytes, int offset, int length, ByteBuilder scratch) {
    for (int i = offset; i < offset + length; i++) {
      if ((bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t') || bytes[i] == 0x7f) {
        return;
      }
    }
    separate(scratch).append("host=\"");
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '"' || bytes[i] == '\\') {
        scratch.append('\\');
      }
      scratch.append(bytes[i]);
    }
    scratch.append('"');
  }

  private static ByteBuilder separate(ByteBuilder out) {
    return out.length() == 0 ? out : out.append(';');
  }
}
