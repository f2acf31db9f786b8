package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.Sample;
import java.util.List;
import java.util.Locale;

/** Messages of FIX, Financial Information eXchange: {@code tag=value} and a byte 1 after each. */
public final class FixMessages {
  private static final int END = 1;
  private static final int BEGIN_STRING = 8;
  private static final int BODY_LENGTH = 9;
  private static final int MESSAGE_TYPE = 35;
  private static final int CHECK_SUM = 10;

  /** {@code 10=nnn} and the byte after it. */
  private static final int TRAILER_BYTES = 7;

  private static final List<String> VERSIONS =
      List.of("FIX.4.0", "FIX.4.1", "FIX.4.2", "FIX.4.3", "FIX.4.4", "FIXT.1.1");

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("fix_is_valid", BINARY, BOOLEAN, FixMessages::isValid),
          Converter.of("fix_tag_value", BINARY, BINARY, "string", FixMessages::tagValue));

  private FixMessages() {}

  private static int tag(CallArguments arguments) {
    return switch (arguments.text(0).toLowerCase(Locale.ROOT)) {
      case "beginstring" -> BEGIN_STRING;
      case "bodylength" -> BODY_LENGTH;
      case "checksum" -> CHECK_SUM;
      case "msgtype" -> MESSAGE_TYPE;
      case "sendercompid" -> 49;
      case "targetcompid" -> 56;
      default -> {
        String text = arguments.text(0);
        if (!text.matches("[1-9][0-9]{0,8}")) {
          throw arguments.error("unknown FIX tag name '" + text + "'");
        }
        yield Integer.parseInt(text);
      }
    };
  }

  private static Conversion tagValue(CallArguments arguments) {
    int wanted = tag(arguments);
    return (evaluation, sample) -> {
      int at = 0;
      while (at < sample.length()) {
        int end = endOfField(sample, at);
        int equals = find(sample, at, end, '=');
        if (end >= sample.length() || equals >= end) {
          sample.markMayChange();
          return false;
        }
        if (number(sample, at, equals) == wanted) {
          return sample.slice(equals + 1, end - equals - 1);
        }
        at = end + 1;
      }
      return false;
    };
  }

  private static boolean isValid(Sample sample) {
    if (check(sample)) {
      return sample.bool(true);
    }
    if (isCutOff(sample)) {
      sample.markMayChange();
      return false;
    }
    return sample.bool(false);
  }

  /** Whether a field without an end says that more is to come. */
  private static boolean isCutOff(Sample sample) {
    int at = 0;
    for (int field = 0; field < 3; field++) {
      at = endOfField(sample, at) + 1;
      if (at > sample.length()) {
        return true;
      }
    }
    return sample.at(sample.length() - 1) != END;
  }

  private static boolean check(Sample sample) {
    int version = valueOf(sample, BEGIN_STRING, 0);
    if (version < 0 || !VERSIONS.contains(text(sample, version))) {
      return false;
    }
    int second = endOfField(sample, 0) + 1;
    int length = valueOf(sample, BODY_LENGTH, second);
    if (length < 0) {
      return false;
    }
    long told = number(sample, length, endOfField(sample, second));
    int body = endOfField(sample, second) + 1;
    if (told < 0
        || body + told + TRAILER_BYTES > sample.length()
        || valueOf(sample, MESSAGE_TYPE, body) < 0) {
      return false;
    }
    int trailer = body + (int) told;
    int sum = valueOf(sample, CHECK_SUM, trailer);
    if (sum < 0 || endOfField(sample, trailer) != trailer + TRAILER_BYTES - 1) {
      return false;
    }
    int expected = 0;
    for (int i = 0; i < trailer; i++) {
      expected += sample.at(i);
    }
    return number(sample, sum, trailer + TRAILER_BYTES - 1) == (expected & 0xff);
  }

  /** Where the value of the field at {@code at} begins, or -1 where its tag is another one. */
  private static int valueOf(Sample sample, int tag, int at) {
    int end = endOfField(sample, at);
    int equals = find(sample, at, end, '=');
    return end < sample.length() && equals < end && number(sample, at, equals) == tag
        ? equals + 1
        : -1;
  }

  private static String text(Sample sample, int from) {
    int end = endOfField(sample, from);
    return new String(
        sample.bytes(),
        sample.offset() + from,
        end - from,
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static int endOfField(Sample sample, int at) {
    return find(sample, at, sample.length(), END);
  }

  private static int find(Sample sample, int from, int to, int wanted) {
    int at = from;
    while (at < to && sample.at(at) != wanted) {
      at++;
    }
    return at;
  }

  /** The decimal number between two places, or -1. */
  private static long number(Sample sample, int from, int to) {
    if (to <= from || to - from > 9) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = sample.at(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
