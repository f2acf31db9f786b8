package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import io.spillway.net.proxyprotocol.NetscalerHeaderParser;
import io.spillway.net.proxyprotocol.ProxyHeader;
import io.spillway.net.proxyprotocol.ProxyHeaderFault;
import io.spillway.net.proxyprotocol.ProxyHeaderParser;
import io.spillway.proxy.server.Server;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection until its PROXY protocol header is there, or NetScaler's: no longer than
 * {@code timeout client}, and closed and logged where the header is missing or wrong. Confined to
 * the connection's loop.
 */
final class ProxyHeaderReception implements Connection.Owner, LiveSession {
  private final SessionContext context;
  private final Connection connection;
  private final Consumer<SessionContext> next;
  private final Timeout timeout;
  private final @Nullable Integer magic;
  private @Nullable ByteBuf input;
  private boolean done;

  /**
   * Not begun.
   *
   * @param magic what a header of NetScaler's begins with; null where PROXY's is awaited
   * @param next takes the connection over once the header is there, before the bytes behind it are
   *     received
   */
  ProxyHeaderReception(
      SessionContext context,
      Connection connection,
      @Nullable Integer magic,
      Consumer<SessionContext> next) {
    this.context = context;
    this.magic = magic;
    this.connection = connection;
    this.next = next;
    this.timeout = new Timeout(context.loop().timers(), () -> fail(ProxyHeaderFault.TIMEOUT));
  }

  /** Takes the connection over and waits for the header. */
  void start() {
    connection.setOwner(this);
    context.begin(this);
    timeout.set(context.frontend().timeouts().client());
  }

  @Override
  public void received(ByteBuf bytes) {
    if (done) {
      bytes.release();
      return;
    }
    ByteBuf arrived = Buffers.append(connection.allocator(), input, bytes);
    input = arrived;
    int limit = context.frontend().bufferSize();
    Integer expected = magic;
    ProxyHeader header =
        expected == null
            ? ProxyHeaderParser.parse(arrived, limit)
            : NetscalerHeaderParser.parse(arrived, expected, limit);
    if (header == null) {
      return;
    }
    context.proxyHeader(header);
    ProxyHeaderFault fault = header.fault();
    if (fault != null) {
      fail(fault);
      return;
    }
    end();
    input = null;
    arrived.skipBytes(header.length());
    next.accept(context);
    if (arrived.isReadable()) {
      connection.receiveAgain(arrived);
    } else {
      arrived.release();
    }
  }

  @Override
  public void inputClosed() {
    fail(input == null ? ProxyHeaderFault.EMPTY : ProxyHeaderFault.TRUNCATED);
  }

  @Override
  public void closed() {
    fail(ProxyHeaderFault.ABORTED);
  }

  private void fail(ProxyHeaderFault what) {
    if (done) {
      return;
    }
    end();
    ProxyHeaderFault fault = what.in(magic != null);
    context
        .log()
        .failed(new FailedConnection(context, fault.number(), fault.text()), fault.isSilent());
    if (input != null) {
      input.release();
      input = null;
      connection.reset();
    } else {
      connection.close();
    }
    context.sessionEnded();
  }

  private void end() {
    done = true;
    timeout.end();
  }

  @Override
  public void receivedAll() {}

  @Override
  public void failed(Throwable cause) {
    // closed follows and says it all.
  }

  @Override
  public void writable() {}

  @Override
  public boolean shutDown(Server server, Termination.Cause cause) {
    return false;
  }

  @Override
  public void endWhenIdle() {
    // The client has been let in: what it wants is about to come.
  }
}
