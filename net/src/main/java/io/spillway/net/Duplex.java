package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Bytes in two directions: a {@link Connection}, or what stands for one where several share a
 * connection, as the streams of HTTP/2 do. Confined to its loop.
 */
public interface Duplex {
  /** The loop that owns this. */
  Loop loop();

  /** Hands it to another owner. */
  void setOwner(Connection.Owner owner);

  /** Where buffers for writing come from. */
  ByteBufAllocator allocator();

  /** Writes {@code bytes}, which are released; they go out with the next {@link #flush}. */
  void write(ByteBuf bytes);

  /** Lets what was written go out. */
  void flush();

  /** Whether more may be written before too much waits to go out. */
  boolean isWritable();

  /** Reads no more until {@link #resumeReading}: the peer is then slowed down. */
  void pauseReading();

  /** Reads again, unless there is nothing left to read. */
  void resumeReading();

  /** Whether reading goes on by itself. */
  boolean isReading();

  /** Whether the peer has sent all that it will send. */
  boolean isInputClosed();

  /** Tells the peer, after all that was written, that nothing more will be. Reading goes on. */
  void shutdownOutput();

  /** Whether {@link #shutdownOutput} was called. */
  boolean isOutputClosed();

  /** Closes after all that was written has gone out. */
  void closeWhenWritten();
}
