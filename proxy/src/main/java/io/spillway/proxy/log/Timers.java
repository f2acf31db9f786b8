package io.spillway.proxy.log;

/**
 * The durations of a stream in milliseconds, -1 for those that it did not reach (configuration
 * manual, chapter "Timing events"). Stateless.
 */
public final class Timers {
  private Timers() {}

  /** {@code %TR}: from the request's first byte to the end of its head. */
  static long requestHead(LogRecord record) {
    return record.requestMillis() < 0 ? -1 : record.requestMillis() - beforeRequest(record);
  }

  /** {@code %Tw}: in queues. */
  static long queue(LogRecord record) {
    return record.queueMillis() < 0
        ? -1
        : record.queueMillis() - Math.max(0, record.requestMillis());
  }

  /** {@code %Tc}: connecting. */
  static long connect(LogRecord record) {
    return record.connectMillis() < 0 ? -1 : record.connectMillis() - record.queueMillis();
  }

  /** {@code %Tr}: from the connection to the end of the response's head. */
  static long responseHead(LogRecord record) {
    return record.dataMillis() < 0 ? -1 : record.dataMillis() - record.connectMillis();
  }

  /** {@code %Td}: the data. */
  static long data(LogRecord record) {
    long begin = record.isHttp() ? record.dataMillis() : record.connectMillis();
    return begin < 0 ? -1 : record.closeMillis() - begin;
  }

  /** {@code %Ta}: the whole time without handshake and idleness. */
  static long active(LogRecord record) {
    return record.closeMillis() - beforeRequest(record);
  }

  /** {@code %TU}: the whole time without idleness. */
  static long user(LogRecord record) {
    return record.closeMillis() - Math.max(0, record.idleMillis());
  }

  /** {@code %Th} and {@code %Ti} together. */
  static long beforeRequest(LogRecord record) {
    return record.idleMillis() < 0 ? 0 : record.idleMillis() + record.handshakeMillis();
  }
}
