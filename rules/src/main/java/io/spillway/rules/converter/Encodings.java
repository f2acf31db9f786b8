package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.Base64;
import java.util.List;

/** Converters between bytes and their notations: base 64, hexadecimal, URL encoding and such. */
public final class Encodings {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("base64", BINARY, STRING, s -> encode(Base64.getEncoder(), s)),
          Converter.of(
              "ub64enc", BINARY, STRING, s -> encode(Base64.getUrlEncoder().withoutPadding(), s)),
          Converter.of("b64dec", STRING, BINARY, s -> decode(s, false)),
          Converter.of("ub64dec", STRING, BINARY, s -> decode(s, true)),
          Converter.of("hex", BINARY, STRING, Encodings::hex),
          Converter.of("base2", BINARY, STRING, Encodings::binaryDigits),
          Converter.of("hex2i", STRING, INTEGER, Encodings::hexToInteger),
          Converter.of("htonl", INTEGER, BINARY, Encodings::networkOrder),
          Converter.of("be2dec", BINARY, STRING, "string[,integer,integer]", a -> chunks(a, true)),
          Converter.of("le2dec", BINARY, STRING, "string[,integer,integer]", a -> chunks(a, false)),
          Converter.of("be2hex", BINARY, STRING, "string[,integer,integer]", Encodings::hexChunks),
          Converter.of("url_dec", STRING, STRING, "[integer]", Encodings::urlDecoder),
          Converter.of("url_enc", STRING, STRING, "[string]", Encodings::urlEncoder));

  private Encodings() {}

  private static boolean binaryDigits(Sample sample) {
    ByteBuilder out = sample.scratch();
    for (int i = 0; i < sample.length(); i++) {
      for (int bit = 7; bit >= 0; bit--) {
        out.append('0' + (sample.at(i) >> bit & 1));
      }
    }
    return !out.overflowed() && sample.bytes(STRING, out);
  }

  private static boolean encode(Base64.Encoder encoder, Sample sample) {
    ByteBuilder out = sample.scratch();
    out.append(encoder.encode(sample.toByteArray()));
    return sample.bytes(STRING, out);
  }

  private static boolean decode(Sample sample, boolean url) {
    ByteBuilder out = sample.scratch();
    byte[] text = sample.toByteArray();
    try {
      if (!url && text.length % 4 != 0) {
        return false;
      }
      out.append((url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return sample.bytes(BINARY, out);
  }

  private static boolean hex(Sample sample) {
    ByteBuilder out = sample.scratch();
    for (int i = 0; i < sample.length(); i++) {
      out.appendHex(sample.at(i), true);
    }
    return sample.bytes(STRING, out);
  }

  private static boolean hexToInteger(Sample sample) {
    long value = 0;
    for (int i = 0; i < sample.length(); i++) {
      int digit = Character.digit(sample.at(i), 16);
      if (digit < 0) {
        return false;
      }
      value = value << 4 | digit;
    }
    return sample.integer(value);
  }

  private static boolean networkOrder(Sample sample) {
    long value = sample.number();
    ByteBuilder out = sample.scratch();
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.append((int) (value >> shift));
    }
    return sample.bytes(BINARY, out);
  }

  private static Conversion chunks(CallArguments arguments, boolean bigEndian) {
    byte[] separator = arguments.bytes(0);
    int size = (int) arguments.integer(1, 2);
    boolean truncate = arguments.integer(2, 0) != 0;
    if (size < 1 || size > 8) {
      throw arguments.error("chunk_size value must be between 1 and 8");
    }
    return (evaluation, sample) -> {
      ByteBuilder out = sample.scratch();
      int count = sample.length();
      for (int at = 0; at < count; at += size) {
        int bytes = Math.min(size, count - at);
        if (bytes < size && truncate) {
          break;
        }
        if (at > 0) {
          out.append(separator);
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
          value = value << 8 | sample.at(bigEndian ? at + i : at + bytes - 1 - i);
        }
        out.append(Long.toUnsignedString(value));
      }
      return sample.bytes(STRING, out);
    };
  }

  private static Conversion hexChunks(CallArguments arguments) {
    byte[] separator = arguments.bytes(0);
    int size = (int) arguments.integer(1, 1);
    boolean truncate = arguments.integer(2, 0) != 0;
    if (size < 1 || size > 16 && separator.length > 0) {
      throw arguments.error("chunk_size value must be at least 1");
    }
    return (evaluation, sample) -> {
      ByteBuilder out = sample.scratch();
      int count = truncate ? sample.length() / size * size : sample.length();
      for (int i = 0; i < count; i++) {
        if (i > 0 && i % size == 0) {
          out.append(separator);
        }
        out.appendHex(sample.at(i), true);
      }
      return sample.bytes(STRING, out);
    };
  }

  private static Conversion urlDecoder(CallArguments arguments) {
    boolean isForm = arguments.integer(0, 0) != 0;
    return (evaluation, sample) -> {
      ByteBuilder out = sample.scratch();
      return urlDecode(sample, isForm, out) && sample.bytes(STRING, out);
    };
  }

  /**
   * Appends the decoded value; a plus is a blank after a question mark, or everywhere in a form.
   */
  private static boolean urlDecode(Sample sample, boolean isForm, ByteBuilder out) {
    boolean inQuery = isForm;
    int length = sample.length();
    for (int i = 0; i < length; i++) {
      int c = sample.at(i);
      if (c == '+' && inQuery) {
        out.append(' ');
      } else if (c == '%') {
        if (i + 2 >= length) {
          return false;
        }
        int high = Character.digit(sample.at(i + 1), 16);
        int low = Character.digit(sample.at(i + 2), 16);
        if (high < 0 || low < 0) {
          return false;
        }
        out.append(high << 4 | low);
        i += 2;
      } else {
        inQuery |= c == '?';
        out.append(c);
      }
    }
    return true;
  }

  private static Conversion urlEncoder(CallArguments arguments) {
    if (arguments.has(0) && !arguments.text(0).equals("query")) {
      throw arguments.error("unexpected encode type '" + arguments.text(0) + "' (expected: query)");
    }
    return (evaluation, sample) -> {
      ByteBuilder out = sample.scratch();
      for (int i = 0; i < sample.length(); i++) {
        int c = sample.at(i);
        if (c >= 'a' && c <= 'z'
            || c >= 'A' && c <= 'Z'
            || c >= '0' && c <= '9'
            || "-._~".indexOf(c) >= 0) {
          out.append(c);
        } else {
          out.append('%').appendHex(c, true);
        }
      }
      return sample.bytes(STRING, out);
    };
  }
}
