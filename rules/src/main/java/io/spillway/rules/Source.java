package io.spillway.rules;

/**
 * What a fetch takes its value from, which decides at which {@link Place}s it is valid: the rows of
 * HAProxy's keyword listing that have the same columns.
 */
public enum Source {
  /** A constant or something that is the same everywhere. */
  CONSTANT("configuration", "YYYYYYYYYYYYYYYYYYYYYY"),
  INTERNAL("internal state", "YYYYYYYYYYYYYYYYYYYY.Y"),
  LISTENER("listener", "YYYYYYYYYYYYYYYYYYY..."),
  FRONTEND("frontend", "YYYYYYYYYYYYYYYYYYY..."),
  CLIENT_ADDRESS("client address", "YYYYYYYYYYYYYYYYYYYY.."),
  CLIENT_CONNECTION("client-side connection", ".YYYYYYYYYYYYYYYYYY..."),
  TRACKED_COUNTERS("track counters", "YYYYYYYYYYYYYYYYYYYY.Y"),
  REQUEST_BUFFER("request buffer", "..YYYYYYYYY..........."),
  REQUEST_HEADERS("HTTP request headers", "..YYYYYYYYY..........."),
  REQUEST_META("HTTP request", "..YYYYYYYYYYYYYYYYY..."),
  REQUEST_BODY("HTTP request body", "..YYYYYYYYY..........."),
  BACKEND("backend", "......YYYYYYYYYYYYYY.."),
  SERVER("server", "..........YYYYYYYYYY.."),
  SERVER_ADDRESS("server address", "...........YYYYYYYYY.."),
  SERVER_CONNECTION("server-side connection", "...........YYYYYYYYY.."),
  RESPONSE_BUFFER("response buffer", "...........YYYYYYY.Y.."),
  RESPONSE_HEADERS("HTTP response headers", "...........YYYYYYY.Y.."),
  RESPONSE_META("HTTP response", "...........YYYYYYYYY.."),
  RESPONSE_BODY("HTTP response body", "...........YYYYYYY.Y.."),
  /** The headers of the message that is being worked on. */
  ANY_HEADERS("HTTP headers", "..YYYYYYYYYYYYYYYY.Y.."),
  REQUEST_STATISTICS("request buffer statistics", "..YYYYYYYYYYYYYYYYY..."),
  RESPONSE_STATISTICS("response buffer statistics", ".........YYYYYYYYYY..."),
  TRANSACTION_STATISTICS("transaction statistics", "..................Y..."),
  SESSION_STATISTICS("session statistics", "..................Y...");

  private final String description;
  private final int places;

  Source(String description, String columns) {
    this.description = description;
    int mask = 0;
    for (int i = 0; i < columns.length(); i++) {
      mask |= columns.charAt(i) == 'Y' ? 1 << i : 0;
    }
    this.places = mask;
  }

  /** How messages call this source. */
  public String description() {
    return description;
  }

  /** Whether it is there at {@code place}. */
  public boolean isAt(Place place) {
    return (places & 1 << place.ordinal()) != 0;
  }
}
