package io.spillway.proxy.server;

/** What a stream that asked for a server got: a {@link Server}, a place in a queue, or nothing. */
public sealed interface Assignment permits Server, Assignment.Queued, Assignment.Refused {
  /** The stream waits; its {@link Waiter} is told when a slot is free. */
  enum Queued implements Assignment {
    IN_SERVER_QUEUE,
    IN_BACKEND_QUEUE
  }

  /** The stream cannot be served now. */
  enum Refused implements Assignment {
    /** No server is usable. */
    NO_SERVER,
    /** Every queue that the stream might wait in is full. */
    QUEUE_FULL
  }
}
