package io.spillway.proxy.stream;

import io.spillway.proxy.Logging;
import io.spillway.proxy.log.FixedLines;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogWriter;
import io.spillway.proxy.stats.Counter;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.sample.ByteBuilder;
import org.jspecify.annotations.Nullable;

/** The log lines of one loop's streams. Confined to the loop. */
final class LoopLog implements StreamLog {
  private final LogWriter writer;

  LoopLog(LogWriter writer) {
    this.writer = writer;
  }

  @Override
  public LogContext context() {
    return writer.context();
  }

  @Override
  public void early(Stream stream) {
    Logging logging = stream.frontend().logging();
    if (logging.selection().asSoonAsPossible() && !stream.isLogged()) {
      stream.logsEarly(true);
      write(stream, logging);
      stream.logsEarly(false);
    }
  }

  @Override
  public void end(Stream stream) {
    if (!stream.isLogged()) {
      write(stream, stream.frontend().logging());
    }
  }

  private void write(Stream stream, Logging logging) {
    if (logging.targets().isEmpty()) {
      return;
    }
    LogLevel level = logging.selection().levelOf(stream, stream.logLevel());
    if (level == null) {
      return;
    }
    stream.numberLine();
    stream.at(Place.LOG);
    ByteBuilder line = writer.message();
    @Nullable LogFormat format =
        stream.lacksRequest() && logging.errorFormat() != null
            ? logging.errorFormat()
            : logging.format();
    if (format == null) {
      FixedLines.appendConnect(stream, line);
    } else {
      format.append(stream, line);
    }
    int dropped = writer.send(logging.targets(), level, logging.tag(), stream.wallClockMicros());
    if (dropped > 0) {
      stream
          .frontend()
          .statistics()
          .counters()
          .add(stream.loopIndex(), Counter.LOGS_DROPPED, dropped);
    }
  }
}
