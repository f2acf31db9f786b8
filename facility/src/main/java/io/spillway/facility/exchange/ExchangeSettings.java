package io.spillway.facility.exchange;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * What all connections of an exchange share. Immutable.
 *
 * @param introduction what this voter says first
 * @param silenceMillis after how long a silence a connection is given up, at least 1
 * @param localAddress where connections come from
 * @param pause how long to wait before dialling again
 */
record ExchangeSettings(
    Frame.Introduction introduction,
    Handshake handshake,
    int silenceMillis,
    InetSocketAddress localAddress,
    Pause pause) {
  /** A pause between attempts. */
  record Pause(long millis) {
    void nap() throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
  }
}
