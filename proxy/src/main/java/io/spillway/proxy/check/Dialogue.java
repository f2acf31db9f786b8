package io.spillway.proxy.check;

import java.io.IOException;

/**
 * A step of a check that asks and answers as a client of the server's protocol does: it logs in and
 * asks what the server is. Blocking, on the check's virtual thread. Thread-safe.
 */
@FunctionalInterface
public interface Dialogue {
  /**
   * Talks to the server.
   *
   * @return what came of it; never {@link MessageReader.Incomplete}
   * @throws IOException where the connection broke, or the time was over
   * @throws BrokenProtocolException where the server said what its protocol does not have
   */
  MessageReader.Outcome talk(Wire wire) throws IOException;

  /** The connection to the server. */
  interface Wire {
    /** Sends bytes. */
    void write(byte[] bytes) throws IOException;

    /**
     * Reads exactly {@code length} bytes.
     *
     * @throws BrokenProtocolException where the server closed before
     */
    byte[] read(int length) throws IOException;

    /** Whether the server's line wants the connection secure, and it is not yet. */
    boolean isToBeSecure();

    /** Makes the connection secure, as the server's line says it. */
    void secure() throws IOException;

    /** Whether the connection is secure. */
    boolean isSecure();
  }

  /** The server does not keep to its protocol. */
  final class BrokenProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    /** {@code message} is told of the check. */
    public BrokenProtocolException(String message) {
      super(message);
    }
  }
}
