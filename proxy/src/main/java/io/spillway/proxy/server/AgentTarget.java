package io.spillway.proxy.server;

import io.spillway.net.Endpoint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent is asked, and how. Immutable.
 *
 * @param endpoint where ({@code agent-addr}), its port apart; null for the server's own address
 * @param port the port ({@code agent-port}), 1 to 65535
 * @param question what it is sent ({@code agent-send}), as bytes in characters; empty for nothing
 */
public record AgentTarget(@Nullable Endpoint endpoint, int port, String question) {
  /** The bytes that it is sent. */
  public byte[] bytes() {
    return question.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same at another address. */
  public AgentTarget at(Endpoint endpoint) {
    return new AgentTarget(endpoint, port, question);
  }

  /** The same at another port. */
  public AgentTarget onPort(int port) {
    return new AgentTarget(endpoint, port, question);
  }

  /** The same with another question. */
  public AgentTarget asking(String question) {
    return new AgentTarget(endpoint, port, question);
  }
}
