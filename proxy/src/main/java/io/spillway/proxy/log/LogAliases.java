package io.spillway.proxy.log;

import io.spillway.rules.LogAlias;
import io.spillway.rules.LogOptions;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The aliases of log formats over a {@link LogRecord} (configuration manual, chapter "Custom log
 * format"). On an evaluation that is no record each writes what stands for nothing.
 */
public final class LogAliases {
  /** All aliases but {@code %o}, which belongs to the format's parser. */
  public static final List<LogAlias> ALL =
      List.of(
          any("B", (r, o, out) -> early(r, out).appendDecimal(r.bytesRead())),
          http("CC", (r, o, out) -> LogText.text(r.requestCookie(), o, out)),
          http("CS", (r, o, out) -> LogText.text(r.responseCookie(), o, out)),
          any("H", (r, o, out) -> LogText.text(r.logContext().hostName(), o, out)),
          http("HM", (r, o, out) -> LogText.linePart(r, LinePart.METHOD, o, out)),
          http("HP", (r, o, out) -> LogText.linePart(r, LinePart.PATH, o, out)),
          http("HPO", (r, o, out) -> LogText.linePart(r, LinePart.PATH_ONLY, o, out)),
          http("HQ", (r, o, out) -> LogText.linePart(r, LinePart.QUERY, o, out)),
          http("HU", (r, o, out) -> LogText.linePart(r, LinePart.URI, o, out)),
          http("HV", (r, o, out) -> LogText.linePart(r, LinePart.VERSION, o, out)),
          any("ID", (r, o, out) -> LogText.text(r.uniqueId(), o, out)),
          any("OG", (r, o, out) -> LogText.text(r.origin(), o, out)),
          any("ST", (r, o, out) -> out.appendDecimal(r.status())),
          any("T", (r, o, out) -> r.logContext().dates().appendGmt(out, r.acceptMicros())),
          http("TR", (r, o, out) -> out.appendDecimal(Timers.requestHead(r))),
          http("Ta", (r, o, out) -> early(r, out).appendDecimal(Timers.active(r))),
          any("Tc", (r, o, out) -> out.appendDecimal(Timers.connect(r))),
          any("Td", (r, o, out) -> out.appendDecimal(Timers.data(r))),
          any("Th", (r, o, out) -> out.appendDecimal(r.handshakeMillis())),
          http("Ti", (r, o, out) -> out.appendDecimal(r.idleMillis())),
          any("Tl", (r, o, out) -> r.logContext().dates().appendLocal(out, r.acceptMicros())),
          http("Tq", (r, o, out) -> out.appendDecimal(r.requestMillis())),
          http("Tr", (r, o, out) -> out.appendDecimal(Timers.responseHead(r))),
          any("Ts", (r, o, out) -> LogText.number(r.acceptMicros() / 1_000_000, o, out)),
          any("Tt", (r, o, out) -> early(r, out).appendDecimal(r.closeMillis())),
          any("Tu", (r, o, out) -> early(r, out).appendDecimal(Timers.user(r))),
          any("Tw", (r, o, out) -> out.appendDecimal(Timers.queue(r))),
          any("U", (r, o, out) -> out.appendDecimal(r.bytesUploaded())),
          any("ac", (r, o, out) -> out.appendDecimal(r.processConnections())),
          any("b", (r, o, out) -> LogText.text(r.backendName(), o, out)),
          any("bc", (r, o, out) -> out.appendDecimal(r.backendConnections())),
          any("bi", (r, o, out) -> LogText.address(r.backendAddress(), o, out)),
          any("bp", (r, o, out) -> LogText.port(r.backendAddress(), o, out)),
          any("bq", (r, o, out) -> out.appendDecimal(r.backendQueue())),
          any("ci", (r, o, out) -> accepted(r, r.source(), o, out)),
          any("cp", (r, o, out) -> acceptedPort(r, r.source(), o, out)),
          any("f", (r, o, out) -> LogText.text(r.frontendName(), o, out)),
          any("fc", (r, o, out) -> out.appendDecimal(r.frontendConnections())),
          any("fi", (r, o, out) -> accepted(r, r.destination(), o, out)),
          any("fp", (r, o, out) -> acceptedPort(r, r.destination(), o, out)),
          any("ft", LogAliases::frontendTransport),
          vanishing("hr", (r, o, out) -> LogText.captures(r, false, o, out)),
          vanishing("hrl", (r, o, out) -> LogText.captureList(r, false, o, out)),
          vanishing("hs", (r, o, out) -> LogText.captures(r, true, o, out)),
          vanishing("hsl", (r, o, out) -> LogText.captureList(r, true, o, out)),
          any("lc", (r, o, out) -> LogText.number(r.lineNumber(), o, out)),
          any("ms", (r, o, out) -> LogText.milliseconds(r.acceptMicros(), o, out)),
          any("pid", (r, o, out) -> LogText.number(pid(r), o, out)),
          http("r", LogText::requestLine),
          any("rc", LogAliases::retries),
          any("rt", (r, o, out) -> LogText.number(r.requestNumber(), o, out)),
          any("s", (r, o, out) -> LogText.text(r.target(), o, out)),
          any("sc", (r, o, out) -> out.appendDecimal(r.serverConnections())),
          any("si", (r, o, out) -> LogText.address(r.serverAddress(), o, out)),
          any("sp", (r, o, out) -> LogText.port(r.serverAddress(), o, out)),
          any("sq", (r, o, out) -> out.appendDecimal(r.serverQueue())),
          any("sslc", (r, o, out) -> LogText.text(r.clientCipher(), o, out)),
          any("sslv", (r, o, out) -> LogText.text(r.clientTlsVersion(), o, out)),
          any("t", (r, o, out) -> r.logContext().dates().appendMillis(out, r.acceptMicros())),
          http("tr", (r, o, out) -> r.logContext().dates().appendMillis(out, requestMicros(r))),
          http("trg", (r, o, out) -> r.logContext().dates().appendGmt(out, requestMicros(r))),
          http("trl", (r, o, out) -> r.logContext().dates().appendLocal(out, requestMicros(r))),
          any("ts", (r, o, out) -> termination(r, out)),
          any("tsc", LogAliases::terminationAndCookies));

  private LogAliases() {}

  private interface Value {
    void append(LogRecord record, LogOptions options, ByteBuilder out);
  }

  private static LogAlias alias(String name, boolean isHttp, boolean mayVanish, Value value) {
    return new LogAlias(
        name,
        isHttp,
        mayVanish,
        (evaluation, options, out) -> {
          if (evaluation instanceof LogRecord record) {
            value.append(record, options, out);
          } else {
            options.appendMissing(out);
          }
        });
  }

  private static LogAlias any(String name, Value value) {
    return alias(name, false, false, value);
  }

  private static LogAlias vanishing(String name, Value value) {
    return alias(name, false, true, value);
  }

  private static LogAlias http(String name, Value value) {
    return alias(name, true, false, value);
  }

  /** The sign that says that the real number is greater, on a line that was built early. */
  private static ByteBuilder early(LogRecord record, ByteBuilder out) {
    return record.isEarly() ? out.append('+') : out;
  }

  private static long pid(LogRecord record) {
    return record.logContext().identity().processId();
  }

  private static void accepted(
      LogRecord record, @Nullable Address address, LogOptions options, ByteBuilder out) {
    if (address == null && record.isUnix()) {
      LogText.text("unix", options, out);
    } else {
      LogText.address(address, options, out);
    }
  }

  private static void acceptedPort(
      LogRecord record, @Nullable Address address, LogOptions options, ByteBuilder out) {
    if (address == null && record.isUnix()) {
      out.appendDecimal(record.listenerId());
    } else {
      LogText.port(address, options, out);
    }
  }

  private static void frontendTransport(LogRecord record, LogOptions options, ByteBuilder out) {
    LogText.quote(options, out);
    out.append(record.frontendName());
    if (record.isClientEncrypted()) {
      out.append('~');
    }
    LogText.quote(options, out);
  }

  private static long requestMicros(LogRecord record) {
    return record.acceptMicros() + 1000 * Timers.beforeRequest(record);
  }

  private static void retries(LogRecord record, LogOptions options, ByteBuilder out) {
    if (record.isRedispatched()) {
      out.append('+');
    }
    out.appendDecimal(record.retries());
  }

  private static void termination(LogRecord record, ByteBuilder out) {
    out.append(record.terminationCause()).append(record.terminationPhase());
  }

  private static void terminationAndCookies(LogRecord record, LogOptions options, ByteBuilder out) {
    termination(record, out);
    out.append(record.cookieState()).append(record.cookieAction());
  }
}
