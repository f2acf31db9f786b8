package io.spillway.http;

import io.netty.buffer.ByteBuf;

/**
 * A body in chunks, with its trailers (RFC 9112 section 7.1). The bytes go on as they came, chunk
 * sizes and all, so everything that two readers could understand in two ways is refused: a line
 * that ends in LF alone, a carriage return within one, a size too large or without digits, and
 * trailers that are no header lines, go on in a second line, or speak of the body's length.
 *
 * <p>See {@link BodyFraming}.
 */
public final class ChunkedFraming implements BodyFraming {
  /** The largest chunk: HAProxy takes no larger one either. */
  private static final long MAX_SIZE = (1L << 59) - 1;

  private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
  private static final byte[] TRANSFER_ENCODING = Ascii.bytes("transfer-encoding");

  private enum State {
    FIRST_DIGIT,
    DIGITS,
    BLANKS,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    ENDED,
    MALFORMED
  }

  private final int maxLine;
  private final int maxTrailers;

  private State state = State.FIRST_DIGIT;
  private long size;
  private long payload;

  /** Bytes of the chunk's line, or of all trailers. */
  private int lineLength;

  private int trailers;
  private int nameLength;

  /** Whether the trailer's name so far is the beginning of one of the forbidden names. */
  private boolean maybeContentLength;

  private boolean maybeTransferEncoding;

  /**
   * A body under the limits of a head.
   *
   * @param limits its largest head is also the largest chunk line, and the largest trailers
   */
  public ChunkedFraming(HeadLimits limits) {
    this.maxLine = limits.maxBytes();
    this.maxTrailers = limits.maxHeaders() - 1;
  }

  /** Starts a body. */
  public void start() {
    state = State.FIRST_DIGIT;
    size = 0;
    payload = 0;
    lineLength = 0;
    trailers = 0;
  }

  @Override
  public int advance(ByteBuf arrived, int index, int length) {
    int p = index;
    int end = index + length;
    while (p < end) {
      if (state == State.DATA) {
        int taken = (int) Math.min(size, end - p);
        size -= taken;
        payload += taken;
        p += taken;
        if (size == 0) {
          state = State.DATA_CR;
        }
        continue;
      }
      if (state == State.ENDED || state == State.MALFORMED) {
        break;
      }
      state = step(arrived.getByte(p));
      if (state == State.MALFORMED) {
        break;
      }
      p++;
    }
    return p - index;
  }

  private State step(byte b) {
    if (++lineLength > maxLine) {
      return State.MALFORMED;
    }
    return switch (state) {
      case FIRST_DIGIT -> {
        lineLength = 1;
        size = Ascii.hexadecimal(b);
        yield size < 0 ? State.MALFORMED : State.DIGITS;
      }
      case DIGITS -> {
        int digit = Ascii.hexadecimal(b);
        if (digit < 0) {
          yield afterSize(b);
        }
        size = size << 4 | digit;
        yield size > MAX_SIZE ? State.MALFORMED : State.DIGITS;
      }
      case BLANKS -> afterSize(b);
      case EXTENSION -> b == '\r' ? State.SIZE_LF : isText(b) ? State.EXTENSION : State.MALFORMED;
      case SIZE_LF -> b != '\n' ? State.MALFORMED : startOfChunk();
      case DATA_CR -> b == '\r' ? State.DATA_LF : State.MALFORMED;
      case DATA_LF -> b == '\n' ? State.FIRST_DIGIT : State.MALFORMED;
      case TRAILER_START -> startOfTrailer(b);
      case TRAILER_NAME -> trailerName(b);
      case TRAILER_VALUE ->
          b == '\r' ? State.TRAILER_LF : isText(b) ? State.TRAILER_VALUE : State.MALFORMED;
      case TRAILER_LF -> b == '\n' ? State.TRAILER_START : State.MALFORMED;
      case LAST_LF -> b == '\n' ? State.ENDED : State.MALFORMED;
      case DATA, ENDED, MALFORMED -> state;
    };
  }

  private static State afterSize(byte b) {
    if (b == '\r') {
      return State.SIZE_LF;
    }
    if (b == ';') {
      return State.EXTENSION;
    }
    return Ascii.isBlank(b) ? State.BLANKS : State.MALFORMED;
  }

  private State startOfChunk() {
    lineLength = 0;
    return size == 0 ? State.TRAILER_START : State.DATA;
  }

  private State startOfTrailer(byte b) {
    if (b == '\r') {
      return State.LAST_LF;
    }
    if (++trailers > maxTrailers) {
      return State.MALFORMED;
    }
    nameLength = 0;
    maybeContentLength = true;
    maybeTransferEncoding = true;
    return b == ':' ? State.MALFORMED : trailerName(b);
  }

  private State trailerName(byte b) {
    if (b == ':') {
      boolean forbidden =
          (maybeContentLength && nameLength == CONTENT_LENGTH.length)
              || (maybeTransferEncoding && nameLength == TRANSFER_ENCODING.length);
      return forbidden ? State.MALFORMED : State.TRAILER_VALUE;
    }
    if (!Ascii.isToken(b)) {
      return State.MALFORMED;
    }
    byte lower = Ascii.lower(b);
    maybeContentLength &= nameLength < CONTENT_LENGTH.length && CONTENT_LENGTH[nameLength] == lower;
    maybeTransferEncoding &=
        nameLength < TRANSFER_ENCODING.length && TRANSFER_ENCODING[nameLength] == lower;
    nameLength++;
    return State.TRAILER_NAME;
  }

  /** Whether a byte may stand in an extension or a trailer's value. */
  private static boolean isText(byte b) {
    return b != '\n' && b != 0;
  }

  /** How many bytes of payload come next, before the framing's own bytes. */
  public long dataAhead() {
    return state == State.DATA ? size : 0;
  }

  /** Whether the next byte belongs to a trailer, or begins the empty line after them. */
  public boolean isInTrailers() {
    return switch (state) {
      case TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LF -> true;
      default -> false;
    };
  }

  @Override
  public boolean hasEnded() {
    return state == State.ENDED;
  }

  @Override
  public boolean isMalformed() {
    return state == State.MALFORMED;
  }

  @Override
  public long payload() {
    return payload;
  }
}
