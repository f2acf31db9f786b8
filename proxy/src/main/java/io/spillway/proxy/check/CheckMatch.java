package io.spillway.proxy.check;

import io.spillway.rules.pattern.Regex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an expect step looks for. Immutable. */
public sealed interface CheckMatch {
  /** Ranges of status codes: {@code status 200,301-399}. */
  record Status(List<Range> ranges) implements CheckMatch {
    public Status {
      ranges = List.copyOf(ranges);
    }

    /** What holds where no line says what to expect: 200 to 399. */
    public static final Status DEFAULT = new Status(List.of(new Range(200, 399)));
  }

  /** Status codes from {@code first} to {@code last}. */
  record Range(int first, int last) {}

  /** A regular expression over the status code: {@code rstatus}. */
  record StatusPattern(Regex regex) implements CheckMatch {}

  /**
   * A header: {@code hdr}, {@code fhdr}.
   *
   * @param value what its value must be, or null where its presence suffices
   * @param isWhole whether the value is taken whole, not split at commas
   */
  record Header(HeaderTest name, @Nullable HeaderTest value, boolean isWhole)
      implements CheckMatch {}

  /** Bytes that must occur: {@code string}, {@code binary}. */
  record Text(CheckText text, boolean isBinary, boolean isFormat) implements CheckMatch {
    /** A string that stands. */
    public static Text of(String text) {
      return new Text(CheckText.of(text), false, false);
    }
  }

  /**
   * A regular expression: {@code rstring}, or {@code rbinary} over the bytes written as hexadecimal
   * digits.
   */
  record Pattern(Regex regex, boolean isBinary) implements CheckMatch {}

  /** A message of a protocol, which {@code reader} understands. */
  record Message(MessageReader reader) implements CheckMatch {}

  /** How a header's name or value is compared. */
  record HeaderTest(Method method, @Nullable CheckText text, @Nullable Regex regex) {
    /** The ways of comparing. */
    public enum Method {
      STRING,
      BEGINNING,
      END,
      WITHIN,
      REGEX
    }
  }
}
