package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.Framing;
import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import io.spillway.net.Duplex;
import io.spillway.proxy.cache.CacheTransaction;
import io.spillway.proxy.cache.CachedResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A stored response on its way to the client. Its head is parsed and goes through the rules like a
 * server's; the pieces of its body are sent by reference, as fast as the client takes them.
 * Confined to the session's loop.
 */
final class CacheDelivery {
  /** Stands in the log for the server. */
  static final String NAME = "<CACHE>";

  private static final int NOT_MODIFIED = 304;
  private static final byte[] NOT_MODIFIED_REASON =
      "Not Modified".getBytes(StandardCharsets.US_ASCII);

  private final HttpExchange stream;
  private @Nullable ResponseHead head;
  private @Nullable CachedResponse stored;
  private Framing framing = Framing.NONE;
  private int sent;
  private boolean isPumping;
  private boolean mayGoOn;

  CacheDelivery(HttpExchange stream) {
    this.stream = stream;
  }

  /**
   * Sends the stored response that a rule found for {@code answered}, which is this one's stream.
   *
   * @return false where none was found
   */
  boolean deliver(HttpStream answered) {
    CachedResponse hit = answered.cacheHit();
    if (hit == null) {
      return false;
    }
    answered.settleClient(false);
    answered.servedBy(NAME);
    answered.termination().set(Termination.Cause.LOCAL, Termination.Phase.REQUEST);
    long now = answered.loop().clock().nanos();
    answered.times().assigned = now;
    answered.times().connected = now;
    answered.times().responseRead = now;
    ResponseHead own = begin(answered.cacheTransaction(), hit);
    answered.frontend().responseCaptures().keep(own, answered.captures());
    answered.compression.requestReady(
        answered.request, answered.hasBackend() ? answered.backendNow() : null);
    if (answered.rules.runCachedResponse()) {
      send(answered);
    }
    return true;
  }

  /** The rules let the response pass. */
  void send(HttpStream answered) {
    ResponseHead own = answered.responseNow();
    framing = own.bodyFraming(answered.request.method());
    answered.sendResponseHead(framing, own.status());
    pump();
  }

  /** The client takes bytes again. */
  void goOn() {
    stream.session.awaitNothing();
    pump();
  }

  /** The head of the stored response that is being sent, or null. */
  @Nullable ResponseHead head() {
    return stored == null ? null : head;
  }

  private ResponseHead begin(CacheTransaction transaction, CachedResponse hit) {
    ResponseHead own = head;
    if (own == null) {
      own = new ResponseHead(stream.frontend().responseLimits());
      head = own;
    }
    own.reset();
    stored = hit;
    sent = 0;
    stream.responseTransfer.awaitHead(own);
    stream.responseTransfer.received(hit.head());
    if (stream.responseTransfer.parseHead() != ParseResult.COMPLETE) {
      throw new IllegalStateException("a stored head is malformed");
    }
    CacheTransaction.addAge(own, hit, stream.wallClockMicros() / 1_000_000);
    if (transaction.isUnmodified(stream.request)) {
      own.setStatus(NOT_MODIFIED, NOT_MODIFIED_REASON, 0, NOT_MODIFIED_REASON.length);
    }
    return own;
  }

  private void pump() {
    // What is flushed may make room at once, and that is told from within the flush.
    mayGoOn = true;
    if (isPumping) {
      return;
    }
    isPumping = true;
    CachedResponse sending = stored;
    boolean isDone = false;
    while (mayGoOn && !isDone) {
      mayGoOn = false;
      isDone = isAllSent();
    }
    isPumping = false;
    if (stored != sending) {
      return; // the client has gone, and the stream with it
    }
    if (!isDone) {
      if (!stream.session.connection().isWritable()) {
        stream.session.awaitClient();
      }
      return;
    }
    if (stream.responseTransfer.endAtClose()) {
      stream.clientKeepAlive = false;
    }
    stream.finish();
  }

  /** Sends on until the client takes no more; whether all was sent. */
  private boolean isAllSent() {
    CachedResponse current = stored;
    if (current == null || framing == Framing.NONE) {
      return true;
    }
    StreamThrottles throttles = stream.throttles();
    if (throttles.isHoldingResponse()) {
      return false; // who holds it back goes on
    }
    Duplex client = stream.session.connection();
    while (sent < current.bodyParts()) {
      if (!client.isWritable()) {
        client.flush();
        if (stored != current || !client.isWritable()) {
          return false;
        }
      }
      ByteBuf part = current.bodyPart(sent++);
      if (throttles.limitsResponse()) {
        throttles.take(part);
      } else {
        stream.responseTransfer.forward(part);
      }
      stream.addBytesOut(stream.responseTransfer.takeSentBytes());
      if (throttles.isHoldingResponse()) {
        client.flush();
        return false;
      }
    }
    return true;
  }

  /** The stream is over. */
  void end() {
    stored = null;
    if (head != null) {
      head.rest();
    }
  }
}
