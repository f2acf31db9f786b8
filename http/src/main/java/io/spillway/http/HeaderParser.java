package io.spillway.http;

/**
 * Reads header lines into a head's table. Stateless: a line that is not whole yet is read again
 * from its start when more has come. A line is taken only once the byte after it is there, because
 * that byte tells whether the line goes on (RFC 9112 section 5.2).
 */
final class HeaderParser {
  /** The bytes end before the line does. */
  static final int NEED_MORE = -1;

  /** The line is refused, and the head says why. */
  static final int REFUSED = -2;

  private static final long TE = Ascii.word("te");
  private static final long HOST = Ascii.word("host");
  private static final long EXPECT = Ascii.word("expect");
  private static final long COOKIE = Ascii.word("cookie");
  private static final long UPGRADE = Ascii.word("upgrade");
  private static final long CONNECTI = Ascii.word("connecti");
  private static final long NNECTION = Ascii.word("nnection");
  private static final long KEEP_ALI = Ascii.word("keep-ali");
  private static final long EP_ALIVE = Ascii.word("ep-alive");
  private static final long CONTENT_ = Ascii.word("content-");
  private static final long T_LENGTH = Ascii.word("t-length");
  private static final long TRANSFER = Ascii.word("transfer");
  private static final long ENCODING = Ascii.word("encoding");
  private static final long PROXY_CO = Ascii.word("proxy-co");
  private static final long X_FORWAR = Ascii.word("x-forwar");
  private static final long RDED_FOR = Ascii.word("rded-for");

  private HeaderParser() {}

  /**
   * Reads lines to the empty one.
   *
   * @return the offset after the empty line, or {@link #NEED_MORE} or {@link #REFUSED}
   */
  static int parse(Head head, int start, int end) {
    byte[] bytes = head.bytes;
    int line = start;
    while (true) {
      if (line >= end) {
        return NEED_MORE;
      }
      byte first = bytes[line];
      if (first == '\r') {
        if (line + 1 >= end) {
          return NEED_MORE;
        }
        return bytes[line + 1] == '\n' ? line + 2 : head.refuse(Violation.BARE_CR, line);
      }
      if (first == '\n') {
        head.irregular = true;
        return line + 1;
      }
      int next = parseLine(head, bytes, line, end);
      if (next < 0) {
        return next;
      }
      line = next;
      head.position = next;
    }
  }

  private static int parseLine(Head head, byte[] bytes, int line, int end) {
    int p = line;
    while (true) {
      long other = Ascii.notLetterOrHyphen(Ascii.word(bytes, p));
      if (other == 0) {
        p += 8;
        continue;
      }
      p += Ascii.first(other);
      byte c = bytes[p];
      if (c == ':') {
        break;
      }
      if (!Ascii.isToken(c)) {
        if (p >= end) {
          return NEED_MORE;
        }
        if (!head.limits.relaxed() || c == '\r' || c == '\n') {
          return head.refuse(p == line && Ascii.isBlank(c) ? Violation.FOLDING : Violation.NAME, p);
        }
      }
      p++;
    }
    if (p >= end) {
      return NEED_MORE;
    }
    int nameEnd = p;
    if (nameEnd == line) {
      return head.refuse(Violation.EMPTY_NAME, p);
    }
    do {
      p++;
    } while (Ascii.isBlank(bytes[p]));
    int valueStart = p;
    int valueEnd;
    while (true) {
      p = endOfValue(bytes, p);
      byte c = bytes[p];
      if (p >= end) {
        return NEED_MORE;
      }
      valueEnd = p;
      if (c == '\r') {
        p++;
        if (p >= end) {
          return NEED_MORE;
        }
        if (bytes[p] != '\n') {
          return head.refuse(Violation.BARE_CR, p - 1);
        }
      } else if (c == '\n') {
        head.irregular = true;
      } else {
        if (c == 0 && !head.limits.relaxed()) {
          return head.refuse(Violation.VALUE, p);
        }
        p++;
        continue;
      }
      p++;
      if (p >= end) {
        return NEED_MORE;
      }
      if (!Ascii.isBlank(bytes[p])) {
        break;
      }
      // The line goes on: what folds it becomes blanks, so that the value is one range.
      head.irregular = true;
      for (int i = valueEnd; i < p; i++) {
        bytes[i] = ' ';
      }
    }
    while (valueEnd > valueStart && Ascii.isBlank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    while (valueStart < valueEnd && Ascii.isBlank(bytes[valueStart])) {
      // Only where the value began after a fold.
      valueStart++;
    }
    // One of the configured number is the end of the headers.
    if (head.count + 1 >= head.limits.maxHeaders()) {
      return head.refuse(Violation.TOO_MANY_HEADERS, line);
    }
    head.addParsed(line, nameEnd, valueStart, valueEnd, p);
    int id = recognise(head, head.count - 1);
    if (id != HeaderName.NOT_RECOGNISED) {
      Violation violation = head.framing.take(head, id, head.count - 1);
      if (violation != Violation.NONE) {
        return head.refuse(violation, valueStart);
      }
    }
    return p;
  }

  /** The offset of the next control character other than a tab. */
  static int endOfValue(byte[] bytes, int start) {
    int p = start;
    while (true) {
      long controls = Ascii.controls(Ascii.word(bytes, p));
      if (controls == 0) {
        p += 8;
        continue;
      }
      p += Ascii.first(controls);
      if (bytes[p] != '\t') {
        return p;
      }
      p++;
    }
  }

  /** The id of a header's name. */
  static int recognise(HeaderLines head, int index) {
    int row = index * Head.STRIDE;
    int start = head.table[row + Head.NAME_START];
    int end = head.table[row + Head.NAME_END];
    long prefix = head.prefixes[index];
    return switch (end - start) {
      case 2 -> prefix == TE ? HeaderName.TE_ID : HeaderName.NOT_RECOGNISED;
      case 4 -> prefix == HOST ? HeaderName.HOST_ID : HeaderName.NOT_RECOGNISED;
      case 6 ->
          prefix == COOKIE
              ? HeaderName.COOKIE_ID
              : prefix == EXPECT ? HeaderName.EXPECT_ID : HeaderName.NOT_RECOGNISED;
      case 7 -> prefix == UPGRADE ? HeaderName.UPGRADE_ID : HeaderName.NOT_RECOGNISED;
      case 10 ->
          prefix == CONNECTI && suffix(head, end) == NNECTION
              ? HeaderName.CONNECTION_ID
              : prefix == KEEP_ALI && suffix(head, end) == EP_ALIVE
                  ? HeaderName.KEEP_ALIVE_ID
                  : HeaderName.NOT_RECOGNISED;
      case 14 ->
          prefix == CONTENT_ && suffix(head, end) == T_LENGTH
              ? HeaderName.CONTENT_LENGTH_ID
              : HeaderName.NOT_RECOGNISED;
      case 15 ->
          prefix == X_FORWAR && suffix(head, end) == RDED_FOR
              ? HeaderName.X_FORWARDED_FOR_ID
              : HeaderName.NOT_RECOGNISED;
      case 16 ->
          prefix == PROXY_CO && suffix(head, end) == NNECTION
              ? HeaderName.PROXY_CONNECTION_ID
              : HeaderName.NOT_RECOGNISED;
      case 17 ->
          prefix == TRANSFER && suffix(head, end) == ENCODING && head.bytes[start + 8] == '-'
              ? HeaderName.TRANSFER_ENCODING_ID
              : HeaderName.NOT_RECOGNISED;
      default -> HeaderName.NOT_RECOGNISED;
    };
  }

  private static long suffix(HeaderLines head, int end) {
    return Ascii.lowerWord(Ascii.word(head.bytes, end - 8));
  }

  /** Makes lines of their own of those that may not be sent on as they came. */
  static void makeRegular(Head head) {
    head.markModified();
    for (int i = 0; i < head.count; i++) {
      int row = i * Head.STRIDE;
      int lineEnd = head.table[row + Head.LINE_END];

      if (head.bytes[lineEnd - 2] != '\r') {
        head.setValue(i, head.bytes, head.valueStart(i), head.valueEnd(i));
      }
    }
    head.makeStartLineRegular();
  }
}
