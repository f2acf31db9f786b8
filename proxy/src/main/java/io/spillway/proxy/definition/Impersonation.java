package io.spillway.proxy.definition;

import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.Sample;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whose address connections to servers come from in place of the machine's own ({@code source …
 * usesrc}): the system lets a process bind it that may make sockets transparent. Immutable.
 */
public sealed interface Impersonation {
  /** The client's address and port. */
  record Client() implements Impersonation {}

  /** The client's address, and any port. */
  record ClientAddress() implements Impersonation {}

  /**
   * An address from the request, and any port.
   *
   * @param value gives it
   */
  record FromRequest(Expression value) implements Impersonation {
    /** The address in the request that {@code evaluation} looks at, or null. */
    public @Nullable Address address(Evaluation evaluation) {
      Sample sample = evaluation.sample();
      if (!value.evaluate(evaluation, sample)) {
        return null;
      }
      return switch (sample.type()) {
        case IPV4 -> new Address(true, 0, sample.number(), 0);
        case IPV6 -> new Address(false, sample.high(), sample.number(), 0);
        default -> null;
      };
    }
  }

  /** One address for all. */
  record Fixed(InetSocketAddress address) implements Impersonation {}

  /** Whether the session may use a connection again that it made so. */
  default boolean isOfSession() {
    return !(this instanceof FromRequest);
  }
}
