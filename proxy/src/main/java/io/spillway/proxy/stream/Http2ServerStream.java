package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.Method;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FieldLines;
import io.spillway.http.h2.ResponseText;
import io.spillway.net.Connection;
import io.spillway.net.Duplex;
import io.spillway.net.Loop;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One stream of HTTP/2 to a server, where an exchange has a connection of HTTP/1 else: it takes the
 * bytes of an HTTP/1 request ({@link Http2Request}) and gives those of an HTTP/1 response ({@link
 * Http2Intake}). What came in one batch is handed on together. Used again for one exchange after
 * another. Confined to the connection's loop.
 *
 * <p>What it holds is bounded: of the request, two buffers, beyond which {@link #isWritable} says
 * no; of the response, the window that was announced.
 */
final class Http2ServerStream implements Duplex, Http2Body.Target, Http2Connection.Stream {
  private enum State {
    /** Carries nothing, and may be used. */
    FREE,
    /** A request goes out, a response comes in. */
    EXCHANGE,
    /** The exchange has its response, but the server has not said that this was all. */
    AWAITING_END
  }

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** RFC 6455 section 1.3. */
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Http2ServerSession session;
  private final Http2Request request;
  private final Http2Intake intake;
  private final Http2SendQueue sending;

  private State state = State.FREE;
  private @Nullable ServerConnection holder;
  private Connection.@Nullable Owner owner;
  private int id;
  private @Nullable ByteBuf heldHead;

  // what comes in
  private boolean headReceived;
  private boolean tunnelled;
  private boolean paused;
  private boolean touched;
  private boolean over;
  private boolean malformed;
  private boolean refused;
  private boolean withTransport;
  private int resetCode = -1;

  // what goes out
  private boolean awaitsRoom;

  Http2ServerStream(Http2ServerSession session) {
    this.session = session;
    this.request =
        new Http2Request(
            this, session.transport().allocator(), session.requestHead(), session.headLimits());
    this.intake =
        new Http2Intake(
            session.output(),
            session.transport().allocator(),
            session.limits().initialWindow(),
            session.bufferSize());
    this.sending = new Http2SendQueue(session.output());
  }

  /** An exchange begins, whose server connection is {@code user}. */
  void begin(ServerConnection user) {
    state = State.EXCHANGE;
    holder = user;
    owner = user;
    id = 0;
    headReceived = false;
    tunnelled = false;
    paused = false;
    over = false;
    malformed = false;
    refused = false;
    withTransport = false;
    resetCode = -1;
    awaitsRoom = false;
  }

  /** Its number, or 0 before anything was sent. */
  int id() {
    return id;
  }

  /** The code that the server reset it with, or -1 where it did not. */
  int resetCode() {
    return resetCode;
  }

  /** Whether the server said that it did nothing about the request. */
  boolean wasRefused() {
    return refused;
  }

  /** Whether it is over because the connection is. */
  boolean endedWithTransport() {
    return withTransport;
  }

  /**
   * The exchange is over: the stream is reset where one side has not ended it.
   *
   * @param whole whether both messages went through
   */
  void end(boolean whole) {
    if (state != State.EXCHANGE) {
      return;
    }
    holder = null;
    owner = null;
    boolean remoteClosed = over || intake.isClosed();
    if (id == 0 || over) {
      free();
    } else if (remoteClosed && sending.isEndSent()) {
      free();
    } else if (whole && sending.isEndSent() && session.mayAwaitEnd()) {
      state = State.AWAITING_END;
      intake.input().release();
    } else {
      session.sendReset(id, remoteClosed ? ErrorCode.NO_ERROR : ErrorCode.CANCEL);
      free();
    }
  }

  private void free() {
    boolean awaited = state == State.AWAITING_END;
    state = State.FREE;
    holder = null;
    owner = null;
    intake.input().release();
    sending.clear();
    request.reset();
    if (heldHead != null) {
      heldHead.release();
      heldHead = null;
    }
    session.streamEnded(this, awaited);
  }

  // ---- frames of the server ----

  /**
   * A header block came.
   *
   * @param text what it says
   */
  void headers(ResponseText text, boolean end) {
    if (over || !text.isWellFormed() || text.isTooLarge()) {
      malformed |= !over;
      fail(ErrorCode.PROTOCOL_ERROR);
      return;
    }
    int status = text.status();
    if (text.isInterim()) {
      if (state == State.EXCHANGE) {
        text.writeTo(intake.headBuffer(), false);
        touch();
      }
      if (end) {
        fail(ErrorCode.PROTOCOL_ERROR);
      }
      return;
    }
    headReceived = true;
    tunnelled = request.asksForTunnel() && status >= 200 && status < 300;
    boolean bodiless =
        status == NO_CONTENT || status == NOT_MODIFIED || request.method() == Method.HEAD;
    long length = tunnelled ? -1 : bodiless ? 0 : text.contentLength();
    if (end && length > 0) {
      malformed = true;
      fail(ErrorCode.PROTOCOL_ERROR);
      return;
    }
    boolean chunked = length < 0 && !tunnelled;
    intake.message(length, chunked, end);
    String key = request.webSocketKey();
    if (tunnelled && key != null) {
      text.writeUpgradeTo(intake.headBuffer(), accept(key));
    } else {
      text.writeTo(intake.headBuffer(), chunked);
    }
    if (end) {
      intake.endAtHead();
    }
    touch();
  }

  private static String accept(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      byte[] bytes = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every runtime has it
    }
  }

  /** Whether the response's head came: the next header block holds trailers. */
  boolean hasHead() {
    return headReceived;
  }

  @Override
  public boolean isRemoteClosed() {
    return intake.isClosed();
  }

  @Override
  public @Nullable ErrorCode data(
      ByteBuf payload, int index, int length, int flowLength, boolean end) {
    if (!headReceived) {
      malformed = true;
      return ErrorCode.PROTOCOL_ERROR;
    }
    ErrorCode wrong =
        intake.data(payload, index, length, flowLength, end, state == State.EXCHANGE && !over);
    if (wrong == null) {
      received();
    }
    return wrong;
  }

  @Override
  public @Nullable ErrorCode trailers(FieldLines text) {
    ErrorCode wrong = intake.trailers(text, state == State.EXCHANGE);
    if (wrong == null) {
      received();
    }
    return wrong;
  }

  private void received() {
    if (state == State.AWAITING_END && intake.isClosed()) {
      free();
    } else {
      touch();
    }
  }

  /** RST_STREAM came. */
  void reset(int errorCode) {
    resetCode = errorCode;
    refused = errorCode == ErrorCode.REFUSED_STREAM.code() && !headReceived;
    gone();
  }

  /** The server has not looked at the request, and will not. */
  void refused() {
    refused = !headReceived;
    gone();
  }

  /** The connection is over. */
  void transportClosed() {
    withTransport = true;
    gone();
  }

  private void gone() {
    if (state == State.AWAITING_END) {
      free();
    } else if (!over) {
      over = true;
      touch();
    }
  }

  @Override
  public void fail(ErrorCode error) {
    if (id != 0) {
      session.sendReset(id, error);
    }
    gone();
  }

  private void touch() {
    if (!touched && state == State.EXCHANGE) {
      touched = true;
      session.deliveries().add(this);
    }
  }

  /** The batch of frames is over: hands on what came, and how it ended. */
  void deliver() {
    touched = false;
    Connection.Owner receiver = owner;
    if (receiver == null || paused) {
      return;
    }
    ByteBuf bytes = intake.input().takeAll();
    if (bytes != null) {
      receiver.received(bytes);
    }
    if (owner == receiver && !paused && tunnelled && intake.isClosed()) {
      receiver.inputClosed();
    }
    if (owner == receiver && over && !paused && !isWhole()) {
      ServerConnection told = holder;
      if (malformed && told == receiver) {
        told.malformed();
      } else {
        receiver.closed();
      }
    }
    receiver.receivedAll();
    if (state == State.EXCHANGE && !over) {
      intake.refund();
    }
  }

  /** Whether the whole response came before the end. */
  private boolean isWhole() {
    return headReceived && intake.isClosed();
  }

  // ---- what goes out ----

  @Override
  public void write(ByteBuf bytes) {
    if (state != State.EXCHANGE || over || sending.isEndQueued()) {
      bytes.release();
    } else if (heldHead != null || tunnelled) {
      sendData(bytes, false);
    } else {
      request.write(bytes);
    }
  }

  @Override
  public void sendHeaders(ByteBuf block, boolean endOfStream) {
    if (request.webSocketKey() != null && !session.settings().webSockets()) {
      if (!session.settings().areKnown()) {
        heldHead = block;
        session.settings().await(this);
      } else {
        block.release();
        gone();
      }
      return;
    }
    id = session.begin(this);
    sending.begin(id);
    intake.begin(id);
    sending.headers(block, endOfStream);
  }

  /** The server has said what it can: sends a request that waited for it. */
  void settingsKnown() {
    ByteBuf block = heldHead;
    if (block != null) {
      heldHead = null;
      sendHeaders(block, false);
    }
  }

  @Override
  public void sendData(ByteBuf data, boolean endOfStream) {
    sending.data(data, endOfStream);
  }

  @Override
  public void sendTrailers(ByteBuf block) {
    sending.trailers(block);
  }

  @Override
  public boolean widen(long increment) {
    return sending.widen(increment);
  }

  @Override
  public void resumeSending() {
    if (state != State.EXCHANGE) {
      return;
    }
    sending.pump();
    Connection.Owner told = owner;
    if (awaitsRoom && told != null && hasRoom()) {
      awaitsRoom = false;
      told.writable();
    }
  }

  /** Whether it waits for windows, or for the connection to take more. */
  boolean waits() {
    return awaitsRoom || sending.pendingBytes() > 0;
  }

  private boolean hasRoom() {
    return sending.pendingBytes() < 2 * session.bufferSize() && session.transport().isWritable();
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
    if (state == State.EXCHANGE && !over && !sending.isEndQueued()) {
      sending.end();
      flush();
    }
  }

  @Override
  public boolean isOutputClosed() {
    return sending.isEndQueued();
  }

  /** What a {@link Relay} says at its end. */
  @Override
  public void closeWhenWritten() {
    shutdownOutput();
    end(false);
  }

  // ---- the stream as a duplex ----

  @Override
  public Loop loop() {
    return session.transport().loop();
  }

  @Override
  public ByteBufAllocator allocator() {
    return session.transport().allocator();
  }

  @Override
  public void setOwner(Connection.Owner newOwner) {
    owner = newOwner;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    if (paused) {
      paused = false;
      touch();
    }
  }

  @Override
  public boolean isReading() {
    return !paused;
  }

  @Override
  public boolean isInputClosed() {
    return tunnelled && (over || intake.isClosed()) && intake.input().isEmpty();
  }
}
