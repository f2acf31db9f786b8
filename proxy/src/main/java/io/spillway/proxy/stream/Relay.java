package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.net.Connection;
import io.spillway.net.Duplex;
import io.spillway.net.Timeout;
import io.spillway.net.Timers;
import io.spillway.proxy.Backend;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.bandwidth.Direction;
import io.spillway.proxy.bandwidth.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * A full-duplex relay between two connections that stand: the whole of mode tcp after the
 * connection is made, and what an upgraded HTTP exchange becomes. Each side's end of input is
 * passed on to the other, so that half-closed connections work; an upgraded exchange, though, is
 * over when the server ends it. A side that does not take its bytes stops the other side's reading.
 * Confined to one loop.
 */
final class Relay {
  /** Who wants to know how the relay goes. */
  interface Listener {
    /** Bytes were relayed from the client. */
    void relayedFromClient(int bytes);

    /** Bytes were relayed from the server. */
    void relayedFromServer(int bytes);

    /** The relay is over; both connections are closed or closing. */
    void relayEnded(Termination.Cause cause, Termination.Phase phase);
  }

  /** The timeouts of a relay in milliseconds, 0 for none. */
  record Timeouts(
      int client,
      int server,
      int tunnel,
      int clientFin,
      int serverFin,
      boolean isClientIndependent,
      boolean isServerIndependent) {
    static Timeouts of(Frontend frontend, Backend backend) {
      return new Timeouts(
          frontend.timeouts().client(),
          backend.timeouts().server(),
          backend.timeouts().tunnel(),
          frontend.timeouts().clientFin(),
          backend.timeouts().serverFin(),
          frontend.timeouts().isIndependent(),
          backend.timeouts().isIndependent());
    }

    /** These with what rules changed, 0 for nothing. */
    Timeouts changed(int newClient, int newServer, int newTunnel) {
      return new Timeouts(
          newClient > 0 ? newClient : client,
          newServer > 0 ? newServer : server,
          newTunnel > 0 ? newTunnel : tunnel,
          clientFin,
          serverFin,
          isClientIndependent,
          isServerIndependent);
    }
  }

  private final Listener listener;
  private final Timeouts timeouts;
  private final boolean isUpgrade;
  private final Half client;
  private final Half server;
  private @Nullable ResponseInspection inspection;
  private boolean ended;

  private Relay(
      Duplex clientConnection,
      Duplex serverConnection,
      Timeouts timeouts,
      boolean isUpgrade,
      Listener listener) {
    this.listener = listener;
    this.isUpgrade = isUpgrade;
    this.timeouts = timeouts;
    Timers timers = clientConnection.loop().timers();
    client = new Half(true, clientConnection, timers);
    server = new Half(false, serverConnection, timers);
  }

  /** The relay of a connection in mode tcp. */
  static Relay ofConnections(
      Connection client, Connection server, Timeouts timeouts, Listener listener) {
    return new Relay(client, server, timeouts, false, listener);
  }

  /** The relay that an HTTP exchange becomes; it ends when the server ends its side. */
  static Relay ofUpgrade(Duplex client, Duplex server, Timeouts timeouts, Listener listener) {
    return new Relay(client, server, timeouts, true, listener);
  }

  /**
   * Takes the connections over and begins; what was received before is written by {@link #forward}.
   */
  void start() {
    client.connection.setOwner(client);
    server.connection.setOwner(server);
    touch();
    if (client.connection.isInputClosed()) {
      client.inputClosed();
    }
    if (!ended && server.connection.isInputClosed()) {
      server.inputClosed();
    }
    if (!ended) {
      client.connection.resumeReading();
      server.connection.resumeReading();
    }
  }

  /** Begins, and holds the server's bytes back until {@code rules} let them pass. */
  void start(ResponseInspection rules) {
    inspection = rules;
    start();
    rules.look();
  }

  /** The rules let the response pass: sends what was held, and goes on. */
  void responsePassed() {
    ResponseInspection over = inspection;
    inspection = null;
    if (ended || over == null) {
      return;
    }
    ByteBuf held = over.take();
    if (held != null) {
      server.pass(held);
      server.receivedAll();
    }
    if (!ended && server.connection.isInputClosed()) {
      server.inputClosed();
    }
  }

  /** Limits the bandwidth of one direction from now on. */
  void limit(Direction direction, Throttle throttle) {
    Half source = direction == Direction.IN ? client : server;
    if (!ended && source.limit == null) {
      source.limit =
          new RelayThrottle(
              throttle,
              source.connection,
              source.other().connection,
              client.connection.loop().timers(),
              () -> source.touch(true));
    }
  }

  /** Passes bytes on that were received from the client before the relay began; takes them over. */
  void forward(ByteBuf fromClient) {
    client.received(fromClient);
    client.receivedAll();
  }

  /** Ends the relay from outside: a server marked down, an operator. */
  void end(Termination.Cause cause) {
    finish(cause, Termination.Phase.DATA);
  }

  private void touch() {
    client.arm();
    server.arm();
  }

  private void finish(Termination.Cause cause, Termination.Phase phase) {
    if (ended) {
      return;
    }
    ended = true;
    client.endTimers();
    server.endTimers();
    client.connection.closeWhenWritten();
    server.connection.closeWhenWritten();
    if (inspection != null) {
      inspection.end();
      inspection = null;
    }
    listener.relayEnded(cause, phase);
  }

  private final class Half implements Connection.Owner {
    private final boolean isClient;
    private final Duplex connection;
    private final Timeout timeout;
    private @Nullable RelayThrottle limit;

    Half(boolean isClient, Duplex connection, Timers timers) {
      this.isClient = isClient;
      this.connection = connection;
      this.timeout = new Timeout(timers, this::timedOut);
    }

    private boolean isHeldBack() {
      return limit != null && limit.isHolding();
    }

    private void endTimers() {
      timeout.end();
      if (limit != null) {
        limit.end();
      }
    }

    /** Something was received from this side, or went out to it. */
    private void touch(boolean isInput) {
      if (isInput || !isIndependent()) {
        arm();
      }
      if (!isInput || !other().isIndependent()) {
        other().arm();
      }
    }

    /** Whether what is sent to this side leaves its timeout as it is. */
    private boolean isIndependent() {
      return isClient ? timeouts.isClientIndependent() : timeouts.isServerIndependent();
    }

    private Half other() {
      return isClient ? server : client;
    }

    private void arm() {
      int plain = isClient ? timeouts.client() : timeouts.server();
      int fin = isClient ? timeouts.clientFin() : timeouts.serverFin();
      boolean halfClosed = connection.isInputClosed() || connection.isOutputClosed();
      if (halfClosed) {
        timeout.set(fin > 0 ? fin : plain);
      } else {
        timeout.set(timeouts.tunnel() > 0 ? timeouts.tunnel() : plain);
      }
    }

    @Override
    public void received(ByteBuf bytes) {
      if (ended) {
        bytes.release();
        return;
      }
      int count = bytes.readableBytes();
      if (isClient) {
        listener.relayedFromClient(count);
      } else {
        listener.relayedFromServer(count);
        ResponseInspection holding = inspection;
        if (holding != null) {
          holding.hold(bytes);
          return;
        }
      }
      pass(bytes);
    }

    private void pass(ByteBuf bytes) {
      if (limit != null && limit.isActive()) {
        limit.take(bytes);
        return;
      }
      Duplex target = other().connection;
      target.write(bytes);
      if (!target.isWritable()) {
        connection.pauseReading();
      }
    }

    @Override
    public void receivedAll() {
      if (!ended) {
        touch(true);
        ResponseInspection holding = inspection;
        if (!isClient && holding != null) {
          holding.look();
          return;
        }
        Duplex target = other().connection;
        target.flush();
        if (!connection.isReading() && target.isWritable() && !isHeldBack()) {
          connection.resumeReading();
        }
      }
    }

    @Override
    public void inputClosed() {
      if (ended) {
        return;
      }
      ResponseInspection holding = inspection;
      if (!isClient && holding != null) {
        holding.decide();
        return;
      }
      if (limit != null && limit.isHolding()) {
        limit.then(this::inputClosed);
        return;
      }
      boolean endsAll = isUpgrade && !isClient;
      if (endsAll || (other().connection.isInputClosed() && inspection == null)) {
        finish(Termination.Cause.NONE, Termination.Phase.NONE);
      } else {
        other().connection.shutdownOutput();
        touch(true);
      }
    }

    @Override
    public void writable() {
      if (!ended) {
        touch(false);
        RelayThrottle waiting = other().limit;
        if (waiting != null && waiting.isHolding()) {
          waiting.goOn();
        } else {
          other().connection.resumeReading();
        }
      }
    }

    @Override
    public void failed(Throwable cause) {
      // What it means is told by closed, which follows.
    }

    @Override
    public void closed() {
      if (!isClient && !ended && limit != null && limit.isHolding()) {
        limit.then(this::closed); // the client is owed what the server sent
        return;
      }
      finish(
          isClient ? Termination.Cause.CLIENT_ABORT : Termination.Cause.SERVER_ABORT,
          Termination.Phase.DATA);
    }

    private void timedOut() {
      // Where both are due at once, the client's side counts, in whatever order the heap has them.
      finish(
          isClient || client.timeout.isDue()
              ? Termination.Cause.CLIENT_TIMEOUT
              : Termination.Cause.SERVER_TIMEOUT,
          Termination.Phase.DATA);
    }
  }
}
