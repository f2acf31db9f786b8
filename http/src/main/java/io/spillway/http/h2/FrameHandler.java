package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;

/**
 * What the frames of a connection say. A method that finds the connection broken tells {@link
 * FrameReader#fail}, and no frame follows.
 */
public interface FrameHandler {
  /**
   * DATA.
   *
   * @param payload holds the data; its indexes are not to be changed
   * @param index where the data starts
   * @param length how long it is
   * @param flowLength what it takes from the windows, padding included
   */
  void data(
      int stream, ByteBuf payload, int index, int length, int flowLength, boolean endOfStream);

  /**
   * A whole header block.
   *
   * @param block an array that the block stands in, from 0
   */
  void headers(int stream, byte[] block, int length, boolean endOfStream, boolean dependsOnItself);

  /** PRIORITY that a stream depends on itself. */
  void selfDependency(int stream);

  /** PRIORITY of a wrong size. */
  void malformedPriority(int stream);

  /** RST_STREAM. */
  void reset(int stream, int errorCode);

  /** One setting of a SETTINGS frame. */
  void setting(int id, long value);

  /** All settings of a frame were told. */
  void settingsEnd();

  /** The peer has taken our settings. */
  void settingsAck();

  /** PING that wants an answer. */
  void ping(long opaque);

  /** GOAWAY. */
  void goAway(int lastStream, int errorCode);

  /**
   * WINDOW_UPDATE; {@code stream} is 0 for the connection, {@code increment} 0 where it is wrong.
   */
  void windowUpdate(int stream, int increment);

  /** A frame that asks for nothing: empty, unknown, or an answer. */
  void idleFrame();
}
