package io.spillway.proxy.persistence;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.Server;
import io.spillway.rules.hash.XxHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a live backend: its policy, and which value stands for which server. Thread-safe;
 * the values of servers that have none of their own change with the key and with the servers'
 * addresses.
 */
public final class CookiePersistence {
  private final CookiePolicy policy;
  private final byte[] name;
  private final List<Server> servers;
  private final boolean persistsDown;

  private boolean isDynamic;
  private byte[] key;

  private volatile CookieIndex index;

  /**
   * The cookie of a backend.
   *
   * @param servers the backend's, in the configuration's order
   * @param key what dynamic values are made with ({@code dynamic-cookie-key}); empty for none
   * @param persistsDown {@code option persist}: whether servers that are down are found too
   */
  public CookiePersistence(
      CookiePolicy policy, List<Server> servers, String key, boolean persistsDown) {
    this.policy = policy;
    this.name = latin1(policy.name());
    this.servers = List.copyOf(servers);
    this.persistsDown = persistsDown;
    this.isDynamic = policy.isDynamic();
    this.key = latin1(key);
    this.index = new CookieIndex(this.servers);
    this.servers.forEach(server -> server.onMove(this::refresh));
    refresh();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What the configuration says. */
  public CookiePolicy policy() {
    return policy;
  }

  /** The cookie's name. Not to be changed. */
  byte[] name() {
    return name;
  }

  /** Which value stands for which server now. */
  CookieIndex index() {
    return index;
  }

  /** Whether a cookie leads to its server even while that is down. */
  boolean persistsDown() {
    return persistsDown;
  }

  /** Gives servers that have no value of their own one of their address, or takes it away. */
  public synchronized void dynamic(boolean newDynamic) {
    isDynamic = newDynamic;
    refresh();
  }

  /** Changes the key: all dynamic values change. */
  public synchronized void key(String newKey) {
    key = latin1(newKey);
    refresh();
  }

  private synchronized void refresh() {
    for (Server server : servers) {
      if (!server.hasOwnCookie()) {
        server.dynamicCookie(isDynamic && key.length > 0 ? value(server) : null);
      }
    }
    index = new CookieIndex(servers);
  }

  /** The value for a server's address, in HAProxy's way; null where it has none. */
  private byte @Nullable [] value(Server server) {
    if (!(server.endpoint() instanceof Endpoint.Inet inet) || inet.address() == null) {
      return null;
    }
    byte[] address = inet.address().getAddress();
    ByteBuffer hashed =
        ByteBuffer.allocate(key.length + address.length + Integer.BYTES)
            .put(key)
            .put(address)
            .putInt(inet.port() + server.definition().portOffset());
    long hash = XxHash.hash64(hashed.array(), 0, hashed.capacity(), 0);
    return latin1(HexFormat.of().toHexDigits(hash));
  }
}
