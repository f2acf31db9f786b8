package io.spillway.facility.exchange;

import java.io.IOException;
import java.net.Socket;

/** Closing of sockets. Stateless. */
final class Sockets {
  private Sockets() {}

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed as far as anybody can close it.
      return;
    }
  }
}
