package io.spillway.proxy.definition;

import java.net.InetAddress;

/** A way to find a server's first address ({@code init-addr}). Immutable. */
public sealed interface InitialAddress {
  /** The one it had before, from the file of server states. */
  record Last() implements InitialAddress {}

  /** What the system's resolver says. */
  record Resolved() implements InitialAddress {}

  /** None: the server starts in maintenance until it is given an address. */
  record None() implements InitialAddress {}

  /** A fixed one. */
  record Fixed(InetAddress address) implements InitialAddress {}
}
