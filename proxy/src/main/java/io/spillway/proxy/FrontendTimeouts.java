package io.spillway.proxy;

/**
 * How long a frontend waits, in milliseconds, 0 for ever. Immutable.
 *
 * @param client for a client that is to send or to take something
 * @param handshake for the client's part of a TLS handshake
 * @param clientFin the same once one direction is closed; 0 for {@code client}
 * @param httpRequest for the whole head of a request; 0 for {@code client}, from byte to byte
 * @param keepAlive for the next request; 0 for the one before, then {@code client}
 * @param tarpit how long a request is held that a rule sends to the tarpit
 * @param inspectDelay for what content rules look at
 * @param isIndependent whether what is sent to a client leaves its timeout as it is
 */
public record FrontendTimeouts(
    int client,
    int handshake,
    int clientFin,
    int httpRequest,
    int keepAlive,
    int tarpit,
    int inspectDelay,
    boolean isIndependent) {
  /** How long to wait for the first byte of the next request of a session. */
  public int nextRequest() {
    if (keepAlive > 0) {
      return keepAlive;
    }
    return httpRequest > 0 ? httpRequest : client;
  }
}
