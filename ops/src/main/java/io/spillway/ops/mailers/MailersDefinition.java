package io.spillway.ops.mailers;

import java.time.Duration;
import java.util.List;

/**
 * A {@code mailers} section. Immutable.
 *
 * @param mailers each of them gets every mail
 * @param timeout how long a mail may take
 */
public record MailersDefinition(String name, List<Mailer> mailers, Duration timeout) {
  /**
   * A mail server.
   *
   * @param name for messages
   */
  public record Mailer(String name, String host, int port) {}

  public MailersDefinition {
    mailers = List.copyOf(mailers);
  }
}
