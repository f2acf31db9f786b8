package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.spillway.http.ResponseHead;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FrameReader;
import io.spillway.http.h2.Frames;
import io.spillway.http.h2.SettingId;
import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.Http2Limits;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.server.Server;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection (RFC 9113): its preface, its streams, its end. {@link Http2Frames}
 * does what the client's frames ask for. Confined to the connection's loop.
 */
final class Http2Session implements Connection.Owner, LiveSession, Http2Connection {
  private enum State {
    /** The client's preface is not whole yet. */
    PREFACE,
    OPEN,
    /** GOAWAY was sent; the streams that there are go on. */
    GOING_AWAY,
    /** All was said; what the client still sends is thrown away until it closes. */
    LINGERING,
    CLOSED
  }

  private static final int LINGER_MILLIS = 1000;

  private static final int WEBSOCKET_KEY_BYTES = 16;
  private static final int MOST_FREE = 16;

  private final SessionContext context;
  private final Connection connection;
  private final Http2Output output;
  private final Http2Limits limits;
  private final Http2ReceiveWindow window;
  private final Http2Frames frames;
  private final FrameReader reader;
  private final ResponseHead responseHead;
  private final Timeout timeout;
  private final IntObjectMap<Http2Stream> streams = new IntObjectHashMap<>();
  private final Deque<Http2Stream> free = new ArrayDeque<>();
  private final List<Http2Stream> touched = new ArrayList<>();

  private State state = State.PREFACE;
  private @Nullable ByteBuf input;
  private int requests;
  private int lastStream;
  private boolean receiving;
  private boolean reading;

  Http2Session(SessionContext context, Connection connection) {
    this.context = context;
    this.connection = connection;
    Frontend frontend = context.frontend();
    this.limits = frontend.http2();
    this.output = new Http2Output(connection);
    this.window = new Http2ReceiveWindow(output);
    this.frames = new Http2Frames(this);
    this.reader = new FrameReader(frames, limits.maxFrameSize(), frontend.bufferSize());
    this.responseHead = Http2Response.newHead(frontend.responseLimits());
    this.timeout = new Timeout(connection.loop().timers(), this::timedOut);
  }

  /** Says what we speak, and waits for the client's preface. */
  void start() {
    context.begin(this);
    context.speaksHttp2();
    writeSettings();
    output.flush();
    int limit = context.frontend().timeouts().httpRequest();
    timeout.set(limit > 0 ? limit : context.frontend().timeouts().client());
  }

  private void writeSettings() {
    int[][] settings = {
      {SettingId.HEADER_TABLE_SIZE, limits.headerTableSize()},
      {SettingId.MAX_CONCURRENT_STREAMS, limits.maxConcurrentStreams()},
      {SettingId.INITIAL_WINDOW_SIZE, limits.initialWindow()},
      {SettingId.MAX_FRAME_SIZE, limits.maxFrameSize()},
      {SettingId.MAX_HEADER_LIST_SIZE, context.frontend().bufferSize()},
      {
        SettingId.ENABLE_CONNECT_PROTOCOL,
        context.frontend().leniency().announcesWebSockets() ? 1 : 0
      }
    };
    Frames.writeSettings(output.frames(), settings);
    window.announce();
  }

  // ---- what its parts ask for ----

  SessionContext context() {
    return context;
  }

  /** The connection that all streams share. */
  Connection transport() {
    return connection;
  }

  @Override
  public Http2Output output() {
    return output;
  }

  Http2Limits limits() {
    return limits;
  }

  /** Parses the heads of all responses. */
  ResponseHead responseHead() {
    return responseHead;
  }

  @Override
  public FrameReader reader() {
    return reader;
  }

  /** The greatest number of a stream that the client has begun. */
  int lastStream() {
    return lastStream;
  }

  void lastStream(int stream) {
    lastStream = stream;
  }

  int streamCount() {
    return streams.size();
  }

  @Override
  public @Nullable Http2Stream stream(int id) {
    return streams.get(id);
  }

  /** A stream for a new request, which counts from now on. */
  Http2Stream newStream(int id) {
    timeout.clear();
    Http2Stream stream = free.pollLast();
    if (stream == null) {
      stream = new Http2Stream(this);
    }
    streams.put(id, stream);
    requests++;
    return stream;
  }

  /** How many requests came. */
  int requests() {
    return requests;
  }

  /** Whether new streams are taken. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Bytes for {@code stream} were passed on and are to be flushed. */
  void touched(Http2Stream stream) {
    if (receiving) {
      touched.add(stream);
    } else {
      stream.flushDelivered();
    }
  }

  @Override
  public boolean takeWindow(int bytes) {
    return window.take(bytes);
  }

  @Override
  public boolean isIdle(int stream) {
    return stream > lastStream || (stream & 1) == 0;
  }

  @Override
  public int bufferSize() {
    return context.frontend().bufferSize();
  }

  @Override
  public void sendReset(int stream, ErrorCode error) {
    frames.weReset(stream);
    output.reset(stream, error);
    output.flush();
  }

  /** A key for the upgrade to WebSocket that a server of HTTP/1 is asked for. */
  byte[] newWebSocketKey() {
    byte[] random = new byte[WEBSOCKET_KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return Base64.getEncoder().encodeToString(random).getBytes(StandardCharsets.US_ASCII);
  }

  /** The client's windows have room: goes round the streams that wait for it. */
  @Override
  public void resumeSending() {
    if (streams.isEmpty() || !anyWaits()) {
      return;
    }
    if (state == State.OPEN || state == State.GOING_AWAY) {
      for (Http2Stream stream : List.copyOf(streams.values())) {
        stream.resumeSending();
      }
      output.flush();
    }
  }

  private boolean anyWaits() {
    for (Http2Stream stream : streams.values()) {
      if (stream.waits()) {
        return true;
      }
    }
    return false;
  }

  /** No more requests are taken; those that there are go on. */
  void refuseFurther() {
    goAway(ErrorCode.NO_ERROR);
  }

  /** Changes the windows of all streams; false where one would become too wide. */
  @Override
  public boolean widenAll(long increment) {
    for (Http2Stream stream : streams.values()) {
      if (!stream.widen(increment)) {
        return false;
      }
    }
    return true;
  }

  /** A stream is over. */
  void streamEnded(Http2Stream stream) {
    streams.remove(stream.id());
    if (free.size() < MOST_FREE && state != State.CLOSED) {
      free.addLast(stream);
    } else {
      stream.end();
    }
    if (streams.isEmpty() && state != State.CLOSED && state != State.LINGERING) {
      if (state == State.GOING_AWAY || connection.isInputClosed()) {
        finish();
      } else if (context.isStopping()) {
        goAway(ErrorCode.NO_ERROR);
        finish();
      } else {
        awaitNextRequest();
      }
    }
  }

  private void awaitNextRequest() {
    int limit = context.frontend().timeouts().nextRequest();
    long kept = context.keptMillis();
    timeout.set(limit > 0 ? Math.min(limit, kept) : kept == ProcessState.NEVER ? 0 : kept);
  }

  // ---- the connection ----

  @Override
  public void received(ByteBuf bytes) {
    if (state == State.LINGERING || state == State.CLOSED) {
      bytes.release();
      return;
    }
    receiving = true;
    output.beginBatch();
    ByteBuf arrived = Buffers.append(connection.allocator(), input, bytes);
    input = arrived;
    if (state == State.PREFACE && !takePreface(arrived)) {
      return;
    }
    reading = true;
    reader.read(arrived);
    reading = false;
    if (!arrived.isReadable() || state == State.LINGERING || state == State.CLOSED) {
      releaseInput();
    }
    ErrorCode error = reader.error();
    if (error != null && state != State.LINGERING && state != State.CLOSED) {
      fail(error);
    }
  }

  /** Takes the preface off; false where it is not whole, or none. */
  private boolean takePreface(ByteBuf arrived) {
    int matched = Frames.matchPreface(arrived);
    if (matched < 0) {
      fail(ErrorCode.PROTOCOL_ERROR);
      return false;
    }
    if (matched < Frames.PREFACE_LENGTH) {
      return false;
    }
    arrived.skipBytes(matched);
    state = State.OPEN;
    return true;
  }

  @Override
  public void receivedAll() {
    receiving = false;
    for (Http2Stream stream : touched) {
      stream.flushDelivered();
    }
    touched.clear();
    output.flushNow();
    if (!connection.isWritable() && state != State.LINGERING) {
      connection.pauseReading();
    }
  }

  @Override
  public void writable() {
    connection.resumeReading();
    resumeSending();
  }

  @Override
  public void inputClosed() {
    switch (state) {
      case PREFACE -> connection.close();
      case OPEN, GOING_AWAY -> {
        for (Http2Stream stream : List.copyOf(streams.values())) {
          if (!stream.isRemoteClosed()) {
            stream.clientGone();
          }
        }
        if (streams.isEmpty() && state != State.LINGERING) {
          finish();
        }
      }
      case LINGERING -> connection.closeWhenWritten();
      case CLOSED -> {}
    }
  }

  @Override
  public void failed(Throwable cause) {
    // closed follows and says it all.
  }

  @Override
  public void closed() {
    State before = state;
    state = State.CLOSED;
    timeout.end();
    for (Http2Stream stream : List.copyOf(streams.values())) {
      stream.clientGone();
    }
    free.forEach(Http2Stream::end);
    free.clear();
    releaseInput();
    output.end();
    if (before != State.CLOSED) {
      context.sessionEnded();
    }
  }

  @Override
  public boolean shutDown(Server server, Termination.Cause cause) {
    boolean any = false;
    for (Http2Stream stream : List.copyOf(streams.values())) {
      any |= stream.shutDown(server, cause);
    }
    return any;
  }

  @Override
  public void endWhenIdle() {
    if (state != State.OPEN || context.frontend().leniency().endsOnlyAfterResponse()) {
      return;
    }
    if (context.keptMillis() > 0) {
      if (streams.isEmpty()) {
        awaitNextRequest();
      }
      return;
    }
    goAway(ErrorCode.NO_ERROR);
    if (streams.isEmpty()) {
      finish();
    }
    output.flush();
  }

  private void timedOut() {
    switch (state) {
      case PREFACE -> connection.close();
      case OPEN, GOING_AWAY -> {
        goAway(ErrorCode.NO_ERROR);
        finish();
        output.flush();
      }
      case LINGERING -> connection.close();
      case CLOSED -> {}
    }
  }

  private void goAway(ErrorCode error) {
    if (state == State.OPEN || error != ErrorCode.NO_ERROR) {
      Frames.writeGoAway(output.frames(), lastStream, error);
    }
    if (state == State.OPEN) {
      state = State.GOING_AWAY;
    }
  }

  /** The client broke the rules of the connection: ends all streams and it. */
  private void fail(ErrorCode error) {
    goAway(error);
    state = State.GOING_AWAY;
    for (Http2Stream stream : List.copyOf(streams.values())) {
      stream.clientGone();
    }
    if (state != State.LINGERING) {
      finish();
    }
  }

  /** All was said: closes so that it reaches a client that still sends. */
  private void finish() {
    state = State.LINGERING;
    releaseInput();
    output.flushNow();
    if (connection.isInputClosed() || !connection.isOpen()) {
      connection.closeWhenWritten();
    } else {
      connection.endAfterOutput();
      connection.resumeReading();
    }
    timeout.set(LINGER_MILLIS);
  }

  /** Ends the connection without the client hearing of it. */
  void dropSilently() {
    releaseInput();
    connection.dropSilently();
  }

  private void releaseInput() {
    if (reading) {
      reader.fail(ErrorCode.NO_ERROR); // it stops, and what is left is released then
    } else if (input != null) {
      input.release();
      input = null;
    }
  }
}
