package io.spillway.bench;

/**
 * What one subject showed in one row. Immutable.
 *
 * @param warmUp the load before it was measured
 * @param user CPU in user space, microseconds a request
 * @param system CPU in the kernel, microseconds a request
 */
record Measurement(
    Row row, Subject subject, WarmUp.Result warmUp, Wrk.Result load, double user, double system) {
  double cpu() {
    return user + system;
  }
}
