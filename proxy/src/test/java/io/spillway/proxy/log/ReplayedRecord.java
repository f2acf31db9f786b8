package io.spillway.proxy.log;

import io.spillway.rules.Captures;
import io.spillway.rules.Place;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** A stream as the fields of a line tell it: what another program logged, to be logged again. */
final class ReplayedRecord implements LogRecord {
  static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss.SSS", Locale.ENGLISH);

  private final LogContext context;
  private final Map<String, String> fields;
  private final Captures captures;
  private final Sample sample = new Sample(1024);

  /** A record with the values of aliases, by their names. */
  ReplayedRecord(LogContext context, Map<String, String> fields, int requestSlots, int slots) {
    this.context = context;
    this.fields = fields;
    int[] request = new int[requestSlots];
    int[] response = new int[slots];
    java.util.Arrays.fill(request, 100);
    java.util.Arrays.fill(response, 100);
    captures = new Captures(request, response, 1024);
    keepCaptures(false, "hr");
    keepCaptures(true, "hs");
    String line = fields.getOrDefault("r", "<BADREQ>");
    if (!line.equals("<BADREQ>")) {
      byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      int first = line.indexOf(' ');
      int second = line.lastIndexOf(' ');
      captures.keepLine(
          bytes, 0, first, first + 1, second - first - 1, second + 1, bytes.length - second - 1);
    }
  }

  private void keepCaptures(boolean ofResponse, String alias) {
    String text = fields.getOrDefault(alias, "");
    if (text.isEmpty()) {
      return;
    }
    String[] values = text.substring(1, text.length() - 1).split("\\|", -1);
    for (int slot = 0; slot < values.length; slot++) {
      if (!values[slot].isEmpty()) {
        byte[] bytes = values[slot].getBytes(StandardCharsets.ISO_8859_1);
        captures.keep(ofResponse, slot, bytes, 0, bytes.length);
      }
    }
  }

  private long number(String alias) {
    return Long.parseLong(fields.get(alias));
  }

  private ByteSlice cookie(String alias) {
    String value = fields.get(alias);
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    return value.equals("-") ? null : new ByteSlice().set(bytes, 0, bytes.length);
  }

  private Address address(String ip, String port) {
    return fields.get(ip).equals("-")
        ? null
        : Address.parse(fields.get(ip)).withPort((int) number(port));
  }

  @Override
  public LogContext logContext() {
    return context;
  }

  @Override
  public Place place() {
    return Place.values()[0];
  }

  @Override
  public Sample sample() {
    return sample;
  }

  @Override
  public long wallClockMicros() {
    return acceptMicros();
  }

  @Override
  public long acceptMicros() {
    return LocalDateTime.parse(fields.get("t"), DATE)
            .atZone(ZoneId.systemDefault())
            .toInstant()
            .toEpochMilli()
        * 1000;
  }

  @Override
  public Captures captures() {
    return captures;
  }

  @Override
  public ByteSlice uniqueId() {
    return cookie("ID");
  }

  @Override
  public Address source() {
    return address("ci", "cp");
  }

  @Override
  public Address destination() {
    return address("fi", "fp");
  }

  @Override
  public Address serverConnectionSource() {
    return address("bi", "bp");
  }

  @Override
  public Address serverConnectionDestination() {
    return address("si", "sp");
  }

  @Override
  public String frontendName() {
    return fields.get("f");
  }

  @Override
  public String backendName() {
    return fields.get("b");
  }

  @Override
  public String target() {
    return fields.get("s");
  }

  @Override
  public int status() {
    return (int) number("ST");
  }

  @Override
  public long handshakeMillis() {
    return number("Th");
  }

  @Override
  public long idleMillis() {
    return number("Ti");
  }

  @Override
  public long requestMillis() {
    return number("Tq");
  }

  @Override
  public long queueMillis() {
    return number("Tw") < 0 ? -1 : Math.max(0, requestMillis()) + number("Tw");
  }

  @Override
  public long connectMillis() {
    return number("Tc") < 0 ? -1 : queueMillis() + number("Tc");
  }

  @Override
  public long dataMillis() {
    return number("Tr") < 0 ? -1 : connectMillis() + number("Tr");
  }

  @Override
  public long closeMillis() {
    return number("Tt");
  }

  @Override
  public boolean isHttp() {
    return true;
  }

  @Override
  public long bytesRead() {
    return number("B");
  }

  @Override
  public long bytesUploaded() {
    return number("U");
  }

  @Override
  public char terminationCause() {
    return fields.get("tsc").charAt(0);
  }

  @Override
  public char terminationPhase() {
    return fields.get("tsc").charAt(1);
  }

  @Override
  public char cookieState() {
    return fields.get("tsc").charAt(2);
  }

  @Override
  public char cookieAction() {
    return fields.get("tsc").charAt(3);
  }

  @Override
  public int processConnections() {
    return (int) number("ac");
  }

  @Override
  public int frontendConnections() {
    return (int) number("fc");
  }

  @Override
  public int backendConnections() {
    return (int) number("bc");
  }

  @Override
  public int serverConnections() {
    return (int) number("sc");
  }

  @Override
  public int retries() {
    String retries = fields.get("rc");
    return Integer.parseInt(isRedispatched() ? retries.substring(1) : retries);
  }

  @Override
  public boolean isRedispatched() {
    return fields.get("rc").startsWith("+");
  }

  @Override
  public int serverQueue() {
    return (int) number("sq");
  }

  @Override
  public int backendQueue() {
    return (int) number("bq");
  }

  @Override
  public String listenerName() {
    return "1";
  }

  @Override
  public long lineNumber() {
    return number("lc");
  }

  @Override
  public long requestNumber() {
    return number("rt");
  }

  @Override
  public ByteSlice requestCookie() {
    return cookie("CC");
  }

  @Override
  public ByteSlice responseCookie() {
    return cookie("CS");
  }
}
