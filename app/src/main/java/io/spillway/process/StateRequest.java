package io.spillway.process;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Asks another process for what it knows. Stateless. */
final class StateRequest {
  private static final int TIMEOUT_SECONDS = 10;

  private StateRequest() {}

  /** Asks the process that answers on the stats socket {@code path}. */
  static InputStream send(String path) throws IOException {
    try {
      return send(SocketCalls.connect(path, TIMEOUT_SECONDS));
    } catch (SystemCallException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Asks the process that answers on the connection {@code socket}, which the stream closes. */
  static InputStream send(int socket) throws IOException {
    DescriptorStream connection = new DescriptorStream(socket);
    try {
      SocketCalls.limitSilence(socket, TIMEOUT_SECONDS);
      SystemCalls.write(socket, Predecessor.STATE_COMMAND + "\n");
    } catch (SystemCallException e) {
      connection.close();
      throw new IOException(e.getMessage(), e);
    }
    return new FilterInputStream(connection.input()) {
      @Override
      public void close() throws IOException {
        connection.close();
      }
    };
  }
}
