package io.spillway.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/** The options of an {@link EpollStream}, as Netty wants to set and to read them. */
final class EpollStreamConfig extends EpollChannelConfig implements SocketChannelConfig {
  private final Socket socket;
  private boolean allowsHalfClosure;

  EpollStreamConfig(EpollStream channel, Socket socket) {
    super(channel);
    this.socket = socket;
  }

  /** Something that the kernel may refuse. */
  private interface Setting {
    void apply() throws IOException;
  }

  private EpollStreamConfig set(Setting setting) {
    try {
      setting.apply();
      return this;
    } catch (IOException e) {
      throw new ChannelException(e);
    }
  }

  /** Something that the kernel knows. */
  private interface Question<T> {
    T answer() throws IOException;
  }

  private static <T> T ask(Question<T> question) {
    try {
      return question.answer();
    } catch (IOException e) {
      throw new ChannelException(e);
    }
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    if (option == ChannelOption.ALLOW_HALF_CLOSURE) {
      setAllowHalfClosure((Boolean) value);
    } else if (option == ChannelOption.SO_KEEPALIVE) {
      setKeepAlive((Boolean) value);
    } else if (option == ChannelOption.SO_LINGER) {
      setSoLinger((Integer) value);
    } else if (option == ChannelOption.SO_REUSEADDR) {
      setReuseAddress((Boolean) value);
    } else if (option == ChannelOption.SO_SNDBUF) {
      setSendBufferSize((Integer) value);
    } else if (option == ChannelOption.SO_RCVBUF) {
      setReceiveBufferSize((Integer) value);
    } else {
      return super.setOption(option, value);
    }
    return true;
  }

  @Override
  public boolean isAllowHalfClosure() {
    return allowsHalfClosure;
  }

  @Override
  public EpollStreamConfig setAllowHalfClosure(boolean allows) {
    allowsHalfClosure = allows;
    return this;
  }

  @Override
  public boolean isTcpNoDelay() {
    return ask(socket::isTcpNoDelay);
  }

  @Override
  public EpollStreamConfig setTcpNoDelay(boolean noDelay) {
    return set(() -> socket.setTcpNoDelay(noDelay));
  }

  @Override
  public int getSoLinger() {
    return ask(socket::getSoLinger);
  }

  @Override
  public EpollStreamConfig setSoLinger(int seconds) {
    return set(() -> socket.setSoLinger(seconds));
  }

  @Override
  public int getSendBufferSize() {
    return ask(socket::getSendBufferSize);
  }

  @Override
  public EpollStreamConfig setSendBufferSize(int bytes) {
    return set(() -> socket.setSendBufferSize(bytes));
  }

  @Override
  public int getReceiveBufferSize() {
    return ask(socket::getReceiveBufferSize);
  }

  @Override
  public EpollStreamConfig setReceiveBufferSize(int bytes) {
    return set(() -> socket.setReceiveBufferSize(bytes));
  }

  @Override
  public boolean isKeepAlive() {
    return ask(socket::isKeepAlive);
  }

  @Override
  public EpollStreamConfig setKeepAlive(boolean keepAlive) {
    return set(() -> socket.setKeepAlive(keepAlive));
  }

  @Override
  public int getTrafficClass() {
    return ask(socket::getTrafficClass);
  }

  @Override
  public EpollStreamConfig setTrafficClass(int trafficClass) {
    return set(() -> socket.setTrafficClass(trafficClass));
  }

  @Override
  public boolean isReuseAddress() {
    return ask(socket::isReuseAddress);
  }

  @Override
  public EpollStreamConfig setReuseAddress(boolean reuse) {
    return set(() -> socket.setReuseAddress(reuse));
  }

  /** Nothing of it is known to the kernel. */
  @Override
  public EpollStreamConfig setPerformancePreferences(
      int connectionTime, int latency, int bandwidth) {
    return this;
  }

  @Override
  public EpollStreamConfig setConnectTimeoutMillis(int millis) {
    super.setConnectTimeoutMillis(millis);
    return this;
  }

  @Override
  @Deprecated
  public EpollStreamConfig setMaxMessagesPerRead(int count) {
    super.setMaxMessagesPerRead(count);
    return this;
  }

  @Override
  public EpollStreamConfig setWriteSpinCount(int count) {
    super.setWriteSpinCount(count);
    return this;
  }

  @Override
  public EpollStreamConfig setAllocator(ByteBufAllocator allocator) {
    super.setAllocator(allocator);
    return this;
  }

  @Override
  public EpollStreamConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
    super.setRecvByteBufAllocator(allocator);
    return this;
  }

  @Override
  public EpollStreamConfig setAutoRead(boolean autoRead) {
    super.setAutoRead(autoRead);
    return this;
  }

  @Override
  public EpollStreamConfig setAutoClose(boolean autoClose) {
    super.setAutoClose(autoClose);
    return this;
  }

  @Override
  public EpollStreamConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
    super.setMessageSizeEstimator(estimator);
    return this;
  }

  @Override
  public EpollStreamConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
    super.setWriteBufferWaterMark(mark);
    return this;
  }
}
