package io.spillway.facility.dns;

import io.spillway.config.Diagnostics;
import io.spillway.config.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Reads master files (RFC 1035 section 5), with {@code $ORIGIN}, {@code $TTL} and {@code
 * $GENERATE}.
 */
final class ZoneFile {
  private static final String NO_NAME = "<none>:";

  /**
   * A record and where it ends.
   *
   * @param record the record
   * @param position the line that it ends on
   */
  record PlacedRecord(Record record, SourcePosition position) {}

  private ZoneFile() {}

  /**
   * Reads a file's records; where one cannot be read, says so and ends.
   *
   * @param file what messages call the file
   * @param firstLine the number of the first line
   */
  static List<PlacedRecord> read(
      String file, int firstLine, byte[] content, Name origin, Diagnostics diagnostics) {
    List<PlacedRecord> records = new ArrayList<>();
    LineStream lines = new LineStream(content);
    try (Master master = new Master(lines, origin)) {
      master.disableIncludes(true);
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        records.add(new PlacedRecord(record, position(file, firstLine, lines)));
      }
    } catch (IOException | RuntimeException e) {
      // The library reports some malformed data by exceptions of the language.
      diagnostics.alert(
          position(file, firstLine, lines),
          "the record cannot be read: " + reason(e) + " (expected: a record of a master file).");
    }
    return records;
  }

  private static SourcePosition position(String file, int firstLine, LineStream lines) {
    return new SourcePosition(file, firstLine + Math.max(0, lines.taken - 1), 1);
  }

  /** The library's message without its own idea of the position. */
  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf(NO_NAME);
    if (start < 0) {
      return message;
    }
    int end = message.indexOf(": ", start + NO_NAME.length());
    return end < 0 ? message : message.substring(end + 2);
  }

  /**
   * Gives one line at a time, however much is asked for, so that it knows the line that the reader
   * has come to.
   */
  private static final class LineStream extends ByteArrayInputStream {
    private int taken;

    LineStream(byte[] content) {
      super(content);
    }

    @Override
    public synchronized int read(byte[] to, int offset, int length) {
      if (pos >= count) {
        return -1;
      }
      int end = pos;
      while (end < count && buf[end] != '\n') {
        end++;
      }
      int line = Math.min(length, Math.min(count, end + 1) - pos);
      int before = pos;
      int read = super.read(to, offset, line);
      if (before == 0 || buf[before - 1] == '\n') {
        taken++;
      }
      return read;
    }

    @Override
    public synchronized int available() {
      return 0;
    }
  }
}
