package io.spillway.proxy.log;

/**
 * Where the bytes of finished lines go. Thread-safe; never blocks: what cannot be taken at once is
 * dropped.
 */
interface LogOutput extends AutoCloseable {
  /**
   * Takes a line, its line feed included.
   *
   * @return whether it was taken
   */
  boolean write(byte[] line, int length);

  /** Sends what is queued, as far as that goes without waiting for long, and ends. */
  @Override
  void close();
}
