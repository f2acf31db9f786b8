package io.spillway.proxy.log;

import java.util.List;

/**
 * Logs what is no stream: servers going up and down, proxies starting and stopping. Thread-safe;
 * not for event loops' common path.
 */
public final class LogSink {
  private final LogWriter writer;

  /**
   * A sink.
   *
   * @param writer a writer of its own
   */
  public LogSink(LogWriter writer) {
    this.writer = writer;
  }

  /**
   * Sends a line.
   *
   * @param targets where to
   * @param tag {@code log-tag}
   * @param message the text, without a line feed
   * @return to how many targets the line could not be delivered
   */
  public synchronized int log(List<LogTarget> targets, String tag, LogLevel level, String message) {
    writer.message().append(message);
    return writer.send(targets, level, tag, System.currentTimeMillis() * 1000);
  }
}
