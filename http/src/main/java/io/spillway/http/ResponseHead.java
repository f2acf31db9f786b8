package io.spillway.http;

/** A response's head. See {@link Head} for ownership. */
public final class ResponseHead extends Head {
  private static final long HTTP_1_1 = Ascii.word("HTTP/1.1");
  private static final long HTTP_1_0 = Ascii.word("HTTP/1.0");

  private int status;
  private int statusStart;
  private int versionStart;
  private int reasonStart;
  private int reasonEnd;

  /** An empty head, to be used for a connection's life. */
  public ResponseHead(HeadLimits limits) {
    super(limits);
  }

  /** An empty head with the limits that hold where the configuration says nothing. */
  public ResponseHead() {
    this(HeadLimits.DEFAULT);
  }

  @Override
  public void reset() {
    super.reset();
    status = 0;
  }

  @Override
  int parseStartLine(int start, int end) {
    byte[] bytes = this.bytes;
    startLineStart = start;
    versionStart = start;
    int p = start;
    long version = Ascii.word(bytes, p);
    if (version == HTTP_1_1 || version == HTTP_1_0) {
      minorVersion = version == HTTP_1_1 ? 1 : 0;
      p += 8;
    } else {
      while (bytes[p] > ' ' && bytes[p] < 127) {
        p++;
      }
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      if (p - versionStart != 8
          || Ascii.halfWord(bytes, versionStart) != (int) HTTP_1_1
          || bytes[versionStart + 4] != '/'
          || !Ascii.isDigit(bytes[versionStart + 5])
          || bytes[versionStart + 6] != '.'
          || !Ascii.isDigit(bytes[versionStart + 7])) {
        return refuse(Violation.VERSION, versionStart);
      }
      int major = bytes[versionStart + 5] - '0';
      minorVersion = major > 1 || (major == 1 && bytes[versionStart + 7] > '0') ? 1 : 0;
    }
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    if (!Ascii.isBlank(bytes[p])) {
      return refuse(Violation.VERSION, p);
    }
    while (Ascii.isBlank(bytes[p])) {
      p++;
    }
    statusStart = p;
    while (Ascii.isDigit(bytes[p])) {
      p++;
    }
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    byte after = bytes[p];
    if (p - statusStart != 3 || !(Ascii.isBlank(after) || after == '\r' || after == '\n')) {
      return refuse(Violation.STATUS, p);
    }
    status = (bytes[p - 3] - '0') * 100 + (bytes[p - 2] - '0') * 10 + bytes[p - 1] - '0';
    if (status < 100) {
      return refuse(Violation.STATUS, statusStart);
    }
    while (Ascii.isBlank(bytes[p])) {
      p++;
    }
    reasonStart = p;
    while (bytes[p] >= ' ' || bytes[p] < 0 || bytes[p] == '\t') {
      p++;
    }
    if (p >= end) {
      return HeaderParser.NEED_MORE;
    }
    reasonEnd = p;
    if (bytes[p] == '\r') {
      p++;
      if (p >= end) {
        return HeaderParser.NEED_MORE;
      }
      return bytes[p] == '\n' ? p + 1 : refuse(Violation.BARE_CR, p - 1);
    }
    if (bytes[p] == '\n') {
      irregular = true;
      return p + 1;
    }
    return refuse(Violation.REASON, p);
  }

  @Override
  void makeStartLineRegular() {
    if (bytes[startLineEnd - 2] != '\r') {
      rebuild(bytes, statusStart, statusStart + 3, bytes, reasonStart, reasonEnd);
    }
  }

  @Override
  boolean finish() {
    if (framing.chunked && framing.contentLength >= 0) {
      removeAll(HeaderName.CONTENT_LENGTH);
      framing.contentLength = -1;
    }
    return true;
  }

  /** The status, 100 to 999. */
  public int status() {
    return status;
  }

  /** Where the status starts; it is three bytes long. */
  public int statusStart() {
    return statusStart;
  }

  /** Where the reason starts. */
  public int reasonStart() {
    return reasonStart;
  }

  /** Where the reason ends. */
  public int reasonEnd() {
    return reasonEnd;
  }

  /** Where the version starts; it is eight bytes long. */
  public int versionStart() {
    return versionStart;
  }

  /** Whether this is an interim response other than 101, which another one follows. */
  public boolean isInterim() {
    return status < 200 && status != 101;
  }

  /**
   * How the end of the body is told.
   *
   * @param request the method that this answers
   */
  public Framing bodyFraming(Method request) {
    if (status == 101 || (request == Method.CONNECT && status >= 200 && status < 300)) {
      return Framing.TUNNEL;
    }
    if (request == Method.HEAD || status < 200 || status == 204 || status == 304) {
      return Framing.NONE;
    }
    if (framing.chunked) {
      return Framing.CHUNKED;
    }
    if (framing.transferEncoding || framing.contentLength < 0) {
      return Framing.UNTIL_CLOSE;
    }
    return framing.contentLength > 0 ? Framing.LENGTH : Framing.NONE;
  }

  /**
   * Replaces the status and the reason.
   *
   * @param newStatus 100 to 999
   * @return whether there was room for it
   */
  public boolean setStatus(int newStatus, byte[] reason, int start, int end) {
    byte[] digits = {
      (byte) ('0' + newStatus / 100),
      (byte) ('0' + newStatus / 10 % 10),
      (byte) ('0' + newStatus % 10)
    };
    if (!rebuild(digits, 0, 3, reason, start, end)) {
      return false;
    }
    status = newStatus;
    return true;
  }

  private boolean rebuild(
      byte[] digits, int digitsFrom, int digitsTo, byte[] reason, int reasonFrom, int reasonTo) {
    byte[] version = minorVersion == 0 ? VERSION_1_0 : VERSION_1_1;
    int start =
        appendStartLine(
            version, 0, version.length, digits, digitsFrom, digitsTo, reason, reasonFrom, reasonTo);
    if (start < 0) {
      return false;
    }
    versionStart = start;
    statusStart = start + version.length + 1;
    reasonStart = statusStart + 4;
    reasonEnd = reasonStart + reasonTo - reasonFrom;
    return true;
  }

  /**
   * Makes this a response of our own, or one that came in another version of HTTP; headers are to
   * be added. Whether there was room for it.
   */
  public boolean begin(int newStatus, byte[] reason) {
    beginOwn();
    return setStatus(newStatus, reason, 0, reason.length);
  }
}
