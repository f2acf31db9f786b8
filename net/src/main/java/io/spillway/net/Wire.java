package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What carries the bytes of a {@link Connection}, which it tells what happens. Confined to the
 * connection's loop.
 */
interface Wire {
  /** Where buffers for writing come from. */
  ByteBufAllocator allocator();

  /** Takes {@code bytes}; they go out with the next {@link #flush}. */
  void write(ByteBuf bytes);

  /** Lets what was written go out. */
  void flush();

  /** Whether little enough waits for the kernel. */
  boolean isWritable();

  /** Bytes that wait for the kernel. */
  long pendingBytes();

  /** Whether reading shall go on by itself; not to be wanted after the input's end. */
  void setReading(boolean reading);

  /** Whether reading goes on by itself. */
  boolean isReading();

  /** Has {@code bytes} received once more. */
  void receiveAgain(ByteBuf bytes);

  /** Whether there is a connection. */
  boolean isOpen();

  /** Tells the peer, after all that was written, that nothing more will be. Called once. */
  void shutdownOutput();

  /** From now on the input's end is the connection's. */
  void endWithInput();

  /** Closes after all that was written has gone out. */
  void closeWhenWritten();

  /** Closes now. */
  void close();

  /** Closes with a reset. */
  void reset();

  /** See {@link Connection#dropSilently}. */
  void dropSilently();

  /** The descriptor of its TCP socket; -1 where it has none, or it is not to be known. */
  int descriptor();

  /** The peer's address. */
  @Nullable SocketAddress remoteAddress();

  /** This side's address. */
  @Nullable SocketAddress localAddress();
}
