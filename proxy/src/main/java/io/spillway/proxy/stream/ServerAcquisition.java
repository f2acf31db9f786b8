package io.spillway.proxy.stream;

import io.spillway.net.Loop;
import io.spillway.net.PacketMarks;
import io.spillway.net.Timeout;
import io.spillway.proxy.Backend;
import io.spillway.proxy.definition.Impersonation;
import io.spillway.proxy.server.Assignment;
import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Observation;
import io.spillway.proxy.server.QueuePlace;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerProtocol;
import io.spillway.proxy.server.Waiter;
import io.spillway.proxy.stats.Counter;
import io.spillway.rules.sample.Address;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a stream comes to a connection: choice of a server, queue, idle or new connection, retries
 * and redispatch. Used again for each stream of a session. Confined to the stream's loop, but for
 * {@link #granted} and {@link #sentBack}.
 *
 * <p>A slot of {@link #server} is held from the assignment until {@link #releaseSlot}.
 */
final class ServerAcquisition implements Waiter {
  /** The stream that asks. */
  interface Client extends ServerConnection.User {
    /** A connection stands and is the stream's. */
    void serverReady(ServerConnection connection, boolean reused);

    /** There is none to be had. */
    void serverUnavailable(Failure failure);

    /**
     * A server was chosen, or chosen anew.
     *
     * @param inServerQueue how many were before this one in the server's queue
     * @param inBackendQueue how many were before this one in the backend's queue
     * @return false where the stream needs no connection to it, and has ended
     */
    boolean serverAssigned(Server server, int inServerQueue, int inBackendQueue);

    /** What balancing may look at. */
    BalanceInput balanceInput();

    /** The server that persistence asks for, or null. */
    @Nullable Server preferredServer();

    /** How often a rule allows to try again, or -1 where none says. */
    int changedRetries();

    /** The queue priority; see {@link Waiter#priorityClass}. */
    int priorityClass();

    /** See {@link Waiter#priorityOffset}. */
    int priorityOffset();

    /** The server that persistence asks for is given up. */
    void givePreferenceUp();

    /** Whether it holds even when that server is down. */
    boolean isPersistenceForced();

    /** The PROXY protocol header that a connection to {@code target} begins with; null for none. */
    byte @Nullable [] proxyHeaderFor(Server target);

    /** The name that {@code target} is asked for in the TLS handshake; null for none. */
    @Nullable String serverNameFor(Server target);

    /**
     * Where the client connected to, as rules may have changed it, for servers without an address
     * or a port of their own; null on a unix socket.
     */
    @Nullable Address destination();

    /** What the packets of connections to servers bear. */
    PacketMarks serverMarks();

    /** What is to be spoken with {@code target}. */
    ServerProtocol protocolFor(Server target);

    /** The address that connections come from instead of our own; null where there is none. */
    @Nullable InetSocketAddress addressOf(Impersonation whose);
  }

  private enum State {
    IDLE,
    QUEUED,
    CONNECTING,
    TURN_AROUND,
    HELD
  }

  private static final long TURN_AROUND_MILLIS = 1000;

  private final Loop loop;
  private final ServerConnections servers;
  private final Timeout timeout;
  private final Client client;
  private final Attempts attempts = new Attempts();

  private State state = State.IDLE;
  private @Nullable Backend backend;
  private @Nullable Server server;
  private @Nullable Server avoided;
  private @Nullable ServerConnection connecting;
  private @Nullable ServerConnection own;
  private boolean firstOfSession;
  private boolean redispatching;
  private int strayGrants;
  private @Nullable Backend strayFrom;
  private @Nullable QueuePlace place;
  private int inServerQueue;
  private int inBackendQueue;

  ServerAcquisition(Loop loop, ServerConnections servers, Client client) {
    this.loop = loop;
    this.servers = servers;
    this.client = client;
    this.timeout = new Timeout(loop.timers(), this::timedOut);
  }

  /**
   * Asks for a connection to a server of {@code from}; the client is told, maybe before this
   * returns.
   *
   * @param firstOfSession whether this is the first stream of its session, which {@code http-reuse}
   *     looks at
   */
  void begin(Backend from, boolean firstOfSession) {
    this.backend = from;
    this.firstOfSession = firstOfSession;
    server = null;
    avoided = null;
    redispatching = false;
    attempts.begin(from, client.changedRetries());
    inServerQueue = 0;
    inBackendQueue = 0;
    assign();
  }

  /**
   * The pooled connection that was given turned out to be dead: makes a fresh one to the same
   * server.
   */
  void reconnect() {
    connect(false);
  }

  /** How many attempts were made after the first. */
  int retries() {
    return attempts.repeated();
  }

  /** Whether another server than the first one was tried. */
  boolean wasRedispatched() {
    return attempts.wasRedispatched();
  }

  /** Up to which place the stream waited in a server's queue, 0 for none. */
  int inServerQueue() {
    return inServerQueue;
  }

  /** Up to which place the stream waited in the backend's queue, 0 for none. */
  int inBackendQueue() {
    return inBackendQueue;
  }

  /** The server whose slot is held, or null. */
  @Nullable Server server() {
    return server;
  }

  /** Whether the stream waits in a queue. */
  boolean isQueued() {
    return state == State.QUEUED;
  }

  /** Whether a connection is being made. */
  boolean isConnecting() {
    return state == State.CONNECTING || state == State.TURN_AROUND;
  }

  /** Gives up: leaves the queue, drops a connection in the making, gives the slot back. */
  void cancel() {
    timeout.clear();
    if (state == State.QUEUED && !backend().dispatcher().cancel(this)) {
      strayGrants++;
      strayFrom = backend();
    }
    dropConnecting();
    releaseSlot();
    state = State.IDLE;
  }

  /** The stream is done with the server: gives its slot to the next one waiting. */
  void releaseSlot() {
    timeout.clear();
    Server held = server;
    if (held != null) {
      server = null;
      backend().dispatcher().release(held);
    }
    if (state == State.HELD) {
      state = State.IDLE;
    }
  }

  /** Forgets the timer; call when the session ends. */
  void end() {
    cancel();
    ServerConnection kept = own;
    own = null;
    if (kept != null && kept.isIdle() && kept.isPrivate()) {
      kept.discard();
    }
    timeout.end();
  }

  /** Whether another attempt is allowed. */
  boolean mayRetry() {
    return attempts.mayRepeat();
  }

  /**
   * The connection failed before the response and the request may be sent again: does so where
   * attempts are left.
   */
  boolean retry(boolean immediately) {
    if (!attempts.mayRepeat()) {
      return false;
    }
    attempts.use();
    Server tried = server;
    if (tried != null && shallRedispatch(tried)) {
      avoided = tried;
      redispatching = true;
      client.givePreferenceUp();
      releaseSlot();
      assign();
    } else if (immediately || tried == null) {
      countRetry();
      connectAgain();
    } else {
      countRetry();
      state = State.TURN_AROUND;
      int connectTimeout = backend().timeouts().connect();
      timeout.set(
          connectTimeout > 0 ? Math.min(TURN_AROUND_MILLIS, connectTimeout) : TURN_AROUND_MILLIS);
    }
    return true;
  }

  private boolean shallRedispatch(Server tried) {
    return !client.isPersistenceForced()
        && attempts.isRedispatchDue(backend(), tried, client.preferredServer());
  }

  private void countRetry() {
    attempts.repeat();
    count(server, Counter.RETRIES);
  }

  private void count(@Nullable Server at, Counter counter) {
    backend().statistics().counters().increment(loop.index(), counter);
    if (at != null) {
      at.counters().increment(loop.index(), counter);
    }
  }

  private Backend backend() {
    Backend current = backend;
    if (current == null) {
      throw new IllegalStateException("no backend");
    }
    return current;
  }

  private void assign() {
    switch (backend().dispatcher().assign(this)) {
      case Server chosen -> chosen(chosen);
      case Assignment.Queued queued -> {
        state = State.QUEUED;
        QueuePlace queuedAt = place;
        // As HAProxy counts: how many were served from the queue up to this one, itself included.
        int ahead = queuedAt == null ? 0 : queuedAt.ahead() + 1;
        if (queued == Assignment.Queued.IN_SERVER_QUEUE) {
          inServerQueue = ahead;
        } else {
          inBackendQueue = ahead;
        }
        timeout.set(backend().timeouts().queue());
      }
      case Assignment.Refused refused -> {
        state = State.IDLE;
        client.serverUnavailable(
            refused == Assignment.Refused.QUEUE_FULL ? Failure.QUEUE_FULL : Failure.NO_SERVER);
      }
    }
  }

  private void chosen(Server chosen) {
    Server before = avoided;
    server = chosen;
    if (redispatching) {
      redispatching = false;
      if (before != chosen) {
        attempts.redispatch();
        count(before, Counter.REDISPATCHES);
      } else {
        countRetry();
      }
    }
    state = State.IDLE;
    if (client.serverAssigned(chosen, inServerQueue, inBackendQueue)) {
      connect(attempts.repeated() == 0 || before != chosen);
    }
  }

  /** As HAProxy counts, each attempt is a session of the server. */
  private void connectAgain() {
    Server again = server;
    if (again != null) {
      again.statistics().sessionBegins(loop.index(), loop.clock().millis());
    }
    connect(false);
  }

  private void connect(boolean mayReuse) {
    Server target = server;
    if (target == null) {
      throw new IllegalStateException("no server");
    }
    byte[] proxyHeader = client.proxyHeaderFor(target);
    String serverName = client.serverNameFor(target);
    ServerProtocol protocol = client.protocolFor(target);
    PacketMarks marks = client.serverMarks();
    ServerConnection idle =
        mayReuse
            ? servers.findIdle(
                backend(), target, proxyHeader, serverName, protocol, marks, own, firstOfSession)
            : null;
    if (idle != null) {
      state = State.HELD;
      idle.attach(client);
      remember(idle);
      count(target, Counter.SERVER_REUSES);
      client.serverReady(idle, true);
      return;
    }
    state = State.CONNECTING;
    timeout.set(backend().timeouts().connect());
    ServerConnection made =
        servers.newConnection(backend(), target, proxyHeader, serverName, protocol, marks);
    connecting = made;
    boolean isNew = servers.connect(backend(), made, client, firstOfSession);
    count(target, isNew ? Counter.SERVER_CONNECTS : Counter.SERVER_REUSES);
  }

  /** {@code used} is the session's own from now on; one before it that nobody else may use ends. */
  private void remember(ServerConnection used) {
    ServerConnection before = own;
    own = used;
    if (before != null && before != used && before.isIdle() && before.isPrivate()) {
      before.discard();
    }
  }

  /** The stream's {@link ServerConnection.User#serverConnected}. */
  void connected() {
    timeout.clear();
    ServerConnection made = connecting;
    connecting = null;
    state = State.HELD;
    if (made != null) {
      remember(made);
      client.serverReady(made, false);
    }
  }

  /** The stream's {@link ServerConnection.User#serverConnectFailed}. */
  void connectFailed(Throwable cause) {
    connecting = null;
    if (state != State.CONNECTING) {
      return;
    }
    boolean exhausted = !(cause instanceof ConnectException) && isExhaustion(cause);
    attemptFailed(exhausted ? Failure.NO_RESOURCE : Failure.CONNECT_REFUSED);
  }

  private void attemptFailed(Failure failure) {
    timeout.clear();
    Server tried = server;
    boolean isServers = tried != null && failure.side() == Failure.Side.SERVER;
    if (tried != null && isServers) {
      tried.observe(Observation.CONNECT_FAILED);
    }
    if (!(backend().retryOn().connectFailure() && retry(failure == Failure.CONNECT_TIMEOUT))) {
      if (isServers) {
        count(tried, Counter.CONNECTION_ERRORS);
      }
      releaseSlot();
      state = State.IDLE;
      client.serverUnavailable(failure);
    }
  }

  private static boolean isExhaustion(Throwable cause) {
    String message = cause instanceof IOException ? cause.getMessage() : null;
    return message != null
        && (message.contains("Too many open files")
            || message.contains("Cannot assign requested address")
            || message.contains("Cannot allocate memory"));
  }

  private void timedOut() {
    switch (state) {
      case QUEUED -> {
        if (backend().dispatcher().cancel(this)) {
          state = State.IDLE;
          client.serverUnavailable(Failure.QUEUE_TIMEOUT);
        }
      }
      case CONNECTING -> {
        dropConnecting();
        attemptFailed(Failure.CONNECT_TIMEOUT);
      }
      case TURN_AROUND -> connectAgain();
      case IDLE, HELD -> {}
    }
  }

  private void dropConnecting() {
    ServerConnection made = connecting;
    connecting = null;
    if (made != null) {
      made.discard();
    }
  }

  @Override
  public void granted(Server grantedServer) {
    loop.execute(() -> onGranted(grantedServer));
  }

  @Override
  public void sentBack() {
    loop.execute(this::onSentBack);
  }

  private void onGranted(Server grantedServer) {
    Backend cancelledAt = strayFrom;
    if (strayGrants > 0 && cancelledAt != null) {
      strayGrants--;
      cancelledAt.dispatcher().release(grantedServer);
      return;
    }
    timeout.clear();
    chosen(grantedServer);
  }

  private void onSentBack() {
    if (strayGrants > 0) {
      strayGrants--;
    } else if (state == State.QUEUED) {
      timeout.clear();
      client.givePreferenceUp();
      assign();
    }
  }

  @Override
  public BalanceInput balanceInput() {
    return client.balanceInput();
  }

  @Override
  public @Nullable Server preferred() {
    return client.preferredServer();
  }

  @Override
  public boolean isPersistenceForced() {
    return client.isPersistenceForced();
  }

  @Override
  public @Nullable Server last() {
    ServerConnection kept = own;
    return avoided == null && kept != null && kept.isIdle() && kept.isPrivate()
        ? kept.server()
        : null;
  }

  @Override
  public int priorityClass() {
    return client.priorityClass();
  }

  @Override
  public int priorityOffset() {
    return client.priorityOffset();
  }

  @Override
  public @Nullable Server avoided() {
    return avoided;
  }

  @Override
  public void place(@Nullable QueuePlace newPlace) {
    place = newPlace;
  }

  @Override
  public @Nullable QueuePlace place() {
    return place;
  }
}
