package io.spillway.facility.exchange;

import java.io.IOException;

/**
 * Carries frames between two voters that have proven who they are. One thread may send while
 * another receives; closing it from any thread ends both.
 */
interface Channel extends AutoCloseable {
  /** Sends a frame. */
  void send(Frame frame) throws IOException;

  /**
   * Receives the next frame.
   *
   * @throws java.net.SocketTimeoutException when nothing came in the time that is set
   * @throws RefusedException when what came is forged
   * @throws java.io.EOFException when the other side has closed the connection
   */
  Frame receive() throws IOException;

  /** Whether the other side may call itself {@code voter}. */
  boolean isEntitledTo(String voter);

  @Override
  void close();
}
