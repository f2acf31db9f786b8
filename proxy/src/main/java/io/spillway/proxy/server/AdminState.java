package io.spillway.proxy.server;

/**
 * What operators decided about a server, as bits with the values that {@code show servers state}
 * prints (management manual).
 */
public enum AdminState {
  /** Maintenance by command. */
  FORCED_MAINTENANCE(0x01),
  /** Maintenance of the tracked server. */
  INHERITED_MAINTENANCE(0x02),
  /** Maintenance by the configuration ({@code disabled}). */
  CONFIGURED_MAINTENANCE(0x04),
  /** Drain by command. */
  FORCED_DRAIN(0x08),
  /** Drain of the tracked server. */
  INHERITED_DRAIN(0x10),
  /** Maintenance because the server's name does not resolve. */
  RESOLUTION_MAINTENANCE(0x20),
  /** Its host name is another than the configuration's; no maintenance. */
  HOST_NAME_CHANGED(0x40);

  /** Every bit that means maintenance. */
  public static final int MAINTENANCE =
      FORCED_MAINTENANCE.bit
          | INHERITED_MAINTENANCE.bit
          | CONFIGURED_MAINTENANCE.bit
          | RESOLUTION_MAINTENANCE.bit;

  /** Every bit that means drain. */
  public static final int DRAIN = FORCED_DRAIN.bit | INHERITED_DRAIN.bit;

  private final int bit;

  AdminState(int bit) {
    this.bit = bit;
  }

  /** The bit. */
  public int bit() {
    return bit;
  }
}
