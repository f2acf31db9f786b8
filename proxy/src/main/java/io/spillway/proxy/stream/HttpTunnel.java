package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.Framing;

/**
 * What an exchange becomes whose response turns the connection into a tunnel. Confined to a loop.
 */
final class HttpTunnel implements Relay.Listener {
  private final HttpExchange stream;

  private HttpTunnel(HttpExchange stream) {
    this.stream = stream;
  }

  /** Sends the response's head, and relays from now on. */
  static void begin(HttpExchange stream, ServerConnection server) {
    stream.state = HttpExchange.State.TUNNEL;
    stream.serverTimeout.clear();
    ClientSide session = stream.session;
    session.awaitNothing();
    stream.responseTransfer.begin(Framing.TUNNEL, false);
    stream.responseTransfer.sendHead();
    stream.addBytesOut(stream.responseTransfer.takeSentBytes());
    Relay relay =
        Relay.ofUpgrade(
            session.connection(),
            server.connection(),
            Relay.Timeouts.of(stream.frontend(), stream.backendNow())
                .changed(
                    stream.changedClientTimeout,
                    stream.changedServerTimeout,
                    stream.changedTunnelTimeout),
            new HttpTunnel(stream));
    stream.tunnel = relay;
    stream.throttles().limit(relay);
    ByteBuf early = session.input();
    if (early != null) {
      relay.forward(session.takeInput(early.readableBytes()));
    }
    relay.start();
    session.connection().flush();
  }

  @Override
  public void relayedFromClient(int bytes) {
    stream.addBytesIn(bytes);
    stream.bytesToServer += bytes;
  }

  @Override
  public void relayedFromServer(int bytes) {
    stream.addBytesOut(bytes);
    stream.bytesFromServer += bytes;
  }

  @Override
  public void relayEnded(Termination.Cause cause, Termination.Phase phase) {
    stream.termination().set(cause, phase);
    ServerConnection server = stream.serverConnection;
    if (server != null) {
      server.leave();
      stream.serverConnection = null;
    }
    stream.clientKeepAlive = false;
    stream.finish();
    stream.session.closedByTunnel();
  }
}
