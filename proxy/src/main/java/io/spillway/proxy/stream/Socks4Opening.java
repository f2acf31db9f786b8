package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.net.Connection;
import io.spillway.net.Socks4;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;

/**
 * A connection to a server while a SOCKS4 proxy makes it ({@code socks4}). Owns it from when the
 * proxy is connected until it has answered. Confined to its loop.
 */
final class Socks4Opening implements Connection.Owner {
  private final Connection connection;
  private final Connection.Owner next;
  private final Runnable opened;
  private final Consumer<Throwable> failed;
  private final byte[] answer = new byte[Socks4.ANSWER_LENGTH];
  private int length;
  private boolean isOver;

  /**
   * Not begun yet.
   *
   * @param next who owns the connection when it stands
   * @param opened what happens then
   * @param failed what happens where it does not come to stand
   */
  Socks4Opening(
      Connection connection, Connection.Owner next, Runnable opened, Consumer<Throwable> failed) {
    this.connection = connection;
    this.next = next;
    this.opened = opened;
    this.failed = failed;
  }

  /** Sends {@code request} and waits for the answer. */
  void begin(byte[] request) {
    connection.setOwner(this);
    connection.write(Unpooled.wrappedBuffer(request));
    connection.flush();
  }

  @Override
  public void received(ByteBuf bytes) {
    if (isOver) {
      bytes.release();
      return;
    }
    int count = Math.min(bytes.readableBytes(), answer.length - length);
    bytes.readBytes(answer, length, count);
    length += count;
    if (length < answer.length) {
      bytes.release();
      return;
    }
    String fault = Socks4.fault(answer[0], answer[1]);
    if (fault != null) {
      bytes.release();
      fail(new IOException(fault));
      return;
    }
    isOver = true;
    connection.setOwner(next);
    opened.run();
    if (bytes.isReadable()) {
      connection.receiveAgain(bytes);
    } else {
      bytes.release();
    }
  }

  private void fail(Throwable cause) {
    if (!isOver) {
      isOver = true;
      connection.close();
      failed.accept(cause);
    }
  }

  @Override
  public void receivedAll() {}

  @Override
  public void inputClosed() {
    fail(new ClosedChannelException());
  }

  @Override
  public void failed(Throwable cause) {
    fail(cause);
  }

  @Override
  public void writable() {}

  @Override
  public void closed() {
    fail(new ClosedChannelException());
  }
}
