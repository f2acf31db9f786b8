package io.spillway.proxy.resolve;

/** Carries queries to one name server. Confined to the resolvers' thread. */
interface Transport extends AutoCloseable {
  /** Takes whole messages. */
  interface Receiver {
    /** A message came. */
    void received(byte[] message);

    /** A message came that is longer than what may come. */
    void receivedTooMuch();
  }

  /** Sends; false where that cannot be done now. */
  boolean send(byte[] query);

  /** Its channel can be read, or written, or is connected now. */
  void ready();

  @Override
  void close();
}
