package io.spillway.proxy.log;

import io.spillway.rules.sample.ByteSlice;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.ZoneId;

/** What building log lines needs beside the record. Confined to one event loop. */
public final class LogContext {
  private final LogIdentity identity;
  private final String hostName;
  private final Dates dates;
  private final ByteSlice slice = new ByteSlice();

  /**
   * A context for one loop.
   *
   * @param zone the zone of local dates
   */
  public LogContext(LogIdentity identity, ZoneId zone) {
    this.identity = identity;
    this.hostName = ownName();
    this.dates = new Dates(zone);
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  LogIdentity identity() {
    return identity;
  }

  /** The machine's name. */
  String hostName() {
    return hostName;
  }

  Dates dates() {
    return dates;
  }

  /** A view to be used until the next use. */
  ByteSlice slice() {
    return slice;
  }
}
