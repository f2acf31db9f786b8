package io.spillway.proxy.stats;

/**
 * What the process as a whole does in a second. Sampled by one thread, readable by any.
 *
 * @param bytesOut bytes sent to clients and to servers
 * @param compressionIn bytes that were compressed, before
 * @param compressionOut the same, after
 * @param tlsAccepted handshakes with clients
 * @param tlsAcceptedKeys those that resumed no session
 * @param tlsConnectedKeys handshakes with servers that resumed no session
 */
public record ProcessRates(
    SampledRate bytesOut,
    SampledRate compressionIn,
    SampledRate compressionOut,
    SampledRate tlsAccepted,
    SampledRate tlsAcceptedKeys,
    SampledRate tlsConnectedKeys) {
  /** Looks at all of them; to be called every second. */
  public void sample() {
    bytesOut.sample();
    compressionIn.sample();
    compressionOut.sample();
    tlsAccepted.sample();
    tlsAcceptedKeys.sample();
    tlsConnectedKeys.sample();
  }
}
