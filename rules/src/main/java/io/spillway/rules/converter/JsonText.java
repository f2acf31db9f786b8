package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.List;

/** {@code json}: the escapes that a string needs inside a JSON string (RFC 8259 section 7). */
public final class JsonText {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(Converter.of("json", STRING, STRING, "[string]", JsonText::escape));

  private JsonText() {}

  private static Conversion escape(CallArguments arguments) {
    String code = arguments.has(0) ? arguments.text(0) : "ascii";
    if (!List.of("ascii", "utf8", "utf8s", "utf8p", "utf8ps").contains(code)) {
      throw arguments.error(
          "unexpected code type '"
              + code
              + "' (expected: 'ascii', 'utf8', 'utf8s', 'utf8p' or 'utf8ps')");
    }
    if (code.equals("ascii")) {
      return (evaluation, sample) -> ascii(sample);
    }
    boolean skips = code.endsWith("s");
    boolean takesOverlong = code.startsWith("utf8p");
    return (evaluation, sample) -> utf8(sample, skips, takesOverlong);
  }

  private static boolean ascii(Sample sample) {
    ByteBuilder out = sample.scratch();
    for (int i = 0; i < sample.length(); i++) {
      append(sample.at(i), out);
    }
    return sample.bytes(STRING, out);
  }

  private static boolean utf8(Sample sample, boolean skips, boolean takesOverlong) {
    ByteBuilder out = sample.scratch();
    int i = 0;
    while (i < sample.length()) {
      int length = sequenceLength(sample, i, takesOverlong);
      if (length == 0) {
        if (!skips) {
          return false;
        }
        i++;
      } else {
        append(codePoint(sample, i, length), out);
        i += length;
      }
    }
    return sample.bytes(STRING, out);
  }

  /** The length of the UTF-8 sequence of up to 16 bits at {@code at}, or 0 where there is none. */
  private static int sequenceLength(Sample sample, int at, boolean takesOverlong) {
    int first = sample.at(at);
    int length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 0;
    if (length == 0 || at + length > sample.length()) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((sample.at(at + i) & 0xc0) != 0x80) {
        return 0;
      }
    }
    int value = codePoint(sample, at, length);
    boolean overlong = length == 2 && value < 0x80 || length == 3 && value < 0x800;
    boolean surrogate = value >= 0xd800 && value < 0xe000;
    return surrogate || overlong && !takesOverlong ? 0 : length;
  }

  private static int codePoint(Sample sample, int at, int length) {
    int first = sample.at(at);
    int value = length == 1 ? first : first & 0x7f >> length;
    for (int i = 1; i < length; i++) {
      value = value << 6 | sample.at(at + i) & 0x3f;
    }
    return value;
  }

  private static void append(int c, ByteBuilder out) {
    switch (c) {
      case '"', '\\', '/' -> out.append('\\').append(c);
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      default -> {
        if (c >= ' ' && c < 127) {
          out.append(c);
        } else {
          out.append("\\u").appendHex(c >> 8, false).appendHex(c, false);
        }
      }
    }
  }
}
