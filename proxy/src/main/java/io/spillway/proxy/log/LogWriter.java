package io.spillway.proxy.log;

import io.spillway.rules.sample.ByteBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines to their targets, each with the header that the target wants. Confined to one event
 * loop, or guarded by its owner.
 */
public final class LogWriter {
  private static final int MAX_LENGTH = 65535;
  private static final int FACILITY_SHIFT = 3;

  private final LogContext context;
  private final LogOutputs outputs;
  private final Map<LogTarget, LogOutput> open = new HashMap<>();
  private final ByteBuilder message = new ByteBuilder(MAX_LENGTH);
  private final ByteBuilder structuredData = new ByteBuilder(MAX_LENGTH);
  private final ByteBuilder line = new ByteBuilder(MAX_LENGTH);

  /** A writer with its own buffers. */
  public LogWriter(LogContext context, LogOutputs outputs) {
    this.context = context;
    this.outputs = outputs;
  }

  /** What building lines needs. */
  public LogContext context() {
    return context;
  }

  /** The buffer to build the next line in, empty. */
  public ByteBuilder message() {
    return message.clear();
  }

  /** The buffer to build the line's structured data in, empty. */
  public ByteBuilder structuredData() {
    return structuredData.clear();
  }

  /**
   * Sends the line that was built in {@link #message}.
   *
   * @param targets where to
   * @param tag {@code log-tag}
   * @param nowMicros the wall clock, microseconds since 1970
   * @return to how many targets the line could not be delivered
   */
  public int send(List<LogTarget> targets, LogLevel level, String tag, long nowMicros) {
    return send(targets, level, tag, null, nowMicros);
  }

  /**
   * Sends the line that was built in {@link #message}; see {@link #send(List, LogLevel, String,
   * long)}.
   *
   * @param structuredData what {@code log-format-sd} made for RFC 5424, or null
   */
  public int send(
      List<LogTarget> targets,
      LogLevel level,
      String tag,
      @Nullable ByteBuilder structuredData,
      long nowMicros) {
    int dropped = 0;
    for (int i = 0; i < targets.size(); i++) {
      if (!send(targets.get(i), level, tag, structuredData, nowMicros)) {
        dropped++;
      }
    }
    return dropped;
  }

  /**
   * Sends the line that was built in {@link #message} to one target; see {@link #send(List,
   * LogLevel, String, ByteBuilder, long)}.
   *
   * @return false where it could not be delivered
   */
  public boolean send(
      LogTarget target,
      LogLevel level,
      String tag,
      @Nullable ByteBuilder structuredData,
      long nowMicros) {
    if (!target.takes(level)) {
      return true;
    }
    build(target, target.levelOf(level), tag, structuredData, nowMicros);
    return outputOf(target).write(line.array(), line.length());
  }

  private LogOutput outputOf(LogTarget target) {
    LogOutput output = open.get(target);
    if (output == null) {
      output = outputs.open(target.definition().address());
      open.put(target, output);
    }
    return output;
  }

  private void build(
      LogTarget target,
      LogLevel level,
      String tag,
      @Nullable ByteBuilder structuredData,
      long nowMicros) {
    LogTargetDefinition definition = target.definition();
    line.clear();
    header(definition, level, tag, structuredData, nowMicros);
    int room = definition.maxLength() - 1 - line.length();
    line.append(message.array(), 0, Math.max(0, Math.min(message.length(), room)));
    line.append('\n');
  }

  private void header(
      LogTargetDefinition definition,
      LogLevel level,
      String tag,
      @Nullable ByteBuilder structuredData,
      long nowMicros) {
    int priority = definition.facility().ordinal() << FACILITY_SHIFT | level.ordinal();
    String hostName = context.identity().hostName();
    LogFraming framing = definition.framing();
    if (framing == null) {
      framing = hostName == null ? LogFraming.LOCAL : LogFraming.RFC3164;
    }
    switch (framing) {
      case LOCAL -> {
        number(priority);
        context.dates().appendSyslog(line, nowMicros);
        line.append(' ');
        tag(tag);
      }
      case RFC3164 -> {
        number(priority);
        context.dates().appendSyslog(line, nowMicros);
        line.append(' ').append(hostName == null ? "localhost" : hostName).append(' ');
        tag(tag);
      }
      case RFC5424 -> {
        number(priority);
        line.append("1 ");
        context.dates().appendIso(line, nowMicros);
        line.append(' ').append(hostName == null ? "-" : hostName).append(' ').append(tag);
        line.append(' ').appendDecimal(context.identity().processId()).append(" - ");
        if (structuredData == null || structuredData.length() == 0) {
          line.append("- ");
        } else {
          line.append(structuredData.array(), 0, structuredData.length()).append(' ');
        }
      }
      case PRIORITY -> number(priority);
      case SHORT -> number(level.ordinal());
      case TIMED -> {
        number(level.ordinal());
        context.dates().appendIso(line, nowMicros);
        line.append(' ');
      }
      case ISO -> {
        context.dates().appendIso(line, nowMicros);
        line.append(' ');
      }
      case RAW -> {}
    }
  }

  private void number(int value) {
    line.append('<').appendDecimal(value).append('>');
  }

  private void tag(String tag) {
    line.append(tag).append('[').appendDecimal(context.identity().processId()).append("]: ");
  }
}
