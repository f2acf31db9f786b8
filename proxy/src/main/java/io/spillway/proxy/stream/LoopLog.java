package io.spillway.proxy.stream;

import io.spillway.proxy.Logging;
import io.spillway.proxy.log.FixedLines;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogProfile;
import io.spillway.proxy.log.LogSelection;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.log.LogTarget;
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
  public void reached(Stream stream, LogStep step) {
    Logging logging = stream.frontend().logging();
    if (!logging.steps().isEmpty()) {
      if (logging.steps().contains(step)) {
        writeEarly(stream, logging, step);
      }
    } else if (logging.selection().asSoonAsPossible()
        && step == (stream.isHttp() ? LogStep.RESPONSE : LogStep.CONNECT)) {
      stream.logged();
      writeEarly(stream, logging, step);
    }
  }

  private void writeEarly(Stream stream, Logging logging, LogStep step) {
    stream.logsEarly = true;
    write(stream, logging, step, null);
    stream.logsEarly = false;
  }

  @Override
  public void end(Stream stream) {
    if (tail.isWatched()) {
      Rule rule = stream.lastRule;
      tail.add(stream, rule == null ? "" : rule.position().file() + ":" + rule.position().line());
    }
    Logging logging = stream.frontend().logging();
    if (logging.steps().isEmpty() ? !stream.isLogged() : logging.steps().contains(LogStep.CLOSE)) {
      write(stream, logging, LogStep.CLOSE, null);
    }
  }

  @Override
  public void extra(StreamRecord record, LogStep step, @Nullable LogProfile profile) {
    record.logsEarly = true;
    write(record, record.frontend().logging(), step, profile);
    record.logsEarly = false;
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
    connection.logStep = LogStep.ERROR;
    send(connection, logging, selection.separateErrors() ? LogLevel.ERR : LogLevel.INFO, null);
  }

  private void write(
      StreamRecord record, Logging logging, LogStep step, @Nullable LogProfile profile) {
    if (logging.targets().isEmpty()) {
      return;
    }
    LogLevel level = logging.selection().levelOf(record, step, record.logLevel());
    if (level == null) {
      return;
    }
    record.numberLine();
    record.logStep = step == LogStep.CLOSE && record.lacksRequest() ? LogStep.ERROR : step;
    Place before = record.place;
    record.place = Place.LOG;
    send(record, logging, level, profile);
    record.place = before;
  }

  /**
   * Sends the line of the record's step.
   *
   * @param profile the profile for all targets, or null for that of each
   */
  private void send(
      StreamRecord record, Logging logging, LogLevel level, @Nullable LogProfile profile) {
    int dropped = 0;
    if (profile == null && !logging.isProfiled()) {
      build(record, logging, null);
      ByteBuilder data = structured(record, logging.structuredData());
      dropped =
          writer.send(logging.targets(), level, logging.tag(), data, record.wallClockMicros());
    } else {
      for (LogTarget target : logging.targets()) {
        dropped +=
            send(record, logging, level, target, profile == null ? target.profile() : profile);
      }
    }
    if (dropped > 0) {
      record
          .frontend()
          .statistics()
          .counters()
          .add(record.loopIndex(), Counter.LOGS_DROPPED, dropped);
    }
  }

  /** Sends what {@code profile} says to {@code target}; 1 where it was dropped on the way, or 0. */
  private int send(
      StreamRecord record,
      Logging logging,
      LogLevel level,
      LogTarget target,
      @Nullable LogProfile profile) {
    LogFormat format = null;
    LogFormat structured = logging.structuredData();
    String tag = logging.tag();
    if (profile != null) {
      LogProfile.Line line = profile.line(record.logStep);
      if (line.isDropped()) {
        return 0;
      }
      format = line.format();
      LogFormat ownData = line.structuredData();
      structured = ownData == null ? structured : ownData;
      String ownTag = profile.tag();
      tag = ownTag == null ? tag : ownTag;
    }
    build(record, logging, format);
    ByteBuilder data = structured(record, structured);
    return writer.send(target, level, tag, data, record.wallClockMicros()) ? 0 : 1;
  }

  /** Builds the line of the record's step: with {@code own}, or as the proxy says. */
  private void build(StreamRecord record, Logging logging, @Nullable LogFormat own) {
    ByteBuilder line = writer.message();
    LogFormat usual = logging.format();
    LogFormat error = record.logStep == LogStep.ERROR ? logging.errorFormat() : null;
    if (own != null) {
      own.append(record, line);
    } else if (error != null) {
      error.append(record, line);
    } else if (record instanceof FailedConnection failed && record.logStep == LogStep.ERROR) {
      FixedLines.appendError(failed, failed.connectionErrorText(), line);
    } else if (usual == null) {
      FixedLines.appendConnect(record, line);
    } else {
      usual.append(record, line);
    }
  }

  private @Nullable ByteBuilder structured(StreamRecord record, @Nullable LogFormat format) {
    if (format == null) {
      return null;
    }
    ByteBuilder data = writer.structuredData();
    format.append(record, data);
    return data;
  }
}
