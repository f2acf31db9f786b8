package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.ANY;
import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Values of JSON documents, and of the documents that a JSON Web Token consists of (RFC 7519). */
public final class JsonQueries {
  /** The integers that JSON can tell exactly. */
  private static final long MAX_INTEGER = (1L << 53) - 1;

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("json_query", STRING, ANY, "string[,string]", JsonQueries::query),
          Converter.of("jwt_header_query", BINARY, ANY, "[string,string]", a -> ofToken(a, 0)),
          Converter.of("jwt_payload_query", BINARY, ANY, "[string,string]", a -> ofToken(a, 1)));

  private JsonQueries() {}

  private static Conversion query(CallArguments arguments) {
    if (!arguments.has(0)) {
      throw arguments.error("The path must not be empty");
    }
    JsonPath path = JsonPath.parse(arguments.text(0));
    boolean asInteger = arguments.text(1).equals("int");
    if (!asInteger && arguments.has(1)) {
      throw arguments.error("output_type only supports \"int\" as argument");
    }
    return (evaluation, sample) -> path != null && extract(path, asInteger, sample);
  }

  private static Conversion ofToken(CallArguments arguments, int part) {
    Conversion query = arguments.has(0) ? query(arguments) : null;
    return (evaluation, sample) ->
        decode(sample, part) && (query == null || query.convert(evaluation, sample));
  }

  /** Makes the sample the decoded content of one of the token's three parts. */
  private static boolean decode(Sample sample, int part) {
    String[] parts = new String(sample.toByteArray(), StandardCharsets.ISO_8859_1).split("\\.", -1);
    if (parts.length != 3) {
      return false;
    }
    try {
      ByteBuilder out = sample.scratch();
      out.append(Base64.getUrlDecoder().decode(parts[part]));
      return sample.bytes(BINARY, out);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean extract(JsonPath path, boolean asInteger, Sample sample) {
    JsonPath.Value value =
        path.find(sample.bytes(), sample.offset(), sample.offset() + sample.length());
    if (value == null) {
      return false;
    }
    int length = value.to() - value.from();
    return switch (value.kind()) {
      case TRUE -> sample.bool(true);
      case FALSE -> sample.bool(false);
      case STRING -> unescape(sample, value.from(), value.to());
      case ARRAY -> sample.bytes(SampleType.STRING, sample.bytes(), value.from(), length);
      case NUMBER ->
          number(
              new String(sample.bytes(), value.from(), length, StandardCharsets.ISO_8859_1),
              asInteger,
              sample);
      case NULL, OBJECT -> false;
    };
  }

  private static boolean number(String text, boolean asInteger, Sample sample) {
    try {
      BigDecimal value = new BigDecimal(text);
      if (asInteger) {
        if (value.abs().compareTo(BigDecimal.valueOf(MAX_INTEGER)) > 0) {
          return false;
        }
        return sample.integer(value.longValue());
      }
      return sample.string(general(value).getBytes(StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException | ArithmeticException e) {
      return false; // No number, or one with an exponent beyond all that can be counted with.
    }
  }

  /** The number in six digits, with an exponent where it needs one: C's {@code %g}. */
  private static String general(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal rounded = value.round(new MathContext(6, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return rounded.stripTrailingZeros().toPlainString();
    }
    String digits = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
    return digits
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** Makes the sample the text of a JSON string; false for characters of more than a byte. */
  private static boolean unescape(Sample sample, int from, int to) {
    byte[] document = sample.bytes();
    ByteBuilder out = sample.scratch();
    int at = from;
    while (at < to) {
      byte b = document[at++];
      if (b != '\\') {
        out.append(b);
        continue;
      }
      if (at >= to) {
        return false;
      }
      byte escaped = document[at++];
      int plain =
          switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '/' -> escaped;
            case 'u' -> singleByte(document, at, to);
            default -> -1;
          };
      if (plain < 0) {
        return false;
      }
      at += escaped == 'u' ? 4 : 0;
      out.append(plain);
    }
    return sample.bytes(STRING, out);
  }

  private static int singleByte(byte[] document, int at, int to) {
    if (at + 4 > to || document[at] != '0' || document[at + 1] != '0') {
      return -1;
    }
    int high = Character.digit(document[at + 2], 16);
    int low = Character.digit(document[at + 3], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
