package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * TCP over epoll without a channel: nothing but a descriptor, what waits to be written, and what
 * epoll shall tell. A Netty channel, with its pipeline, promises and handlers, costs more than all
 * else that is done for a request on a new connection; TLS needs one, and {@link #toChannel} then
 * makes it.
 */
final class EpollWire implements Wire, EpollIoHandle {
  private static final int IN = EpollIoOps.EPOLLIN.value();
  private static final int OUT = EpollIoOps.EPOLLOUT.value();
  private static final int ERROR = EpollIoOps.EPOLLERR.value();
  private static final int PEER_ENDED = EpollIoOps.EPOLLRDHUP.value();
  private static final int HANG_UP = 0x10;

  /** Only errors, and each once: epoll cannot be told to tell nothing. */
  private static final int NOTHING = EpollIoOps.EPOLLET.value();

  private static final int READS_PER_TURN = 16;

  private final Loop loop;
  private final FileDescriptor descriptor;
  private final InetSocketAddress remote;
  private final ReadSize readSize = new ReadSize();
  private final WriteQueue queue = new WriteQueue();
  private final IoRegistration registration;
  private final Connection connection;
  private Connector.@Nullable Callback connecting;
  private @Nullable InetSocketAddress local;
  private Then then = Then.GO_ON;
  private int wanted;
  private boolean open = true;
  private boolean reading = true;
  private boolean peerEnded;
  private boolean inputEnded;
  private boolean outputShut;
  private boolean endsWithInput;
  private @Nullable ChannelWire successor;

  /** What follows when all is written. */
  private enum Then {
    GO_ON,
    SHUT_DOWN,
    CLOSE
  }

  /** Takes an open descriptor, which it closes in the end. */
  EpollWire(Loop loop, int descriptor, InetSocketAddress remote, Connection.Owner owner) {
    assert loop.inLoop();
    this.loop = loop;
    this.descriptor = new FileDescriptor(descriptor);
    this.remote = remote;
    this.connection = new Connection(loop, this, owner);
    this.registration = loop.register(this);
  }

  Connection connection() {
    return connection;
  }

  /** Begins to carry a connection that stands already. */
  void begin() {
    awaitEvents();
  }

  /** Begins to connect. */
  void connect(Connector.Callback callback) {
    connecting = callback;
    boolean connected;
    try {
      connected = loop.calls().connect(descriptor.intValue(), remote);
    } catch (IOException e) {
      connectFailed(callback, e);
      return;
    }
    if (connected) {
      loop.execute(() -> finishConnecting(callback, 0));
    } else {
      want(OUT);
    }
  }

  private void finishConnecting(Connector.Callback callback, int ready) {
    if (connecting == null) {
      return;
    }
    loop.clock().refresh();
    if ((ready & (ERROR | HANG_UP)) != 0) {
      IOException cause = loop.calls().failure(descriptor.intValue(), remote);
      if (cause != null) {
        connectFailed(callback, cause);
        return;
      }
    }
    connecting = null;
    awaitEvents();
    callback.connected();
  }

  private void connectFailed(Connector.Callback callback, Throwable cause) {
    connecting = null;
    end();
    callback.connectFailed(cause);
  }

  private void awaitEvents() {
    int ops = 0;
    if (reading && !inputEnded) {
      ops |= IN;
    }
    if (!peerEnded && !inputEnded) {
      ops |= PEER_ENDED;
    }
    if (queue.isStuck()) {
      ops |= OUT;
    }
    want(ops);
  }

  private void want(int ops) {
    if (open && ops != wanted) {
      wanted = ops;
      registration.submit(EpollIoOps.valueOf(ops == 0 ? NOTHING : ops));
    }
  }

  @Override
  public void handle(IoRegistration ignored, IoEvent event) {
    if (!open) {
      return;
    }
    int ready = ((EpollIoEvent) event).ops().value();
    try {
      Connector.Callback callback = connecting;
      if (callback != null) {
        finishConnecting(callback, ready);
        return;
      }
      if (queue.isStuck() && (ready & (OUT | ERROR | HANG_UP)) != 0) {
        send();
      }
      if (open && (ready & ~OUT) != 0) {
        arrived(ready);
      }
    } catch (Throwable broken) {
      connection.failed(broken);
    }
  }

  private void arrived(int ready) throws IOException {
    if (inputEnded) {
      if ((ready & (ERROR | HANG_UP)) != 0) {
        IOException cause = loop.calls().failure(descriptor.intValue(), remote);
        if (cause != null) {
          connection.failed(cause);
        }
        close();
      }
      return;
    }
    loop.clock().refresh();
    peerEnded |= (ready & PEER_ENDED) != 0;
    read();
  }

  private void read() throws IOException {
    IOException failure = null;
    boolean ended = false;
    int count = 0;
    do {
      int size = readSize.next();
      ByteBuf bytes = loop.readBuffers().next(size);
      int read;
      try {
        read = descriptor.readAddress(bytes.memoryAddress(), 0, size);
      } catch (IOException e) {
        bytes.release();
        failure = e;
        break;
      }
      if (read <= 0) {
        bytes.release();
        ended = read < 0;
        break;
      }
      readSize.read(read, size);
      connection.received(bytes.writerIndex(read));
      if (read < size && !peerEnded) {
        break;
      }
    } while (open && reading && ++count < READS_PER_TURN);
    ChannelWire next = successor;
    if (next != null) {
      // What came behind the header passed through its pipeline, which flushes what it answers now.
      next.receivedAll();
      return;
    }
    connection.receivedAll();
    if (failure != null) {
      connection.failed(failure);
    } else if (ended && open) {
      inputEnded();
    } else {
      awaitEvents();
    }
  }

  private void inputEnded() {
    inputEnded = true;
    if (endsWithInput) {
      close();
      return;
    }
    awaitEvents();
    connection.ended();
    if (outputShut) {
      close();
    }
  }

  @Override
  public ByteBufAllocator allocator() {
    return ByteBufAllocator.DEFAULT;
  }

  @Override
  public void write(ByteBuf bytes) {
    if (open) {
      queue.add(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public void flush() {
    if (open && !queue.isEmpty() && !queue.isStuck() && connecting == null) {
      send();
    }
  }

  private void send() {
    boolean eased;
    try {
      eased = queue.send(descriptor);
    } catch (IOException e) {
      connection.failed(e);
      return;
    }
    awaitEvents();
    if (eased) {
      connection.writable();
    }
    if (open && queue.isEmpty()) {
      written();
    }
  }

  private void written() {
    switch (then) {
      case GO_ON -> {}
      case SHUT_DOWN -> shutDownOutput();
      case CLOSE -> close();
    }
  }

  @Override
  public boolean isWritable() {
    return open && queue.isWritable();
  }

  @Override
  public long pendingBytes() {
    return queue.bytes();
  }

  @Override
  public void setReading(boolean reading) {
    this.reading = reading;
    if (connecting == null) {
      awaitEvents();
    }
  }

  @Override
  public boolean isReading() {
    return reading;
  }

  @Override
  public void receiveAgain(ByteBuf bytes) {
    connection.received(bytes);
  }

  @Override
  public boolean isOpen() {
    return open && connecting == null;
  }

  @Override
  public void shutdownOutput() {
    whenWritten(Then.SHUT_DOWN);
  }

  private void shutDownOutput() {
    if (open && !outputShut) {
      outputShut = true;
      loop.calls().shutdownOutput(descriptor.intValue());
    }
  }

  @Override
  public void endWithInput() {
    endsWithInput = true;
  }

  @Override
  public void closeWhenWritten() {
    whenWritten(Then.CLOSE);
  }

  private void whenWritten(Then next) {
    then = next;
    flush();
    if (open && queue.isEmpty()) {
      written();
    }
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    Connector.Callback callback = connecting;
    if (callback != null) {
      connectFailed(callback, new ClosedChannelException());
      return;
    }
    end();
    loop.execute(connection::closed);
  }

  /** Closes before it has begun; nobody is told. */
  void abandon() {
    end();
  }

  private void end() {
    open = false;
    registration.cancel();
    queue.release();
    try {
      descriptor.close();
    } catch (IOException e) {
      // It is closed all the same (close(2)).
    }
  }

  @Override
  public void reset() {
    if (open) {
      loop.calls().resetOnClose(descriptor.intValue());
      close();
    }
  }

  @Override
  public void dropSilently() {
    if (!open) {
      return;
    }
    SocketCalls calls = loop.calls();
    int number = descriptor.intValue();
    boolean quiet =
        (remote.getAddress() instanceof Inet6Address
                ? calls.set(number, SocketCalls.IPPROTO_IPV6, SocketCalls.IPV6_UNICAST_HOPS, 1)
                : calls.set(number, SocketCalls.IPPROTO_IP, SocketCalls.IP_TTL, 1))
            && calls.set(number, SocketCalls.IPPROTO_TCP, SocketCalls.TCP_REPAIR, 1);
    if (!quiet) {
      // not allowed: the reset with the shortest life has to do
      calls.resetOnClose(number);
    }
    close();
  }

  @Override
  public int descriptor() {
    return open ? descriptor.intValue() : -1;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /** Null after the end, if nobody has asked before. */
  @Override
  public @Nullable InetSocketAddress localAddress() {
    if (local == null && open) {
      local = loop.calls().localAddress(descriptor.intValue());
    }
    return local;
  }

  /**
   * Gives the descriptor, and what waits to be written, to a channel. Nothing is heard of this wire
   * afterwards.
   */
  ChannelWire toChannel() {
    open = false;
    registration.submit(EpollIoOps.NONE);
    registration.cancel();
    EpollStream channel = EpollStream.connected(descriptor.intValue(), remote);
    ChannelWire secured = new ChannelWire(loop, channel, connection);
    secured.setReading(reading);
    secured.begin();
    queue.moveTo(channel);
    successor = secured;
    return secured;
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void registered() {}

  @Override
  public void unregistered() {}
}
