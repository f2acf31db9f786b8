package io.spillway.facility.exchange;

import java.io.IOException;
import java.net.Socket;

/** Makes a channel of a connection. Thread-safe. */
interface Handshake {
  /**
   * Proves this side's identity and asks for the other's.
   *
   * @param socket connected, with a timeout for reading
   * @param dialled whether this side dialled
   * @throws RefusedException when the other side is a stranger
   * @throws IOException when the connection fails
   */
  Channel perform(Socket socket, boolean dialled) throws IOException;
}
