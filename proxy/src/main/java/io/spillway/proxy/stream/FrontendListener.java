package io.spillway.proxy.stream;

import io.spillway.net.Connection;
import io.spillway.net.Listener;
import io.spillway.net.Loop;
import io.spillway.net.tls.TlsServer;
import io.spillway.net.tls.TlsSession;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.Statistics;
import io.spillway.proxy.table.Tracking;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listening socket of a frontend: admits connections as the limits allow and begins their
 * sessions. Thread-safe; it admits on the accepting loop and begins sessions on theirs.
 */
public final class FrontendListener implements Listener.Acceptor, ListenerStatus {
  private static final String HTTP_2_BY_ALPN = "h2";
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private final Frontend frontend;
  private final ProcessState process;
  private final List<LoopContext> loops;
  private final String name;
  private final int id;
  private final int maxConnections;
  private final ConnectionOpening opening;
  private final Statistics statistics;
  private final Admission admission;
  private final Consumer<String> alerts;
  private @Nullable Listener listener;

  FrontendListener(
      Frontend frontend,
      ProcessState process,
      List<LoopContext> loops,
      Admission admission,
      String name,
      int id,
      int maxConnections,
      ConnectionOpening opening,
      Consumer<String> alerts) {
    this.frontend = frontend;
    this.process = process;
    this.loops = loops;
    this.admission = admission;
    this.name = name;
    this.id = id;
    this.maxConnections = maxConnections;
    this.opening = opening;
    this.alerts = alerts;
    this.statistics = new Statistics(loops.size());
  }

  /** Takes the bound socket; it does not accept yet. */
  void open(Listener bound) {
    listener = bound;
    bound.pause();
  }

  Frontend frontend() {
    return frontend;
  }

  Listener listener() {
    Listener current = listener;
    if (current == null) {
      throw new IllegalStateException("not open");
    }
    return current;
  }

  @Override
  public boolean admit(Listener from) {
    process.connections().increment();
    frontend.statistics().sessions().increment();
    statistics.sessions().increment();
    admission.check(this);
    return true;
  }

  /** Whether this socket's own limit is reached. */
  boolean isFull() {
    return maxConnections > 0 && statistics.sessions().value() >= maxConnections;
  }

  @Override
  public void accepted(Connection connection) {
    Loop loop = connection.loop();
    LoopContext loopContext = loops.get(loop.index());
    long now = loop.clock().millis();
    int index = loop.index();
    frontend.statistics().counters().increment(index, Counter.CONNECTIONS);
    frontend.statistics().connectionRate().increment(index, now);
    process.connectionRate().increment(index, now);
    process.statistics().sessionRate().increment(index, now);
    process.statistics().counters().increment(index, Counter.CONNECTIONS);
    SessionContext context = new SessionContext(loopContext, this, connection);
    if (isFromPrivilegedPort(connection)) {
      connection.close();
      context.sessionEnded();
    } else if (!SessionRules.keepConnection(context)) {
      context.sessionEnded();
    } else if (opening.acceptsProxy() || context.expectsProxyHeader()) {
      new ProxyHeaderReception(context, connection, null, this::afterProxyHeader).start();
    } else if (expectsNetscalerHeader(context)) {
      awaitNetscalerHeader(context);
    } else {
      begin(context);
    }
  }

  private boolean expectsNetscalerHeader(SessionContext context) {
    return opening.netscaler() || context.expectsNetscalerHeader();
  }

  private void awaitNetscalerHeader(SessionContext context) {
    new ProxyHeaderReception(
            context, context.connection(), opening.netscalerMagic(), this::handshaken)
        .start();
  }

  private void afterProxyHeader(SessionContext context) {
    if (expectsNetscalerHeader(context)) {
      awaitNetscalerHeader(context);
    } else {
      handshaken(context);
    }
  }

  /** Whether {@code harden.reject-privileged-ports.tcp} has {@code connection} closed. */
  private boolean isFromPrivilegedPort(Connection connection) {
    if (!frontend.leniency().rejectsPrivilegedPorts()) {
      return false;
    }
    InetSocketAddress peer = connection.remoteInetAddress();
    return peer != null && peer.getPort() < FIRST_UNPRIVILEGED_PORT;
  }

  private void handshaken(SessionContext context) {
    context.handshaken();
    begin(context);
  }

  private void begin(SessionContext context) {
    TlsServer tls = opening.tls();
    if (tls == null) {
      open(context);
    } else {
      new TlsOpening(context, this::open).begin(tls);
    }
  }

  /** The connection stands, and is secure where it is to be: its session begins. */
  private void open(SessionContext context) {
    Connection connection = context.connection();
    int index = connection.loop().index();
    long now = connection.loop().clock().millis();
    if (!SessionRules.keepSession(context)) {
      context.sessionEnded();
      return;
    }
    Tracking tracked = context.tracked();
    if (tracked != null) {
      tracked.countSession(now);
    }
    frontend.statistics().counters().increment(index, Counter.SESSIONS);
    frontend.statistics().sessionRate().increment(index, now);
    statistics.counters().increment(index, Counter.SESSIONS);
    if (frontend.isHttp() && speaksHttp2(context)) {
      Http2Session session = new Http2Session(context, connection);
      connection.setOwner(session);
      session.start();
    } else if (frontend.isHttp()) {
      boolean mayChange =
          opening.version() == ConnectionOpening.HttpVersion.ANY && frontend.upgradesToHttp2();
      HttpSession session = new HttpSession(context, connection, mayChange);
      connection.setOwner(session);
      session.start();
    } else {
      TcpSession session = new TcpSession(context, connection);
      connection.setOwner(session);
      session.start();
    }
  }

  private boolean speaksHttp2(SessionContext context) {
    return switch (opening.version()) {
      case HTTP_1 -> false;
      case HTTP_2 -> true;
      case ANY -> {
        TlsSession tls = context.tls();
        yield tls != null && HTTP_2_BY_ALPN.equals(tls.applicationProtocol());
      }
    };
  }

  @Override
  public void acceptFailed(Listener from, Throwable cause) {
    alerts.accept(
        "Proxy "
            + frontend.name()
            + " cannot accept on "
            + address()
            + ": "
            + cause.getMessage()
            + ". Connections wait until descriptors are free; 'maxconn' or 'ulimit -n' should be"
            + " changed so that this does not happen.");
  }

  /** A session that this listener began is over. */
  void sessionEnded() {
    process.connections().decrement();
    frontend.statistics().sessions().decrement();
    statistics.sessions().decrement();
    admission.sessionEnded(this);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public String address() {
    Listener current = listener;
    return current == null ? name : SocketAddresses.text(current.localAddress());
  }

  /** The socket's descriptor, or -1 where it is closed or the transport does not tell. */
  int descriptor() {
    Listener current = listener;
    return current == null ? -1 : current.descriptor();
  }

  @Override
  public int maxConnections() {
    return maxConnections;
  }

  @Override
  public boolean isAccepting() {
    Listener current = listener;
    return current != null && current.isAccepting();
  }

  @Override
  public Statistics statistics() {
    return statistics;
  }

  /** Stops listening. */
  void close() {
    listener().close();
  }
}
