package io.spillway.proxy.log;

import io.spillway.rules.Captures;
import io.spillway.rules.LogOptions;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How values of log lines are spelled. Stateless. */
final class LogText {
  /** What lines show of a request that could not be read. */
  private static final byte[] BAD_REQUEST = "<BADREQ>".getBytes(StandardCharsets.ISO_8859_1);

  /** Bytes that are written as a hash sign and two digits in captures. */
  private static final boolean[] ENCODED_IN_CAPTURE = encoded("\"#{|}");

  /** Bytes that are written so in request lines. */
  private static final boolean[] ENCODED_IN_LINE = encoded("\"#");

  private static final int HEX_WORD = 4;
  private static final int HEX_BYTE = 2;

  private LogText() {}

  private static boolean[] encoded(String printable) {
    boolean[] encoded = new boolean[256];
    for (int b = 0; b < encoded.length; b++) {
      encoded[b] = b < ' ' || b >= 127 || printable.indexOf(b) >= 0;
    }
    return encoded;
  }

  static void quote(LogOptions options, ByteBuilder out) {
    if (options.quote()) {
      out.append('"');
    }
  }

  static void text(@Nullable String text, LogOptions options, ByteBuilder out) {
    options.append(out, text == null ? "" : text);
  }

  static void text(@Nullable ByteSlice text, LogOptions options, ByteBuilder out) {
    if (text == null) {
      options.appendMissing(out);
    } else {
      options.append(out, text.array(), text.offset(), text.length());
    }
  }

  static void number(long value, LogOptions options, ByteBuilder out) {
    number(value, HEX_WORD, options, out);
  }

  private static void number(long value, int hexDigits, LogOptions options, ByteBuilder out) {
    if (!options.hex()) {
      out.appendDecimal(value);
      return;
    }
    int significant = (Long.SIZE + 3 - Long.numberOfLeadingZeros(value)) / 4;
    for (int digit = Math.max(hexDigits, significant) - 1; digit >= 0; digit--) {
      out.append("0123456789ABCDEF".charAt((int) (value >>> 4 * digit) & 15));
    }
  }

  static void milliseconds(long micros, LogOptions options, ByteBuilder out) {
    long millis = Math.floorMod(micros, 1_000_000L) / 1000;
    if (options.hex()) {
      number(millis, HEX_BYTE, options, out);
    } else {
      out.appendPadded(millis, 3);
    }
  }

  static void address(@Nullable Address address, LogOptions options, ByteBuilder out) {
    if (address == null) {
      options.appendMissing(out);
      return;
    }
    if (options.hex()) {
      if (!address.isIpv4()) {
        hexBytes(address.high(), Long.BYTES, out);
      }
      hexBytes(address.low(), address.isIpv4() ? Integer.BYTES : Long.BYTES, out);
      return;
    }
    quote(options, out);
    if (address.isIpv4()) {
      AddressText.appendIpv4(out, (int) address.low());
    } else {
      AddressText.appendIpv6(out, address.high(), address.low());
    }
    quote(options, out);
  }

  private static void hexBytes(long value, int count, ByteBuilder out) {
    for (int shift = Byte.SIZE * (count - 1); shift >= 0; shift -= Byte.SIZE) {
      out.appendHex((int) (value >>> shift) & 0xff, true);
    }
  }

  static void port(@Nullable Address address, LogOptions options, ByteBuilder out) {
    if (address == null) {
      options.appendMissing(out);
    } else {
      number(address.port(), options, out);
    }
  }

  private static void encode(
      ByteBuilder out, ByteSlice text, boolean[] encoded, LogOptions options) {
    byte[] bytes = text.array();
    int end = text.offset() + text.length();
    int plain = text.offset();
    for (int i = plain; i < end; i++) {
      byte b = bytes[i];
      boolean hash = encoded[b & 0xff];
      if (hash || (options.escape() && (b == '\\' || b == ']'))) {
        out.append(bytes, plain, i - plain);
        plain = i + 1;
        if (hash) {
          out.append('#').appendHex(b & 0xff, true);
        } else {
          out.append('\\').append(b);
        }
      }
    }
    out.append(bytes, plain, end - plain);
  }

  /** A part of the request line, or what stands for a line that could not be read. */
  static void linePart(LogRecord record, LinePart part, LogOptions options, ByteBuilder out) {
    quote(options, out);
    Captures captures = record.captures();
    ByteSlice slice = record.logContext().slice();
    if (captures == null || captures.method(slice) == null) {
      out.append(BAD_REQUEST);
    } else if (part.find(captures, slice)) {
      encode(out, slice, ENCODED_IN_LINE, options);
    }
    quote(options, out);
  }

  /** The request line. */
  static void requestLine(LogRecord record, LogOptions options, ByteBuilder out) {
    quote(options, out);
    Captures captures = record.captures();
    ByteSlice slice = record.logContext().slice();
    if (captures == null || captures.method(slice) == null) {
      out.append(BAD_REQUEST);
    } else {
      encode(out, slice, ENCODED_IN_LINE, options);
      captures.uri(slice);
      encode(out.append(' '), slice, ENCODED_IN_LINE, options);
      captures.version(slice);
      encode(out.append(' '), slice, ENCODED_IN_LINE, options);
    }
    quote(options, out);
  }

  /** Captured headers: <code>{first|second}</code>; nothing without any. */
  static void captures(LogRecord record, boolean ofResponse, LogOptions options, ByteBuilder out) {
    Captures captures = presentCaptures(record, ofResponse);
    if (captures == null) {
      return;
    }
    ByteSlice slice = record.logContext().slice();
    int slots = ofResponse ? captures.responseSlots() : captures.requestSlots();
    quote(options, out);
    for (int slot = 0; slot < slots; slot++) {
      out.append(slot == 0 ? '{' : '|');
      if (captures.get(ofResponse, slot, slice) != null) {
        encode(out, slice, ENCODED_IN_CAPTURE, options);
      }
    }
    out.append('}');
    quote(options, out);
  }

  /** Captured headers, each a field of its own. */
  static void captureList(
      LogRecord record, boolean ofResponse, LogOptions options, ByteBuilder out) {
    Captures captures = presentCaptures(record, ofResponse);
    if (captures == null) {
      return;
    }
    ByteSlice slice = record.logContext().slice();
    int slots = ofResponse ? captures.responseSlots() : captures.requestSlots();
    for (int slot = 0; slot < slots; slot++) {
      if (slot > 0) {
        out.append(' ');
      }
      quote(options, out);
      if (captures.get(ofResponse, slot, slice) != null) {
        encode(out, slice, ENCODED_IN_CAPTURE, options);
      } else if (!options.quote()) {
        out.append('-');
      }
      quote(options, out);
    }
  }

  private static @Nullable Captures presentCaptures(LogRecord record, boolean ofResponse) {
    Captures captures = record.captures();
    if (captures == null
        || (ofResponse ? captures.responseSlots() : captures.requestSlots()) == 0
        || captures.method(record.logContext().slice()) == null) {
      return null;
    }
    return captures;
  }
}
