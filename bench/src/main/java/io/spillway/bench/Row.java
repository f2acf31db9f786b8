package io.spillway.bench;

import java.util.List;

/**
 * One kind of load. Immutable.
 *
 * @param key how {@code --only} names it
 * @param title how the table names it
 * @param mode {@code http} or {@code tcp}, the proxy's mode
 * @param path what is asked for
 * @param connections client connections at once
 * @param keepAlive whether a connection carries more than one request
 */
record Row(String key, String title, String mode, String path, int connections, boolean keepAlive) {

  static final List<Row> ALL =
      List.of(
          new Row("http-100", "HTTP keep-alive, 100 B", "http", "/100", 64, true),
          new Row("http-10k", "HTTP keep-alive, 10 kB", "http", "/10k", 64, true),
          new Row("http-1m", "HTTP keep-alive, 1 MB", "http", "/1m", 16, true),
          new Row("http-new", "HTTP, new connection each, 100 B", "http", "/100", 16, false),
          new Row("tcp-100", "TCP relay, 100 B", "tcp", "/100", 64, true),
          new Row("tcp-1m", "TCP relay, 1 MB", "tcp", "/1m", 16, true));

  /** How {@code --only} names the memory table. */
  static final String MEMORY = "memory";
}
