package io.spillway.net.tls;

import java.util.ArrayList;
import java.util.List;

/**
 * The ticket keys of a file with the servers that use them; the file stays as it is. Thread-safe.
 */
public final class TicketKeyFile {
  private final String name;
  private final List<TlsServer> users = new ArrayList<>();
  private TicketKeys keys;

  TicketKeyFile(String name, TicketKeys keys) {
    this.name = name;
    this.keys = keys;
  }

  /** The file. */
  public String name() {
    return name;
  }

  /** The keys now. */
  public synchronized TicketKeys keys() {
    return keys;
  }

  /** Has {@code server} use further keys. */
  public synchronized void register(TlsServer server) {
    users.add(server);
  }

  /**
   * Adds a key and forgets the oldest one.
   *
   * @param key 48 bytes
   * @throws TlsException where its size is wrong
   */
  public synchronized void add(byte[] key) throws TlsException {
    TicketKeys changed = keys.with(key);
    keys = changed;
    users.forEach(user -> user.ticketKeys(changed));
  }
}
