package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.spillway.http.HeadLimits;
import io.spillway.http.RequestHead;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FrameReader;
import io.spillway.http.h2.Frames;
import io.spillway.http.h2.SettingId;
import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.SocketOptions;
import io.spillway.proxy.Http2Limits;
import io.spillway.proxy.server.ServerHttp;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 to a server (RFC 9113), which many streams share. {@link
 * Http2ServerFrames} does what the server's frames ask for. Confined to the connection's loop.
 */
final class Http2ServerSession implements Connection.Owner, Http2Connection {
  private enum State {
    /** It does not stand yet; streams wait for it. */
    OPENING,
    OPEN,
    /** No more streams begin; those that there are go on. */
    DRAINING,
    CLOSED
  }

  private static final int LAST_ID = Integer.MAX_VALUE;
  private static final int MOST_FREE = 128;
  private static final int MOST_AWAITED = 8;

  /** The sessions with room before and after this one; {@link Http2ServerSessions} uses them. */
  @Nullable Http2ServerSession previous;

  @Nullable Http2ServerSession next;
  boolean isListed;

  private final Http2ServerSessions home;
  private final boolean isShared;
  private final int generation;
  private final ServerHttp http;
  private final byte @Nullable [] proxyHeader;
  private final @Nullable String serverName;
  private final int mostUses;
  private final IntObjectMap<Http2ServerStream> streams = new IntObjectHashMap<>();
  private final Deque<Http2ServerStream> free = new ArrayDeque<>();
  private final Deque<ServerConnection> freeConnections = new ArrayDeque<>();
  private final Http2ServerWaiting waiting;
  private final Http2ServerSettings settings = new Http2ServerSettings();
  private final Http2Deliveries deliveries;

  private State state = State.OPENING;
  private @Nullable Connection transport;
  private @Nullable Http2Output output;
  private @Nullable Http2ServerFrames frames;
  private @Nullable FrameReader reader;
  private @Nullable Http2ReceiveWindow window;
  private @Nullable RequestHead requestHead;
  private @Nullable ByteBuf input;
  private @Nullable ServerConnection keeper;
  private boolean reading;
  private int nextId = 1;
  private int count;
  private int awaited;
  private int uses;
  private int ended;
  private int streamLimit;
  private boolean isEnding;

  /** What idle sessions are told apart by: when this one became idle, in milliseconds; or 0. */
  long idleSince;

  /**
   * Not connected yet.
   *
   * @param isShared whether streams of any client may use it
   * @param mostUses how many streams it carries in its life; -1 for any number
   */
  Http2ServerSession(
      Http2ServerSessions home,
      boolean isShared,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      int mostUses) {
    this.home = home;
    this.isShared = isShared;
    this.generation = home.generation();
    this.http = home.server().http();
    this.proxyHeader = proxyHeader;
    this.serverName = serverName;
    this.mostUses = mostUses;
    this.deliveries = new Http2Deliveries(home.loop(), this::flush);
    this.streamLimit = http.limits().maxConcurrentStreams();
    this.waiting = new Http2ServerWaiting(this, home.server());
  }

  // ---- how it comes to stand ----

  /** How it is to be connected, once a stream waits for it. */
  void prepare(Connector connector, SocketAddress address, SocketOptions options) {
    waiting.prepare(connector, address, options);
  }

  /** {@code made} stands and speaks HTTP/2: begins. */
  void open(Connection made) {
    transport = made;
    made.setOwner(this);
    Http2Output out = new Http2Output(made);
    Http2ReceiveWindow receiveWindow = new Http2ReceiveWindow(out);
    output = out;
    window = receiveWindow;
    requestHead = Http2Request.newHead(http.bufferSize());
    Http2ServerFrames handler = new Http2ServerFrames(this, made.loop());
    frames = handler;
    reader = new FrameReader(handler, http.limits().maxFrameSize(), http.bufferSize());
    state = State.OPEN;
    Frames.writePreface(out.frames());
    Frames.writeSettings(
        out.frames(),
        new int[] {SettingId.HEADER_TABLE_SIZE, http.limits().headerTableSize()},
        new int[] {SettingId.ENABLE_PUSH, 0},
        new int[] {SettingId.INITIAL_WINDOW_SIZE, http.limits().initialWindow()},
        new int[] {SettingId.MAX_FRAME_SIZE, http.limits().maxFrameSize()},
        new int[] {SettingId.MAX_HEADER_LIST_SIZE, http.bufferSize()});
    receiveWindow.announce();
    out.flush();
    home.opened(this);
    beginWaiting();
  }

  private void beginWaiting() {
    List<ServerConnection> all = waiting.takeAll();
    count -= all.size();
    uses -= all.size();
    for (ServerConnection each : all) {
      if (!each.isUsed()) {
        continue; // gave up while others were told
      }
      if (state == State.OPEN) {
        each.opened(add(each));
      } else {
        each.openingFailed(new ClosedChannelException());
      }
    }
    if (!all.isEmpty() && count == 0 && state == State.OPEN) {
      idle(); // all gave up
    }
  }

  /** The connection stands, speaks HTTP/1, and goes to one of those who waited for it. */
  void isHttp1() {
    state = State.CLOSED;
    home.isHttp1(this);
  }

  /** The connection could not be made. */
  void cannotOpen() {
    state = State.CLOSED;
    home.closed(this);
  }

  // ---- who uses it ----

  /** Whether it is secure for this name, and began without a PROXY protocol header or with one. */
  boolean isFor(byte @Nullable [] header, @Nullable String name) {
    return Objects.equals(serverName, name) && Arrays.equals(proxyHeader, header);
  }

  /** How many streams it carries. */
  int streamCount() {
    return count;
  }

  /** How many streams it may carry at once, as both sides' settings say. */
  int streamLimit() {
    return streamLimit;
  }

  /** Whether any stream may use it; else only those of the client's session that made it. */
  boolean isShared() {
    return isShared;
  }

  /** {@code user} keeps it for later, or null for nobody. */
  void keptBy(@Nullable ServerConnection user) {
    keeper = user;
  }

  boolean isOpening() {
    return state == State.OPENING;
  }

  /** Whether another stream may begin on it. */
  boolean hasRoom() {
    return (state == State.OPEN || state == State.OPENING)
        && generation == home.generation()
        && count < streamLimit
        && (mostUses < 0 || uses < mostUses)
        && nextId < LAST_ID - 2 * count;
  }

  /** Whether it has carried a stream to its end. */
  boolean isProven() {
    return ended > 0;
  }

  /** Whether no stream uses it. */
  boolean isIdle() {
    return count == 0;
  }

  /** {@code user} waits for it to be open. */
  void await(ServerConnection user) {
    count++;
    uses++;
    home.changed(this);
    if (waiting.add(user)) {
      transport = waiting.connect(http, home.loop(), proxyHeader, serverName);
    }
  }

  /** A stream for {@code user}; only while it is open. */
  Http2ServerStream add(ServerConnection user) {
    Http2ServerStream stream = free.pollLast();
    if (stream == null) {
      stream = new Http2ServerStream(this);
    }
    count++;
    uses++;
    home.changed(this);
    stream.begin(user);
    return stream;
  }

  /** An object for a stream to come, which is to be attached. */
  ServerConnection newConnection() {
    ServerConnection used = freeConnections.pollLast();
    return used == null ? home.newConnection(this, proxyHeader, serverName) : used;
  }

  /** {@code user} has carried a stream to its end, and is forgotten by it. */
  void recycle(ServerConnection user) {
    if (state != State.CLOSED && freeConnections.size() < MOST_FREE) {
      freeConnections.addLast(user);
    }
  }

  /** {@code user} does not wait any more. */
  void leave(ServerConnection user) {
    if (waiting.remove(user)) {
      count--;
      uses--;
      home.changed(this);
      Connection made = transport;
      if (waiting.isEmpty() && state == State.OPENING && made != null) {
        cannotOpen();
        made.reset();
      }
    }
  }

  /** No more streams begin on it; it ends with the last one. */
  void retire() {
    stop();
    if (count == 0) {
      close();
    }
  }

  private void stop() {
    if (state == State.OPEN) {
      state = State.DRAINING;
      home.changed(this);
    }
  }

  /** Ends it, which nobody uses. */
  void close() {
    if (state == State.OPEN || state == State.DRAINING) {
      stop();
      end(ErrorCode.NO_ERROR);
    }
  }

  private void end(ErrorCode error) {
    if (!isEnding) {
      isEnding = true;
      Frames.writeGoAway(output().frames(), 0, error);
      output().flushNow();
      transport().closeWhenWritten();
    }
  }

  /** The number of the stream that begins now. */
  int begin(Http2ServerStream stream) {
    int id = nextId;
    nextId += 2;
    streams.put(id, stream);
    return id;
  }

  /** Whether one more stream may wait for the server to say that it has ended. */
  boolean mayAwaitEnd() {
    if (awaited >= MOST_AWAITED) {
      return false;
    }
    awaited++;
    return true;
  }

  /**
   * A stream is over.
   *
   * @param wasAwaited whether it was one that waited for its end
   */
  void streamEnded(Http2ServerStream stream, boolean wasAwaited) {
    if (wasAwaited) {
      awaited--;
    }
    streams.remove(stream.id());
    if (free.size() < MOST_FREE && state != State.CLOSED) {
      free.addLast(stream);
    }
    count--;
    ended++;
    home.changed(this);
    if (count == 0) {
      if (hasRoom()) {
        idle();
      } else {
        close();
      }
    }
  }

  private void idle() {
    boolean isKept = isShared ? home.becameIdle(this) : keeper != null;
    if (!isKept) {
      close();
    }
  }

  // ---- what its parts ask for ----

  /** The connection that all streams share. */
  Connection transport() {
    return Objects.requireNonNull(transport);
  }

  @Override
  public Http2Output output() {
    return Objects.requireNonNull(output);
  }

  @Override
  public FrameReader reader() {
    return Objects.requireNonNull(reader);
  }

  Http2Limits limits() {
    return http.limits();
  }

  @Override
  public int bufferSize() {
    return http.bufferSize();
  }

  /** The limits of chunks and trailers of requests, which passed those of their frontends. */
  HeadLimits headLimits() {
    return http.headLimits();
  }

  /** Parses the heads of all requests. */
  RequestHead requestHead() {
    return Objects.requireNonNull(requestHead);
  }

  @Override
  public @Nullable Http2ServerStream stream(int id) {
    return streams.get(id);
  }

  @Override
  public boolean isIdle(int stream) {
    return stream >= nextId || (stream & 1) == 0;
  }

  @Override
  public boolean takeWindow(int bytes) {
    return Objects.requireNonNull(window).take(bytes);
  }

  @Override
  public boolean widenAll(long increment) {
    for (Http2ServerStream stream : streams.values()) {
      if (!stream.widen(increment)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void resumeSending() {
    for (Http2ServerStream stream : streams.values()) {
      if (stream.waits()) {
        resumeWaiting();
        return;
      }
    }
  }

  private void resumeWaiting() {
    for (Http2ServerStream stream : List.copyOf(streams.values())) {
      stream.resumeSending();
    }
    output().flush();
  }

  @Override
  public void sendReset(int stream, ErrorCode error) {
    if (state != State.CLOSED) {
      Objects.requireNonNull(frames).weReset(stream);
      output().reset(stream, error);
      output().flush();
    }
  }

  /** The most streams at once that the server takes. */
  void serverLimit(long most) {
    streamLimit = (int) Math.min(most, http.limits().maxConcurrentStreams());
    home.changed(this);
  }

  /** What the server's settings say besides. */
  Http2ServerSettings settings() {
    return settings;
  }

  /** The server begins no more of our streams, and has not begun those above {@code last}. */
  void goesAway(int last) {
    retire();
    for (Http2ServerStream stream : List.copyOf(streams.values())) {
      if (stream.id() > last) {
        stream.refused();
      }
    }
  }

  /** Where streams are put for which something came. */
  Http2Deliveries deliveries() {
    return deliveries;
  }

  private void flush() {
    if (state != State.CLOSED) {
      output().flush();
    }
  }

  // ---- the connection ----

  @Override
  public void received(ByteBuf bytes) {
    if (state != State.OPEN && state != State.DRAINING) {
      bytes.release();
      return;
    }
    deliveries.beginBatch();
    output().beginBatch();
    ByteBuf arrived = Buffers.append(transport().allocator(), input, bytes);
    input = arrived;
    reading = true;
    reader().read(arrived);
    reading = false;
    ErrorCode error = reader().error();
    if (error != null) {
      releaseInput();
      fail(error);
    } else if (!arrived.isReadable()) {
      releaseInput();
    }
  }

  @Override
  public void receivedAll() {
    if (output != null) {
      deliveries.run();
      output().flushNow();
    }
  }

  @Override
  public void inputClosed() {
    stop();
    Connection made = transport;
    if (made != null) {
      made.close();
    }
  }

  @Override
  public void writable() {
    resumeSending();
  }

  @Override
  public void failed(Throwable cause) {
    // closed follows and says it all.
  }

  @Override
  public void closed() {
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.OPENING) {
      waiting.openingFailed(new ClosedChannelException());
      return;
    }
    state = State.CLOSED;
    home.closed(this);
    for (Http2ServerStream stream : List.copyOf(streams.values())) {
      stream.transportClosed();
    }
    settings.transportClosed();
    deliveries.run();
    releaseInput();
    output().end();
    if (keeper != null) {
      keeper.closed();
      keeper = null;
    }
    free.clear();
    freeConnections.clear();
  }

  /** The server broke the rules of the connection: ends all streams and it. */
  private void fail(ErrorCode error) {
    stop();
    end(error);
  }

  private void releaseInput() {
    if (!reading && input != null) {
      input.release();
      input = null;
    }
  }
}
