package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.Framing;
import io.spillway.http.RequestHead;
import io.spillway.net.Duplex;
import io.spillway.rules.sample.ByteSlice;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way from the client's input to a server: the head as it came or as rules changed
 * it, then the body, never more of it in memory than a buffer. What was sent can be sent again to
 * another server as long as all of it was at hand. Confined to the session's loop.
 */
final class RequestTransfer {
  private final ClientSide session;
  private final RequestHead head;
  private final MessageBody framing;

  private boolean headSent;
  private boolean malformed;
  private boolean keepsBody;
  private boolean replayable;
  private @Nullable ByteBuf keptBody;
  private @Nullable RequestThrottle throttle;
  private @Nullable Supplier<BodyFilter> filters;
  private @Nullable BodyFilter filter;
  private long bytes;
  private long sentBytes;

  RequestTransfer(ClientSide session) {
    this.session = session;
    this.head = session.head();
    this.framing = new MessageBody(session.context().frontend().requestLimits());
  }

  /** A new request's head is there. */
  void begin() {
    headSent = false;
    malformed = false;
    keepsBody = false;
    replayable = true;
    filters = null;
    bytes = 0;
    sentBytes = 0;
    framing.start(bodyFraming(), head.contentLength());
  }

  /**
   * Keeps a copy of a body that is at hand when the request is first sent, so that it can be sent
   * again.
   */
  void keepBody() {
    keepsBody = true;
  }

  /** Has what {@code maker} makes change the body each time that it is sent. */
  void filter(Supplier<BodyFilter> maker) {
    filters = maker;
  }

  private void renewFilter() {
    endFilter();
    filter = filters == null ? null : filters.get();
  }

  private void endFilter() {
    if (filter != null) {
      filter.end();
      filter = null;
    }
  }

  /** {@code message}, taken over, as it is to be sent; the body begins at {@code from}. */
  private ByteBuf outgoing(ByteBuf message, int from, Duplex server) {
    BodyFilter changing = filter;
    return changing == null ? message : changing.apply(message, from, server.allocator());
  }

  /** Has {@code limit} say how much of a body may pass. */
  void limit(RequestThrottle limit) {
    throttle = limit;
  }

  /** Where that ends which may be taken now of the bytes between {@code from} and {@code to}. */
  private int limited(int from, int to) {
    return throttle == null || from == to ? to : from + throttle.allowed(to - from);
  }

  private void passed(int taken) {
    if (throttle != null && taken > 0) {
      throttle.passed(taken);
    }
  }

  /** Whether the request was sent before, to another server or on a connection that was dead. */
  boolean wasSent() {
    return headSent;
  }

  /** Whether the whole request went out. */
  boolean isEnded() {
    return headSent && framing.isEnded();
  }

  /** A CONNECT has no body: what follows it belongs to the tunnel, if there is to be one. */
  private Framing bodyFraming() {
    Framing told = head.bodyFraming();
    return told == Framing.TUNNEL ? Framing.NONE : told;
  }

  /** Whether there is more of the request to come after its head. */
  boolean hasBody() {
    return bodyFraming() != Framing.NONE;
  }

  /** Whether the body's framing was broken. */
  boolean isMalformed() {
    return malformed;
  }

  /** Whether the request has gone out, but not all of it. */
  boolean takesBody() {
    return headSent && !framing.isEnded() && !malformed;
  }

  /** Whether {@link #send} may be called again. */
  boolean isReplayable() {
    return replayable;
  }

  /** Whether all of the request is in the session's input, or was sent. */
  boolean isWholeAtHand() {
    return headSent ? framing.isEnded() : !hasBody() || bodyScan(null);
  }

  /** What of the body is in the session's input, without its framing; only before {@link #send}. */
  @Nullable ByteSlice bufferedBody() {
    if (headSent) {
      return null;
    }
    ByteBuf content = Unpooled.buffer();
    bodyScan(content);
    return new ByteSlice().set(content.array(), 0, content.readableBytes());
  }

  /** Whether what is at hand of a chunked body is no chunks: then there is no request at all. */
  boolean isBrokenAtHand() {
    ByteBuf input = session.input();
    if (!head.chunked() || input == null) {
      return false;
    }
    MessageBody scanned = new MessageBody(session.context().frontend().requestLimits());
    scanned.start(bodyFraming(), head.contentLength());
    int from = input.readerIndex() + head.receivedLength();
    return scanned.take(input, from, input.writerIndex()) < 0;
  }

  /** Goes over the body that is at hand without taking it; whether it is whole. */
  private boolean bodyScan(@Nullable ByteBuf content) {
    ByteBuf input = session.input();
    MessageBody scanned = new MessageBody(session.context().frontend().requestLimits());
    scanned.start(bodyFraming(), head.contentLength());
    if (input != null) {
      int from = input.readerIndex() + head.receivedLength();
      int taken =
          content == null
              ? scanned.take(input, from, input.writerIndex())
              : scanned.takeContent(input, from, input.writerIndex(), content);
      return taken < 0 || scanned.isEnded();
    }
    return scanned.isEnded();
  }

  /** How many bytes of the request were taken from the client. */
  long bytes() {
    return bytes;
  }

  /** How many bytes of the request were sent to servers. */
  long sentBytes() {
    return sentBytes;
  }

  private void write(Duplex server, ByteBuf message) {
    sentBytes += message.readableBytes();
    server.write(message);
  }

  /**
   * Sends the head, and what of the body is there, to {@code server}; again where {@link
   * #isReplayable} allows it.
   */
  void send(Duplex server) {
    if (headSent) {
      sendAgain(server);
      return;
    }
    headSent = true;
    int headLength = head.receivedLength();
    ByteBuf input = session.input();
    int bodyLength = input == null ? 0 : bodyAtHand(input, headLength, true);
    if (malformed) {
      return;
    }
    passed(bodyLength);
    bytes = headLength + bodyLength;
    boolean fits = headLength + bodyLength <= session.context().frontend().bufferSize();
    if (bodyLength > 0 && keepsBody && fits && framing.isEnded() && input != null) {
      keptBody = input.retainedSlice(input.readerIndex() + headLength, bodyLength);
    }
    replayable = framing.isEnded() && (bodyLength == 0 || keptBody != null);
    if (input == null) {
      writeHead(server);
    } else {
      renewFilter();
      ByteBuf message = session.takeInput(headLength + bodyLength);
      message = outgoing(message, message.readerIndex() + headLength, server);
      int emptyLines = head.isModified() ? 0 : emptyLinesBefore(message);
      message.skipBytes(emptyLines);
      write(
          server,
          head.isModified()
              ? EditedHead.before(
                  message, message.readerIndex() + headLength, head, server.allocator())
              : message);
    }
    server.flush();
  }

  private static int emptyLinesBefore(ByteBuf message) {
    int start = message.readerIndex();
    int at = start;
    while (message.getByte(at) == '\r' || message.getByte(at) == '\n') {
      at++;
    }
    return at - start;
  }

  private int bodyAtHand(ByteBuf input, int headLength, boolean isLimited) {
    if (framing.isEnded() || input.readableBytes() == headLength) {
      return 0;
    }
    int from = input.readerIndex() + headLength;
    int to = isLimited ? limited(from, input.writerIndex()) : input.writerIndex();
    int taken = framing.take(input, from, to);
    malformed = taken < 0;
    return taken;
  }

  private void sendAgain(Duplex server) {
    writeHead(server);
    if (keptBody != null) {
      ByteBuf kept = keptBody.retainedDuplicate();
      renewFilter();
      write(server, outgoing(kept, kept.readerIndex(), server));
    }
    server.flush();
  }

  private void writeHead(Duplex server) {
    ByteBuf out = server.allocator().buffer(head.size());
    head.writeTo(out);
    write(server, out);
  }

  /** Passes on what of the body came in; the caller flushes. */
  void pump(Duplex server) {
    ByteBuf input = session.input();
    if (input == null || !takesBody()) {
      return;
    }
    replayable = false;
    int from = input.readerIndex();
    int taken = framing.take(input, from, limited(from, input.writerIndex()));
    if (taken < 0) {
      malformed = true;
      return;
    }
    passed(taken);
    bytes += taken;
    if (taken > 0) {
      ByteBuf body = session.takeInput(taken);
      write(server, outgoing(body, body.readerIndex(), server));
    }
  }

  /** Drops the request from the session's input where it was answered without a server. */
  void skip() {
    if (headSent) {
      return;
    }
    headSent = true;
    ByteBuf input = session.input();
    if (input == null) {
      return;
    }
    int headLength = head.receivedLength();
    int bodyLength = bodyAtHand(input, headLength, false);
    if (malformed) {
      return;
    }
    bytes = headLength + bodyLength;
    session.skipInput(headLength + bodyLength);
  }

  /** The request is over. */
  void end() {
    endFilter();
    if (keptBody != null) {
      keptBody.release();
      keptBody = null;
    }
  }
}
