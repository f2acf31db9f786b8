package io.spillway.http;

import io.netty.buffer.ByteBuf;

/**
 * A message's head while and after it is received: parsing that goes on where it stopped, and what
 * the head says of the message and its connection. One object serves a connection for its life;
 * between two messages {@link #reset()} or {@link #rest()} makes it empty.
 *
 * <p>What parsing mends as HAProxy does (merged lengths, words of Connection that were for this
 * hop, default ports) counts as an edit: see {@link #isModified()}.
 *
 * <p>Confined to one event loop. Nothing here throws for what a peer sent.
 */
public abstract sealed class Head extends HeaderLines permits RequestHead, ResponseHead {
  static final byte[] VERSION_1_0 = Ascii.bytes("HTTP/1.0");
  static final byte[] VERSION_1_1 = Ascii.bytes("HTTP/1.1");
  static final byte[] VERSION_2_0 = Ascii.bytes("HTTP/2.0");

  private static final int FIRST_STEP = 1024;

  /** How many bytes of the message stand in {@link #bytes}, of its body too. */
  int received;

  /** Where the line that is to be parsed next starts. */
  int position;

  int headEnd;
  int minorVersion;

  /** Whether a line was taken that may not be sent as it came: folded, or ended by LF alone. */
  boolean irregular;

  final FramingHeaders framing = new FramingHeaders();

  private boolean startLineParsed;
  private boolean complete;
  private Violation violation = Violation.NONE;
  private int violationOffset;

  Head(HeadLimits limits) {
    super(limits);
    clear();
  }

  /** Makes this ready for the next message. */
  public void reset() {
    takeStorage();
    clear();
  }

  /**
   * As {@link #reset}, for a connection that waits for its next message: until that comes, others
   * use this head's memory.
   */
  public void rest() {
    reset();
    leaveStorage();
  }

  private void clear() {
    clearLines();
    received = 0;
    position = 0;
    headEnd = 0;
    minorVersion = 1;
    irregular = false;
    framing.clear();
    startLineParsed = false;
    complete = false;
    violation = Violation.NONE;
    violationOffset = 0;
  }

  /**
   * Takes what has arrived and parses as far as it goes.
   *
   * @param arrived its readable bytes are the message from its first byte on, at every call;
   *     neither its indexes nor its content are changed. After {@link ParseResult#COMPLETE} its
   *     first {@link #receivedLength()} readable bytes are the head.
   */
  public final ParseResult parse(ByteBuf arrived) {
    takeStorage();
    int available = arrived.readableBytes();
    while (received < available) {
      int step =
          Math.min(
              Math.min(available - received, Math.max(FIRST_STEP, received)),
              limits.maxBytes() - received);
      if (step <= 0) {
        break;
      }
      ensureCapacity(received + step);
      arrived.getBytes(arrived.readerIndex() + received, bytes, received, step);
      received += step;
      ParseResult result = parseReceived();
      if (result != ParseResult.NEED_MORE) {
        return result;
      }
    }
    return received >= limits.maxBytes()
        ? malformed(Violation.TOO_LARGE, received)
        : ParseResult.NEED_MORE;
  }

  private ParseResult parseReceived() {
    // Scans run without bounds checks of their own and stop at this control character.
    Ascii.putWord(bytes, received, 0);
    if (!startLineParsed) {
      int next = parseStartLine(position, received);
      if (next < 0) {
        return next == HeaderParser.NEED_MORE ? ParseResult.NEED_MORE : ParseResult.MALFORMED;
      }
      position = next;
      startLineEnd = next;
      startLineParsed = true;
    }
    int next = endsAtStartLine() ? position : HeaderParser.parse(this, position, received);
    if (next < 0) {
      return next == HeaderParser.NEED_MORE ? ParseResult.NEED_MORE : ParseResult.MALFORMED;
    }
    headEnd = next;
    used = next;
    size = position - startLineStart + 2;
    complete = true;
    if (irregular) {
      HeaderParser.makeRegular(this);
    }
    Violation found = finish();
    return found == Violation.NONE ? ParseResult.COMPLETE : malformed(found, startLineStart);
  }

  /**
   * Parses the start line.
   *
   * @return where the next line starts, or a negative value of {@link HeaderParser}
   */
  abstract int parseStartLine(int start, int end);

  /** Makes a line of its own of a start line that ended in a line feed alone. */
  abstract void makeStartLineRegular();

  /** Whether the start line was one of those that no headers follow. */
  abstract boolean endsAtStartLine();

  /** Judges the whole head once its last line is there. */
  abstract Violation finish();

  /** The offset after empty lines that stand before a message, or a negative value. */
  final int skipEmptyLines(int start, int end) {
    int p = start;
    while (bytes[p] == '\r' || bytes[p] == '\n') {
      if (bytes[p] == '\r') {
        if (p + 1 >= end) {
          return HeaderParser.NEED_MORE;
        }
        if (bytes[p + 1] != '\n') {
          return refuse(Violation.BARE_CR, p);
        }
        p++;
      }
      p++;
      position = p;
    }
    return p >= end ? HeaderParser.NEED_MORE : p;
  }

  final ParseResult malformed(Violation found, int offset) {
    violation = found;
    violationOffset = offset;
    return ParseResult.MALFORMED;
  }

  /** Notes what is wrong and gives the negative value that says so. */
  final int refuse(Violation found, int offset) {
    malformed(found, offset);
    return HeaderParser.REFUSED;
  }

  // What was received

  /** Why the head was refused, {@link Violation#NONE} unless it was. */
  public final Violation violation() {
    return violation;
  }

  /** Where in the message the offending byte is. */
  public final int violationOffset() {
    return violationOffset;
  }

  /** Whether the whole head is there. */
  public final boolean isComplete() {
    return complete;
  }

  /** How long the head is as received, empty lines before it included, in bytes. */
  public final int receivedLength() {
    return headEnd;
  }

  /** 0 for HTTP/1.0, 1 for HTTP/1.1 and what counts as it. */
  public final int minorVersion() {
    return minorVersion;
  }

  /** Whether the message, by its version and Connection headers, lets its connection live on. */
  public final boolean keepAlive() {
    return minorVersion >= 1
        ? !framing.connectionClose
        : framing.connectionKeepAlive && !framing.connectionClose;
  }

  /** The Content-Length in bytes, or -1 when there is none that counts. */
  public final long contentLength() {
    return framing.chunked ? -1 : framing.contentLength;
  }

  /** Whether the body is in chunks. */
  public final boolean chunked() {
    return framing.chunked;
  }

  /** Whether Connection names {@code close}. */
  public final boolean connectionClose() {
    return framing.connectionClose;
  }

  /** Whether Connection names {@code keep-alive}. */
  public final boolean connectionKeepAlive() {
    return framing.connectionKeepAlive;
  }

  /** Whether there is an Upgrade header that Connection names. */
  public final boolean hasUpgrade() {
    return framing.connectionUpgrade && has(HeaderName.UPGRADE);
  }

  /** Makes this the empty head of a message of our own, to which a start line is to be appended. */
  final void beginOwn() {
    clear();
    startLineParsed = true;
    complete = true;
    markModified();
    size = 2;
  }
}
