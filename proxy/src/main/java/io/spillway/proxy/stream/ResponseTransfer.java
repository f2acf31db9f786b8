package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.Framing;
import io.spillway.http.Method;
import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import io.spillway.net.Duplex;
import io.spillway.proxy.cache.CacheWriter;
import io.spillway.proxy.compression.BodyCompressor;
import io.spillway.rules.sample.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way from a server to the client: the head as it came or as rules changed it,
 * then the body as it comes. Confined to the session's loop.
 */
final class ResponseTransfer {
  private final ClientSide session;
  private final MessageBody body;

  private @Nullable ResponseHead head;
  private @Nullable ByteBuf input;
  private boolean begun;
  private boolean headSent;
  private boolean malformed;
  private boolean surplus;
  private boolean stripsChunks;
  private boolean dropsBody;
  private boolean endedAtClose;
  private @Nullable CacheWriter storing;
  private @Nullable TrailerCut trailers;
  private @Nullable BodyCompressor compressor;
  private long sentBytes;

  ResponseTransfer(ClientSide session) {
    this.session = session;
    this.body = new MessageBody(session.context().frontend().responseLimits());
  }

  /** Waits for a response, whose head will be parsed by {@code into}. */
  void awaitHead(ResponseHead into) {
    reset();
    head = into;
  }

  /** Forgets everything about the last response. */
  void reset() {
    if (input != null) {
      input.release();
      input = null;
    }
    begun = false;
    headSent = false;
    malformed = false;
    surplus = false;
    stripsChunks = false;
    dropsBody = false;
    endedAtClose = false;
    storing = null;
    trailers = null;
    if (compressor != null) {
      compressor.end();
      compressor = null;
    }
    body.none();
  }

  /** Takes bytes that may belong to the head. */
  void received(ByteBuf bytes) {
    begun = true;
    input = Buffers.append(session.connection().allocator(), input, bytes);
  }

  /** Whether as much was received and not sent as a buffer holds. */
  boolean isFull() {
    return input != null && input.readableBytes() >= session.context().frontend().bufferSize();
  }

  /**
   * Whether the body that follows the head is at hand, or {@code atLeast} bytes of it, or all that
   * fits; only before {@link #sendHead}.
   *
   * @param atLeast 0 for all of it
   */
  boolean hasAtHand(Method method, long atLeast) {
    ByteBuf content = Unpooled.buffer();
    return scan(method, content) || isFull() || (atLeast > 0 && content.readableBytes() >= atLeast);
  }

  /** What of the body is at hand, without its framing; null where the head was sent. */
  @Nullable ByteSlice bufferedBody(Method method) {
    if (headSent || input == null) {
      return null;
    }
    ByteBuf content = Unpooled.buffer();
    scan(method, content);
    return new ByteSlice().set(content.array(), 0, content.readableBytes());
  }

  /** Goes over the body that is at hand without taking it; whether it is whole, or malformed. */
  private boolean scan(Method method, ByteBuf content) {
    ByteBuf whole = input;
    if (whole == null) {
      return true;
    }
    MessageBody scanned = new MessageBody(session.context().frontend().responseLimits());
    scanned.start(head().bodyFraming(method), head().contentLength());
    int from = whole.readerIndex() + head().receivedLength();
    int taken = scanned.takeContent(whole, from, whole.writerIndex(), content);
    return taken < 0 || scanned.isEnded();
  }

  /** Parses on in what was received. */
  ParseResult parseHead() {
    ByteBuf arrived = input;
    return arrived == null ? ParseResult.NEED_MORE : head().parse(arrived);
  }

  /** Whether anything of the response has come. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * Passes an interim response on, or drops it for a client that does not know them; waits for the
   * next head.
   */
  boolean forwardInterim(boolean clientKnowsInterim) {
    ByteBuf whole = input;
    int length = head().receivedLength();
    if (whole != null && clientKnowsInterim) {
      sentBytes += length;
      session.connection().write(whole.readRetainedSlice(length));
    } else if (whole != null) {
      whole.skipBytes(length);
    }
    if (whole != null && !whole.isReadable()) {
      whole.release();
      input = null;
    }
    head().reset();
    return clientKnowsInterim;
  }

  /**
   * The head is whole and the body follows.
   *
   * @param stripChunks whether the client cannot read chunks and gets what is in them
   */
  void begin(Framing framing, boolean stripChunks) {
    stripsChunks = stripChunks;
    body.start(framing, head().contentLength());
  }

  /** Has the trailers of a body in chunks left out. */
  void dropTrailers() {
    trailers = new TrailerCut(session.context().frontend().responseLimits());
  }

  /** {@code message}, taken over, as it is to be sent; the body begins at {@code from}. */
  private ByteBuf outgoing(ByteBuf message, int from) {
    TrailerCut cut = trailers;
    return cut == null ? message : cut.apply(message, from, session.connection().allocator());
  }

  /**
   * Takes what of the body came with the head out, so that {@link #sendHead} does not send it.
   *
   * @return it, the caller's; null where there is nothing
   */
  @Nullable ByteBuf withholdBody(Framing framing) {
    ByteBuf whole = input;
    int headLength = head().receivedLength();
    if (whole == null || framing == Framing.NONE || whole.readableBytes() == headLength) {
      return null;
    }
    int from = whole.readerIndex() + headLength;
    ByteBuf rest = whole.retainedSlice(from, whole.writerIndex() - from);
    input = whole.retainedSlice(whole.readerIndex(), headLength);
    whole.release();
    return rest;
  }

  /** Sends the head, and what of the body came with it; the caller flushes. */
  void sendHead() {
    headSent = true;
    ByteBuf whole = input;
    input = null;
    if (whole == null) {
      throw new IllegalStateException("no response");
    }
    int headLength = head().receivedLength();
    session.context().frontend().leniency().headerCases().applyTo(head());
    Duplex client = session.connection();
    if (stripsChunks || compressor != null) {
      ByteBuf out = client.allocator().buffer(head().size());
      head().writeTo(out);
      sentBytes += out.readableBytes();
      client.write(out);
      whole.skipBytes(headLength);
      if (whole.isReadable()) {
        forward(whole);
      } else {
        whole.release();
      }
      return;
    }
    int from = whole.readerIndex() + headLength;
    int taken = body.take(whole, from, whole.writerIndex());
    if (taken < 0) {
      malformed = true;
      whole.release();
      return;
    }
    surplus |= from + taken < whole.writerIndex();
    store(whole, from, taken);
    whole.writerIndex(dropsBody ? from : from + taken);
    whole = outgoing(whole, from);
    ByteBuf message =
        head().isModified()
            ? EditedHead.before(whole, whole.readerIndex() + headLength, head(), client.allocator())
            : whole;
    sentBytes += message.readableBytes();
    client.write(message);
  }

  /** The body is to be read but not passed on: a rule gave the response a status without one. */
  void dropBody() {
    dropsBody = true;
  }

  /** The body, as the server sends it, is to be kept by {@code writer} too, if there is one. */
  void storeTo(@Nullable CacheWriter writer) {
    storing = writer;
  }

  private void store(ByteBuf bytes, int from, int taken) {
    CacheWriter writer = storing;
    if (writer != null && taken > 0) {
      writer.append(bytes, from, taken);
    }
  }

  /** The body is to be passed on compressed; to be called after {@link #begin}. */
  void compress(BodyCompressor with) {
    compressor = with;
  }

  /** What compresses the body, or null. */
  @Nullable BodyCompressor compressor() {
    return compressor;
  }

  /** Passes on what of the body came in; the caller flushes. */
  void forward(ByteBuf bytes) {
    if (dropsBody) {
      int dropped = body.take(bytes, bytes.readerIndex(), bytes.writerIndex());
      malformed = dropped < 0;
      surplus |= dropped < bytes.readableBytes();
      bytes.release();
      return;
    }
    if (stripsChunks || compressor != null) {
      forwardContent(bytes);
      return;
    }
    int taken = body.take(bytes, bytes.readerIndex(), bytes.writerIndex());
    if (taken <= 0) {
      malformed = taken < 0;
      surplus |= bytes.isReadable();
      bytes.release();
      return;
    }
    surplus |= taken < bytes.readableBytes();
    store(bytes, bytes.readerIndex(), taken);
    bytes.writerIndex(bytes.readerIndex() + taken);
    ByteBuf sent = outgoing(bytes, bytes.readerIndex());
    sentBytes += sent.readableBytes();
    session.connection().write(sent);
  }

  private void forwardContent(ByteBuf bytes) {
    ByteBuf content = session.connection().allocator().buffer(bytes.readableBytes());
    int taken = body.takeContent(bytes, bytes.readerIndex(), bytes.writerIndex(), content);
    malformed |= taken < 0;
    surplus |= taken >= 0 && taken < bytes.readableBytes();
    store(bytes, bytes.readerIndex(), taken);
    bytes.release();
    BodyCompressor compressing = compressor;
    if (compressing != null && !malformed) {
      ByteBuf plain = content;
      session
          .context()
          .frontend()
          .compressionBudget()
          .compressed(plain.readableBytes(), session.context().loop().clock().millis());
      content = compressing.compress(plain, body.isEnded());
      plain.release();
    }
    sentBytes += content.readableBytes();
    session.connection().write(content);
  }

  /** Bytes sent to the client since the last call. */
  long takeSentBytes() {
    long sent = sentBytes;
    sentBytes = 0;
    return sent;
  }

  /** Whether the whole response was passed on. */
  boolean isEnded() {
    return headSent && body.isEnded();
  }

  /** Whether the body's framing was broken. */
  boolean isMalformed() {
    return malformed;
  }

  /** The server sends no more: whether that is how the response ends. */
  boolean endAtClose() {
    endedAtClose = headSent && body.endsAtClose();
    return endedAtClose;
  }

  /** Whether the whole response came, and was to be passed on with its body. */
  boolean isWhole() {
    return (isEnded() || endedAtClose) && !malformed && !dropsBody;
  }

  /** Whether another request may be sent on the server's connection. */
  boolean leavesConnectionUsable() {
    return isEnded() && !surplus && !malformed && head().keepAlive() && !body.endsAtClose();
  }

  /**
   * What came after a head that turned the connection into a tunnel, or null; the caller's to
   * release.
   */
  @Nullable ByteBuf takeRest() {
    ByteBuf rest = input;
    input = null;
    return rest;
  }

  private ResponseHead head() {
    ResponseHead current = head;
    if (current == null) {
      throw new IllegalStateException("no response is awaited");
    }
    return current;
  }
}
