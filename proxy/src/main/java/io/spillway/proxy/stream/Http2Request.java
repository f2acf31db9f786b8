package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.Framing;
import io.spillway.http.HeadLimits;
import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.h2.HeaderBlockWriter;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an HTTP/1 request into what a stream of HTTP/2 sends to a server. The
 * counterpart of {@link Http2Response}. Confined to the connection's loop.
 */
final class Http2Request {
  private static final int MOST_HEADERS = 32767;

  private final Http2Body.Target target;
  private final ByteBufAllocator allocator;
  private final RequestHead head;
  private final Http2Body body;
  private boolean headSent;
  private boolean broken;
  private Method method = Method.OTHER;
  private @Nullable String webSocketKey;

  /**
   * No request yet.
   *
   * @param head parses heads, each at once, so that many requests can share it
   */
  Http2Request(
      Http2Body.Target target, ByteBufAllocator allocator, RequestHead head, HeadLimits limits) {
    this.target = target;
    this.allocator = allocator;
    this.head = head;
    this.body = new Http2Body(target, allocator, limits);
  }

  /**
   * What parses the heads of a connection's requests, which passed their limits before.
   *
   * @param bufferSize the largest head, in bytes
   */
  static RequestHead newHead(int bufferSize) {
    int most = 4 * bufferSize;
    return RequestHead.ofHttp2(new HeadLimits(most, most, MOST_HEADERS, true));
  }

  /** Forgets the last request. */
  void reset() {
    body.reset();
    headSent = false;
    broken = false;
    webSocketKey = null;
  }

  /** The method of the request. */
  Method method() {
    return method;
  }

  /** What the client wants an answer to where this asks for WebSocket, or null. */
  @Nullable String webSocketKey() {
    return webSocketKey;
  }

  /** Whether what follows the head are the bytes of a tunnel, if the server agrees. */
  boolean asksForTunnel() {
    return webSocketKey != null || method == Method.CONNECT;
  }

  /** Takes the next bytes of the request, and releases them. */
  void write(ByteBuf bytes) {
    if (!headSent && !broken) {
      writeHead(bytes);
    }
    if (broken) {
      bytes.release();
    } else {
      body.write(bytes);
    }
  }

  private void writeHead(ByteBuf bytes) {
    head.reset();
    if (head.parse(bytes) != ParseResult.COMPLETE) {
      broken = true;
      return;
    }
    bytes.skipBytes(head.receivedLength());
    headSent = true;
    method = head.method();
    if (head.isWebSocket()) {
      int key = head.find(HeaderName.SEC_WEBSOCKET_KEY, -1);
      webSocketKey = key < 0 ? "" : head.text(head.valueStart(key), head.valueEnd(key));
    }
    body.begin(asksForTunnel() ? Framing.TUNNEL : head.bodyFraming(), head.contentLength(), bytes);
    ByteBuf block = allocator.buffer(head.size());
    HeaderBlockWriter.writeRequest(block, head, webSocketKey != null);
    target.sendHeaders(block, body.isEnded());
  }
}
