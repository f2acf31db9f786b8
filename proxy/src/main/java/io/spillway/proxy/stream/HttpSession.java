package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.h2.Frames;
import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: it receives request after request and has each carried by its
 * {@link HttpStream}, one at a time; what a client pipelines waits. Confined to the connection's
 * loop.
 */
final class HttpSession implements ClientSide, Connection.Owner, LiveSession {
  private enum State {
    /** No byte of the next request is there. */
    IDLE,
    /** A head is coming in. */
    HEAD,
    /** A stream carries a request. */
    EXCHANGE,
    /** The last response was sent; what the client still sends is thrown away until it closes. */
    LINGERING,
    CLOSED
  }

  private static final int LINGER_MILLIS = 1000;

  /**
   * How long a client may take for its next request once the process is asked to end: that request
   * may be on its way already, and is answered with the news that it was the last.
   */
  private static final int LAST_REQUEST_MILLIS = 1000;

  private final SessionContext context;
  private final Frontend frontend;
  private final Connection connection;
  private final RequestHead head;
  private final HttpStream stream;
  private final Timeout timeout;
  private final boolean mayChange;

  private State state = State.IDLE;
  private final ReceivedBytes input = new ReceivedBytes();
  private int requests;
  private boolean silent;
  private boolean counted = true;
  private boolean parsing;
  private boolean parseAgain;
  private boolean wellFormed;
  private long lingeringBytes;
  private int stalledMillis;

  /**
   * Not started.
   *
   * @param mayChange whether a client that begins with the preface of HTTP/2 is spoken to in that
   */
  HttpSession(SessionContext context, Connection connection, boolean mayChange) {
    this.mayChange = mayChange;
    this.context = context;
    this.frontend = context.frontend();
    this.connection = connection;
    this.head = new RequestHead(frontend.requestLimits());
    this.timeout = new Timeout(connection.loop().timers(), this::timedOut);
    this.stream = new HttpStream(this, context);
  }

  /** Waits for the first request. */
  void start() {
    context.begin(this);
    timeout.set(
        frontend.timeouts().httpRequest() > 0
            ? frontend.timeouts().httpRequest()
            : frontend.timeouts().client());
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public SessionContext context() {
    return context;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public int requests() {
    return requests;
  }

  @Override
  public int streamCount() {
    return 1;
  }

  @Override
  public int streamLimit() {
    return 1;
  }

  @Override
  public int streamId() {
    return requests;
  }

  @Override
  public int resetCode() {
    return -1;
  }

  @Override
  public @Nullable ByteBuf input() {
    return input.bytes();
  }

  @Override
  public ByteBuf takeInput(int count) {
    return input.take(count);
  }

  @Override
  public void skipInput(int count) {
    input.skip(count);
  }

  @Override
  public void awaitClient() {
    timeout.set(stream.clientTimeoutMillis());
  }

  @Override
  public void awaitClient(int millis) {
    timeout.set(millis);
  }

  @Override
  public void awaitNothing() {
    timeout.clear();
  }

  @Override
  public void exchangeEnded(boolean keepAlive, boolean requestTaken) {
    timeout.clear();
    if (state == State.CLOSED) {
      return;
    }
    boolean clientIsDone = wellFormed && requestTaken && input.isEmpty() && !head.keepAlive();
    if (keepAlive && !input.isEmpty()) {
      head.reset();
    } else {
      head.rest();
    }
    if (!keepAlive) {
      if (clientIsDone && !silent) {
        closeWhenWritten();
      } else {
        finish();
      }
      return;
    }
    state = State.IDLE;
    if (!input.isEmpty()) {
      connection.resumeReading();
      parse();
    } else if (connection.isInputClosed()) {
      finish();
    } else {
      timeout.set(idleMillis());
      if (!connection.isReading()) {
        connection.resumeReading();
      }
    }
  }

  @Override
  public boolean shutDown(Server server, Termination.Cause cause) {
    return state == State.EXCHANGE && stream.shutDown(server, cause);
  }

  @Override
  public void endWhenIdle() {
    // The first request of a new connection may be on its way, and its client would not repeat it.
    if (state == State.IDLE && requests > 0 && !frontend.leniency().endsOnlyAfterResponse()) {
      timeout.set(idleMillis());
    }
  }

  /** How long to wait for the next request: a soft stop leaves time for one that is on its way. */
  private long idleMillis() {
    int limit = frontend.timeouts().nextRequest();
    long kept = context.keptMillis();
    if (kept == ProcessState.NEVER || frontend.leniency().endsOnlyAfterResponse()) {
      return limit;
    }
    long most = Math.max(kept, LAST_REQUEST_MILLIS);
    return limit > 0 ? Math.min(limit, most) : most;
  }

  @Override
  public void cutShort() {
    // abort, which follows, closes the connection
  }

  @Override
  public void abort() {
    if (state != State.CLOSED) {
      connection.close();
    }
  }

  @Override
  public void endSilently() {
    silent = true;
  }

  @Override
  public void closedByTunnel() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      timeout.end();
      input.release();
      stream.end();
      head.rest();
      uncount();
    }
  }

  /**
   * Everything that was to be sent is written: closes so that it reaches a client that still sends.
   */
  private void finish() {
    input.release();
    if (silent) {
      state = State.LINGERING;
      connection.dropSilently();
      return;
    }
    if (connection.isInputClosed() || !connection.isOpen()) {
      connection.flush();
      closeWhenWritten();
      return;
    }
    state = State.LINGERING;
    connection.endAfterOutput();
    connection.resumeReading();
    linger();
  }

  /** Nothing more comes from the client: closes once it has what was written. */
  private void closeWhenWritten() {
    state = State.LINGERING;
    connection.closeWhenWritten();
    if (state == State.LINGERING) {
      linger();
    }
  }

  /** Looks after {@link #LINGER_MILLIS} whether the client is done with the connection. */
  private void linger() {
    lingeringBytes = connection.pendingBytes();
    if (lingeringBytes == 0) {
      uncount();
    }
    timeout.set(LINGER_MILLIS);
  }

  /** A client that still takes bytes has {@code timeout client} for each step. */
  private void lingered() {
    long before = lingeringBytes;
    stalledMillis = connection.pendingBytes() < before ? 0 : stalledMillis + LINGER_MILLIS;
    int limit = stream.clientTimeoutMillis();
    if (before == 0 || (limit > 0 && stalledMillis >= limit)) {
      connection.close();
    } else {
      linger();
    }
  }

  @Override
  public void received(ByteBuf bytes) {
    switch (state) {
      case IDLE -> {
        state = State.HEAD;
        stream.firstByte();
        int limit = frontend.timeouts().httpRequest();
        if (requests > 0 || limit <= 0) {
          timeout.set(limit > 0 ? limit : frontend.timeouts().client());
        }
        append(bytes);
        parse();
      }
      case HEAD -> {
        append(bytes);
        if (frontend.timeouts().httpRequest() <= 0) {
          timeout.set(frontend.timeouts().client());
        }
        parse();
      }
      case EXCHANGE -> {
        append(bytes);
        if (stream.takesBody()) {
          stream.bodyArrived();
        } else if (stream.bodyWait.isWaiting()) {
          stream.bodyWait.received();
        } else if (input.size() >= frontend.bufferSize()) {
          connection.pauseReading();
        }
      }
      case LINGERING, CLOSED -> bytes.release();
    }
  }

  private void append(ByteBuf bytes) {
    input.append(connection.allocator(), bytes);
  }

  /**
   * Parses what is there, request after request: a loop, so that many small ones do not pile up on
   * the stack.
   */
  private void parse() {
    if (parsing) {
      parseAgain = true;
      return;
    }
    parsing = true;
    do {
      parseAgain = false;
      parseNext();
    } while (parseAgain);
    parsing = false;
  }

  private void parseNext() {
    ByteBuf arrived = input.bytes();
    if (arrived == null) {
      return;
    }
    if (state == State.IDLE) {
      state = State.HEAD;
      stream.firstByte();
    }
    ParseResult result = head.parse(arrived);
    if (result == ParseResult.NEED_MORE) {
      if (connection.isInputClosed()) {
        clientGone();
      }
      return;
    }
    if (result == ParseResult.MALFORMED && mayChange && requests == 0) {
      int matched = Frames.matchPreface(arrived);
      if (matched == Frames.PREFACE_LENGTH) {
        changeToHttp2(arrived);
        return;
      }
      if (matched == arrived.readableBytes() && !connection.isInputClosed()) {
        head.reset();
        return;
      }
    }
    timeout.clear();
    requests++;
    state = State.EXCHANGE;
    wellFormed = result == ParseResult.COMPLETE;
    if (wellFormed) {
      stream.begin();
    } else {
      stream.malformed();
    }
  }

  /** The client speaks HTTP/2: another session takes the connection over, with all that came. */
  private void changeToHttp2(ByteBuf arrived) {
    state = State.CLOSED;
    timeout.end();
    input.takeAll();
    stream.abandon();
    stream.end();
    head.rest();
    counted = false;
    Http2Session successor = new Http2Session(context, connection);
    connection.setOwner(successor);
    successor.start();
    successor.received(arrived);
  }

  @Override
  public void receivedAll() {
    if (state == State.EXCHANGE) {
      stream.flushServer();
    }
    connection.flush();
  }

  @Override
  public void inputClosed() {
    switch (state) {
      case IDLE -> finishQuietly();
      case HEAD -> clientGone();
      case EXCHANGE -> stream.clientInputClosed();
      case LINGERING -> closeWhenWritten();
      case CLOSED -> {}
    }
  }

  /** The client left between requests, or before its first. */
  private void finishQuietly() {
    if (requests == 0 && !frontend.ignoresProbes()) {
      state = State.EXCHANGE;
      requests++;
      stream.cutOffInHead(false);
      return;
    }
    closeWhenWritten();
  }

  /** The client left in the middle of a head. */
  private void clientGone() {
    state = State.EXCHANGE;
    requests++;
    stream.cutOffInHead(false);
  }

  private void timedOut() {
    switch (state) {
      case IDLE -> {
        if (requests > 0 || frontend.ignoresProbes()) {
          finish();
        } else {
          state = State.EXCHANGE;
          requests++;
          stream.cutOffInHead(true);
        }
      }
      case HEAD -> {
        state = State.EXCHANGE;
        requests++;
        stream.cutOffInHead(true);
      }
      case EXCHANGE -> stream.clientTimedOut();
      case LINGERING -> lingered();
      case CLOSED -> {}
    }
  }

  @Override
  public void failed(Throwable cause) {
    // closed follows and says it all.
  }

  @Override
  public void writable() {
    if (state == State.EXCHANGE) {
      stream.clientWritable();
    }
  }

  @Override
  public void closed() {
    State before = state;
    state = State.CLOSED;
    timeout.end();
    if (before == State.EXCHANGE) {
      stream.clientClosed();
    } else if (before == State.HEAD || (before == State.IDLE && requests == 0)) {
      stream.cutOffInHead(false);
    }
    input.release();
    stream.end();
    head.rest();
    uncount();
  }

  /** The session counts no longer: all that there was to send is with the kernel. */
  private void uncount() {
    if (counted) {
      counted = false;
      context.sessionEnded();
    }
  }
}
