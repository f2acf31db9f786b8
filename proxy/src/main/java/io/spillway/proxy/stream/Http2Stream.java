package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FieldLines;
import io.spillway.http.h2.HeadText;
import io.spillway.net.Connection;
import io.spillway.net.Duplex;
import io.spillway.net.Loop;
import io.spillway.net.Timeout;
import io.spillway.proxy.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * One stream of HTTP/2 as the client's side of an exchange. The request's frames become the bytes
 * of an HTTP/1 message in its input ({@link Http2Intake}), the response's bytes become frames again
 * ({@link Http2Response}) and wait here for the windows. Used again for one stream after another.
 * Confined to the connection's loop.
 *
 * <p>What it holds is bounded: of the request, the window that was announced and one buffer; of the
 * response, two buffers, beyond which {@link #isWritable} says no.
 */
final class Http2Stream implements ClientSide, Duplex, Http2Body.Target, Http2Connection.Stream {
  private enum State {
    /** Carries nothing, and may be used. */
    FREE,
    /** An {@link HttpStream} works on the request. */
    EXCHANGE,
    /** A {@link Relay} has it: CONNECT, or WebSocket. */
    TUNNEL,
    /** The exchange is over; the client has not taken all of the response. */
    DRAINING
  }

  private static final byte[] NO_KEY = new byte[0];

  private final Http2Session session;
  private final RequestHead head;
  private int resetCode;
  private final HttpStream http;
  private final Timeout timeout;
  private final Http2Intake intake;
  private final Http2Response response;
  private final Http2SendQueue sending;

  private State state = State.FREE;
  private int id;
  private int number;

  // what comes in
  private boolean paused;
  private Connection.@Nullable Owner tunnel;

  // what goes out
  private boolean awaitsRoom;
  private boolean cutShort;
  private boolean silent;
  private boolean gone;

  Http2Stream(Http2Session session) {
    this.session = session;
    this.head = RequestHead.ofHttp2(session.context().frontend().requestLimits());
    this.timeout = new Timeout(session.context().loop().timers(), this::timedOut);
    this.http = new HttpStream(this, session.context());
    this.intake =
        new Http2Intake(
            session.output(),
            session.transport().allocator(),
            session.limits().initialWindow(),
            session.context().frontend().bufferSize());
    this.sending = new Http2SendQueue(session.output());
    this.response =
        new Http2Response(
            this,
            session.transport().allocator(),
            session.responseHead(),
            session.context().frontend().responseLimits());
  }

  // ---- frames of the client ----

  /**
   * A request begins.
   *
   * @param requestNumber its number in the session, from 1
   * @param ends whether it has neither body nor trailers
   */
  void begin(int streamId, int requestNumber, HeadText text, boolean ends) {
    id = streamId;
    number = requestNumber;
    state = State.EXCHANGE;
    sending.begin(streamId);
    ByteBuf request = intake.headBuffer();
    boolean chunked =
        !ends && text.contentLength() < 0 && !text.isConnect() && !text.isExtendedConnect();
    intake.begin(streamId);
    intake.message(text.contentLength(), chunked, ends);
    text.writeTo(request, chunked, text.isExtendedConnect() ? session.newWebSocketKey() : NO_KEY);
    resetCode = -1;
    http.firstByte();
    http.times().idleSince = number == 1 ? http.times().idleSince : http.times().firstByte;
    if (head.parse(request) == ParseResult.COMPLETE) {
      http.begin();
    } else {
      http.malformed();
    }
  }

  int id() {
    return id;
  }

  @Override
  public int streamId() {
    return id;
  }

  @Override
  public int streamCount() {
    return session.streamCount();
  }

  @Override
  public int streamLimit() {
    return session.limits().maxConcurrentStreams();
  }

  @Override
  public int resetCode() {
    return resetCode;
  }

  /** RST_STREAM came. */
  void reset(int errorCode) {
    resetCode = errorCode;
    clientGone();
  }

  /** Whether the client has sent all of its message. */
  @Override
  public boolean isRemoteClosed() {
    return intake.isClosed();
  }

  /**
   * DATA came.
   *
   * @return what is wrong with it, or null
   */
  @Override
  public @Nullable ErrorCode data(
      ByteBuf payload, int index, int length, int flowLength, boolean end) {
    boolean wanted = state != State.DRAINING;
    ErrorCode wrong = intake.data(payload, index, length, flowLength, end, wanted);
    if (wrong == null && wanted) {
      deliver();
    }
    return wrong;
  }

  /** The last header block of the request came, which ends it; what is wrong with it, or null. */
  @Override
  public @Nullable ErrorCode trailers(FieldLines text) {
    boolean wanted = state != State.DRAINING;
    ErrorCode wrong = intake.trailers(text, wanted);
    if (wrong == null && wanted) {
      deliver();
    }
    return wrong;
  }

  /** Hands what came in to who takes it now. */
  private void deliver() {
    Connection.Owner relay = tunnel;
    if (relay != null) {
      deliverTo(relay);
    } else if (state == State.EXCHANGE && !intake.input().isEmpty() && !paused) {
      if (http.takesBody()) {
        http.bodyArrived();
        session.touched(this);
      } else if (http.bodyWait.isWaiting()) {
        http.bodyWait.received();
      }
    }
    refund();
  }

  private void deliverTo(Connection.Owner relay) {
    ByteBuf bytes = paused ? null : intake.input().takeAll();
    if (bytes != null) {
      relay.received(bytes);
      session.touched(this);
    }
    if (isInputClosed() && state == State.TUNNEL) {
      relay.inputClosed();
    }
  }

  /** The batch in which bytes were delivered is over. */
  void flushDelivered() {
    if (tunnel != null) {
      tunnel.receivedAll();
    } else if (state == State.EXCHANGE) {
      http.flushServer();
    }
  }

  private void refund() {
    if (!gone) {
      intake.refund();
    }
  }

  /** The client, or the connection, is gone. */
  void clientGone() {
    gone = true;
    switch (state) {
      case EXCHANGE -> http.clientClosed();
      case TUNNEL -> {
        if (tunnel != null) {
          tunnel.closed();
        }
      }
      case FREE, DRAINING -> {}
    }
    free();
  }

  /** Ends the stream for what the client did wrong. */
  @Override
  public void fail(ErrorCode error) {
    session.sendReset(id, error);
    clientGone();
  }

  // ---- the client's side of the exchange ----

  @Override
  public SessionContext context() {
    return session.context();
  }

  @Override
  public Duplex connection() {
    return this;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public int requests() {
    return number;
  }

  @Override
  public @Nullable ByteBuf input() {
    return intake.input().bytes();
  }

  @Override
  public ByteBuf takeInput(int count) {
    ByteBuf taken = intake.input().take(count);
    if (intake.input().isEmpty()) {
      refund();
    }
    return taken;
  }

  @Override
  public void skipInput(int count) {
    if (!intake.input().isEmpty()) {
      intake.input().skip(count);
      refund();
    }
  }

  @Override
  public void awaitClient() {
    timeout.set(http.clientTimeoutMillis());
  }

  @Override
  public void awaitClient(int millis) {
    timeout.set(millis);
  }

  @Override
  public void awaitNothing() {
    timeout.clear();
  }

  private void timedOut() {
    if (state == State.EXCHANGE) {
      http.clientTimedOut();
    } else if (state == State.DRAINING) {
      session.sendReset(id, ErrorCode.CANCEL);
      free();
    }
    session.output().flush();
  }

  @Override
  public void cutShort() {
    cutShort = true;
  }

  @Override
  public void exchangeEnded(boolean keepAlive, boolean requestTaken) {
    timeout.clear();
    if (state == State.FREE || gone) {
      return; // clientGone, which called this, frees
    }
    boolean whole = sending.isEndQueued() || response.isEnded() || response.endsAtClose();
    if (cutShort || !whole) {
      session.sendReset(id, response.hasBegun() ? ErrorCode.CANCEL : ErrorCode.INTERNAL_ERROR);
      boolean silently = silent;
      free();
      if (silently) {
        session.dropSilently();
      }
      return;
    }
    intake.input().release();
    tunnel = null;
    state = State.DRAINING;
    if (!sending.isEndQueued()) {
      sending.end();
    }
    if (sending.isEndSent()) {
      drained();
    } else {
      awaitClient();
    }
    session.output().flush();
  }

  @Override
  public void abort() {
    // exchangeEnded has ended the stream
  }

  @Override
  public void endSilently() {
    silent = true;
  }

  @Override
  public void closedByTunnel() {
    // exchangeEnded has ended the stream
  }

  /** Ends the exchange because {@code server} went away, if it is that one's; whether it was. */
  boolean shutDown(Server server, Termination.Cause cause) {
    return (state == State.EXCHANGE || state == State.TUNNEL) && http.shutDown(server, cause);
  }

  // ---- what goes out ----

  @Override
  public void write(ByteBuf bytes) {
    if (state == State.FREE || state == State.DRAINING || gone || sending.isEndQueued()) {
      bytes.release();
    } else if (state == State.TUNNEL) {
      sendData(bytes, false);
    } else {
      response.write(bytes, head.method());
    }
  }

  @Override
  public void sendHeaders(ByteBuf block, boolean endOfStream) {
    sending.headers(block, endOfStream);
  }

  @Override
  public void sendData(ByteBuf data, boolean endOfStream) {
    sending.data(data, endOfStream);
  }

  @Override
  public void sendTrailers(ByteBuf block) {
    sending.trailers(block);
  }

  /** The client widens the stream's window; false where it would become too wide. */
  @Override
  public boolean widen(long increment) {
    return sending.widen(increment);
  }

  /** More may go out: sends it, and tells who waits for room. */
  @Override
  public void resumeSending() {
    int before = sending.pendingBytes();
    sending.pump();
    if (state == State.DRAINING) {
      if (sending.isEndSent()) {
        drained();
      } else if (sending.pendingBytes() < before) {
        awaitClient();
      }
      return;
    }
    if (awaitsRoom && hasRoom()) {
      awaitsRoom = false;
      if (state == State.EXCHANGE) {
        http.clientWritable();
      } else if (tunnel != null) {
        tunnel.writable();
      }
    }
  }

  /** The whole response has gone out, and the exchange is over. */
  private void drained() {
    if (!intake.isClosed()) {
      session.sendReset(id, ErrorCode.NO_ERROR);
    }
    free();
  }

  /** Whether it waits for windows, or for the connection to take more. */
  boolean waits() {
    return awaitsRoom || sending.pendingBytes() > 0;
  }

  private boolean hasRoom() {
    return sending.pendingBytes() < 2 * session.context().frontend().bufferSize()
        && session.transport().isWritable();
  }

  @Override
  public boolean isWritable() {
    boolean hasRoom = hasRoom();
    awaitsRoom |= !hasRoom;
    return hasRoom;
  }

  @Override
  public void flush() {
    session.output().flush();
  }

  @Override
  public void shutdownOutput() {
    if (!sending.isEndQueued() && !gone && state == State.TUNNEL) {
      sending.end();
      flush();
    }
  }

  @Override
  public boolean isOutputClosed() {
    return sending.isEndQueued();
  }

  @Override
  public void closeWhenWritten() {
    shutdownOutput();
  }

  // ---- the stream as a duplex ----

  @Override
  public Loop loop() {
    return session.context().loop();
  }

  @Override
  public ByteBufAllocator allocator() {
    return session.transport().allocator();
  }

  @Override
  public void setOwner(Connection.Owner owner) {
    tunnel = owner;
    state = State.TUNNEL;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    if (paused) {
      paused = false;
      deliver();
    }
  }

  @Override
  public boolean isReading() {
    return !paused;
  }

  @Override
  public boolean isInputClosed() {
    return intake.isClosed() && intake.input().isEmpty();
  }

  // ---- the end ----

  private void free() {
    if (state == State.FREE) {
      return;
    }
    state = State.FREE;
    timeout.clear();
    intake.input().release();
    sending.clear();
    awaitsRoom = false;
    cutShort = false;
    silent = false;
    gone = false;
    paused = false;
    tunnel = null;
    response.reset();
    head.rest();
    session.streamEnded(this);
  }

  /** The session is over. */
  void end() {
    timeout.end();
    http.end();
    head.rest();
  }
}
