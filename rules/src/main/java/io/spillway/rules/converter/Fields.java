package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.Sample;
import java.util.List;

/**
 * {@code field} and {@code word}: parts of a string between delimiters, counted from either end.
 * Words are fields that are not empty.
 */
public final class Fields {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("field", STRING, STRING, "integer,string[,integer]", a -> part(a, false)),
          Converter.of("word", STRING, STRING, "integer,string[,integer]", a -> part(a, true)));

  private Fields() {}

  private static Conversion part(CallArguments arguments, boolean words) {
    long index = arguments.integer(0, 0);
    String delimiters = arguments.text(1);
    long count = arguments.integer(2, 1);
    if (index == 0 || count < 0) {
      throw arguments.error("the index must not be 0 and the count not be negative");
    }
    return index > 0
        ? (evaluation, sample) -> forward(sample, index, delimiters, count, words)
        : (evaluation, sample) -> backward(sample, -index, delimiters, count, words);
  }

  private static boolean forward(
      Sample sample, long index, String delimiters, long count, boolean words) {
    int length = sample.length();
    int at = words ? skip(sample, delimiters, 0, 1) : 0;
    for (long i = 1; i < index; i++) {
      at = find(sample, delimiters, at, 1);
      if (at >= length) {
        return false;
      }
      at = words ? skip(sample, delimiters, at, 1) : at + 1;
    }
    if (words && at >= length) {
      return false;
    }
    int start = at;
    int end = length;
    if (count > 0) {
      end = find(sample, delimiters, at, 1);
      for (long i = 1; i < count && end < length; i++) {
        int next = words ? skip(sample, delimiters, end, 1) : end + 1;
        if (words && next >= length) {
          break;
        }
        end = find(sample, delimiters, next, 1);
      }
    }
    return sample.slice(start, end - start);
  }

  private static boolean backward(
      Sample sample, long index, String delimiters, long count, boolean words) {
    int at = sample.length() - 1;
    at = words ? skip(sample, delimiters, at, -1) : at;
    for (long i = 1; i < index; i++) {
      at = find(sample, delimiters, at, -1);
      if (at < 0) {
        return false;
      }
      at = words ? skip(sample, delimiters, at, -1) : at - 1;
    }
    if (words && at < 0) {
      return false;
    }
    int last = at;
    int before = -1;
    if (count > 0) {
      before = find(sample, delimiters, at, -1);
      for (long i = 1; i < count && before >= 0; i++) {
        int next = words ? skip(sample, delimiters, before, -1) : before - 1;
        if (words && next < 0) {
          break;
        }
        before = find(sample, delimiters, next, -1);
      }
    }
    return sample.slice(before + 1, last - before);
  }

  /** The place of the next delimiter from {@code at} on, or just outside the string. */
  private static int find(Sample sample, String delimiters, int at, int step) {
    int i = at;
    while (i >= 0 && i < sample.length() && delimiters.indexOf(sample.at(i)) < 0) {
      i += step;
    }
    return i;
  }

  /** The next place from {@code at} on that is no delimiter, or just outside the string. */
  private static int skip(Sample sample, String delimiters, int at, int step) {
    int i = at;
    while (i >= 0 && i < sample.length() && delimiters.indexOf(sample.at(i)) >= 0) {
      i += step;
    }
    return i;
  }
}
