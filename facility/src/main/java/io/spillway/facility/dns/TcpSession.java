package io.spillway.facility.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.net.Connection;
import io.spillway.net.Timeout;
import java.net.InetAddress;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A client's TCP connection (RFC 7766): queries may follow each other without waiting, and are
 * answered in their order. Confined to its loop.
 *
 * <p>Reading stops while the client does not take its answers or receives a zone. A connection that
 * brings no whole query in time is closed.
 */
final class TcpSession implements Connection.Owner {
  private static final int LENGTH_BYTES = 2;

  /** What sessions of a server share. Thread-safe. */
  interface Host {
    /** Runs a transfer, which blocks, on a thread of its own. */
    void run(TransferRequest request, ZoneTransfer.Sink sink, Runnable end);

    /** The session of {@code client} is over. */
    void ended(InetAddress client);
  }

  private final Connection connection;
  private final InetAddress client;
  private final LoopService service;
  private final Host host;
  private final Timeout timeout;
  private final long idleMillis;
  private ByteBuf pending = Unpooled.EMPTY_BUFFER;

  /** Whether the pending bytes are in a buffer of this session's own. */
  private boolean hasRoom;

  private @Nullable Transfer running;
  private boolean closed;

  TcpSession(
      Connection connection, InetAddress client, LoopService service, Host host, long idleMillis) {
    this.connection = connection;
    this.client = client;
    this.service = service;
    this.host = host;
    this.idleMillis = idleMillis;
    this.timeout = new Timeout(connection.loop().timers(), connection::close);
    timeout.set(idleMillis);
  }

  @Override
  public void received(ByteBuf bytes) {
    if (closed) {
      bytes.release();
      return;
    }
    if (!pending.isReadable()) {
      pending.release();
      pending = bytes;
      hasRoom = false;
    } else {
      join(bytes);
    }
    process();
  }

  /** Keeps {@code bytes} behind what is pending, in a buffer with room for what may follow. */
  private void join(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (!hasRoom || pending.writableBytes() < length) {
      ByteBuf larger =
          connection.allocator().buffer(2 * (pending.readableBytes() + length)).writeBytes(pending);
      pending.release();
      pending = larger;
    }
    pending.writeBytes(bytes);
    bytes.release();
    hasRoom = true;
  }

  private void process() {
    while (running == null && !closed && pending.readableBytes() >= LENGTH_BYTES) {
      if (!connection.isWritable()) {
        connection.pauseReading();
        return;
      }
      int length = pending.getUnsignedShort(pending.readerIndex());
      if (pending.readableBytes() < LENGTH_BYTES + length) {
        break;
      }
      pending.skipBytes(LENGTH_BYTES);
      timeout.set(idleMillis);
      byte[] message = service.scratch();
      pending.readBytes(message, 0, length);
      answer(message, length);
    }
    if (!pending.isReadable()) {
      pending.release();
      pending = Unpooled.EMPTY_BUFFER;
    }
    if (running == null && connection.isInputClosed() && !closed) {
      connection.closeWhenWritten();
    }
  }

  private void answer(byte[] message, int length) {
    Responder responder = service.responder();
    int answered = service.respond(message, length, client, Responder.Transport.TCP);
    TransferRequest request = responder.transfer();
    if (answered == Responder.TRANSFER && request != null) {
      connection.pauseReading();
      running = new Transfer();
      host.run(request, running, running::end);
    } else if (answered > 0) {
      write(responder.response(), answered);
    }
  }

  private void write(byte[] message, int length) {
    ByteBuf out = connection.allocator().buffer(LENGTH_BYTES + length);
    out.writeShort(length).writeBytes(message, 0, length);
    connection.write(out);
  }

  @Override
  public void receivedAll() {
    connection.flush();
  }

  @Override
  public void inputClosed() {
    process();
  }

  @Override
  public void failed(Throwable cause) {
    // closed() follows
  }

  @Override
  public void writable() {
    if (running != null) {
      running.writable();
    } else {
      connection.resumeReading();
      process();
      connection.flush();
    }
  }

  @Override
  public void closed() {
    closed = true;
    timeout.end();
    pending.release();
    pending = Unpooled.EMPTY_BUFFER;
    if (running != null) {
      running.writable();
    }
    host.ended(client);
  }

  /** The way of a transfer's messages from its thread to the connection. */
  private final class Transfer implements ZoneTransfer.Sink {
    private final Semaphore room = new Semaphore(1);
    private volatile boolean gone;
    private boolean waits;

    /** Called on the transfer's thread. */
    @Override
    public boolean send(byte[] message) throws InterruptedException {
      room.acquire();
      connection.loop().execute(() -> write(message));
      return !gone;
    }

    private void write(byte[] message) {
      timeout.set(idleMillis);
      TcpSession.this.write(message, message.length);
      connection.flush();
      waits = true;
      if (closed || connection.isWritable()) {
        writable();
      }
    }

    void writable() {
      gone |= closed;
      if (waits) {
        waits = false;
        timeout.set(closed ? 0 : idleMillis);
        room.release();
      }
    }

    /** Called on the transfer's thread at its end. */
    void end() {
      connection
          .loop()
          .execute(
              () -> {
                running = null;
                if (!closed) {
                  connection.resumeReading();
                  process();
                  connection.flush();
                }
              });
    }
  }
}
