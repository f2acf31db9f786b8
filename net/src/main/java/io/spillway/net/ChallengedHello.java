package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.spillway.net.tls.TlsChallenges;
import io.spillway.net.tls.TlsServer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a client's hello while challenges tls-alpn-01 are to be answered, and gives the
 * connection to whoever answers: the challenge's own certificate, or the listener's. Confined to
 * the connection's loop.
 */
final class ChallengedHello extends SslClientHelloHandler<SslHandler> {
  private final ChannelWire wire;
  private final TlsServer server;
  private final TlsChallenges challenges;
  private final Connection.Handshake handshake;
  private boolean isDecided;

  ChallengedHello(
      ChannelWire wire,
      TlsServer server,
      TlsChallenges challenges,
      Connection.Handshake handshake) {
    this.wire = wire;
    this.server = server;
    this.challenges = challenges;
    this.handshake = handshake;
  }

  @Override
  protected Future<SslHandler> lookup(ChannelHandlerContext context, @Nullable ByteBuf hello) {
    SslHandler answer = hello == null ? null : challenges.answer(hello, context.alloc());
    return context
        .executor()
        .newSucceededFuture(
            answer == null
                ? server.newHandler(
                    context.alloc(), hello == null ? null : TlsChallenges.serverName(hello))
                : answer);
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext context, Future<SslHandler> found) {
    isDecided = true;
    wire.secure(this, found.getNow(), handshake);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    fail(new ClosedChannelException());
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
    context.close();
  }

  private void fail(Throwable cause) {
    if (!isDecided) {
      isDecided = true;
      handshake.handshakeFailed(cause);
    }
  }
}
