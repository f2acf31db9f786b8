package io.spillway.proxy.server;

import io.spillway.http.RequestHead;
import io.spillway.rules.Evaluation;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What balance algorithms look at. Confined to the stream's event loop, read while it asks for a
 * server.
 */
public interface BalanceInput {
  /** The client's address, or null where it has none (a unix socket). */
  @Nullable InetAddress source();

  /** The request's head, or null in tcp mode. */
  @Nullable RequestHead request();

  /**
   * The first bytes of the request's body or of the tcp stream that were received so far; may be
   * empty.
   */
  byte[] buffered();

  /** What expressions are evaluated on ({@code balance hash}), or null where there is nothing. */
  default @Nullable Evaluation evaluation() {
    return null;
  }
}
