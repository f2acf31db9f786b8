package io.spillway.proxy.stream;

import io.spillway.proxy.Logging;
import io.spillway.proxy.log.FixedLines;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogSelection;
import io.spillway.proxy.log.LogWriter;
import io.spillway.proxy.log.RequestTail;
import io.spillway.proxy.stats.Counter;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.Rule;
import io.spillway.rules.sample.ByteBuilder;
import org.jspecify.annotations.Nullable;

/** The log lines of one loop's streams. Confined to the loop. */
final class LoopLog implements StreamLog {
  private final LogWriter writer;
  private final RequestTail tail;

  LoopLog(LogWriter writer, RequestTail tail) {
    this.writer = writer;
    this.tail = tail;
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
    if (tail.isWatched()) {
      Rule rule = stream.lastRule;
      tail.add(stream, rule == null ? "" : rule.position().file() + ":" + rule.position().line());
    }
    if (!stream.isLogged()) {
      write(stream, stream.frontend().logging());
    }
  }

  @Override
  public void failed(FailedConnection connection, boolean isSilent) {
    Logging logging = connection.frontend().logging();
    LogSelection selection = logging.selection();
    if (logging.targets().isEmpty() || (isSilent && selection.ignoreNull())) {
      return;
    }
    connection.numberLine();
    connection.place = Place.LOG;
    LogFormat format = logging.errorFormat();
    if (format == null) {
      FixedLines.appendError(connection, connection.connectionErrorText(), writer.message());
    } else {
      format.append(connection, writer.message());
    }
    send(connection, logging, selection.separateErrors() ? LogLevel.ERR : LogLevel.INFO);
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
    send(stream, logging, level);
  }

  private void send(StreamRecord record, Logging logging, LogLevel level) {
    LogFormat structured = logging.structuredData();
    ByteBuilder data = null;
    if (structured != null) {
      data = writer.structuredData();
      structured.append(record, data);
    }
    int dropped =
        writer.send(logging.targets(), level, logging.tag(), data, record.wallClockMicros());
    if (dropped > 0) {
      record
          .frontend()
          .statistics()
          .counters()
          .add(record.loopIndex(), Counter.LOGS_DROPPED, dropped);
    }
  }
}
