package io.spillway.proxy.balance;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.Server;
import io.spillway.rules.hash.HashFunction;
import java.net.InetAddress;
import java.util.function.ToIntFunction;

/** What places a server on the ring ({@code hash-key}). */
public enum ServerKey implements ToIntFunction<Server> {
  /** Its numeric id. */
  ID("id") {
    @Override
    public int applyAsInt(Server server) {
      return server.id();
    }
  },
  /** Its address, so that several load balancers agree even when their ids differ. */
  ADDRESS("addr") {
    @Override
    public int applyAsInt(Server server) {
      return address(server, 0);
    }
  },
  /** Its address and port. */
  ADDRESS_AND_PORT("addr-port") {
    @Override
    public int applyAsInt(Server server) {
      int port = server.endpoint() instanceof Endpoint.Inet inet ? inet.port() : 0;
      return address(server, HashFunction.spread(port));
    }
  };

  private final String word;

  ServerKey(String word) {
    this.word = word;
  }

  /** The word of the configuration. */
  public String word() {
    return word;
  }

  private static int address(Server server, int seed) {
    if (!(server.endpoint() instanceof Endpoint.Inet inet)) {
      return server.id();
    }
    InetAddress address = inet.address();
    if (address == null) {
      return server.id();
    }
    int key = seed;
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i += 4) {
      int word =
          bytes[i] & 0xff
              | (bytes[i + 1] & 0xff) << 8
              | (bytes[i + 2] & 0xff) << 16
              | (bytes[i + 3] & 0xff) << 24;
      key = HashFunction.spread(key + word);
    }
    return key;
  }
}
