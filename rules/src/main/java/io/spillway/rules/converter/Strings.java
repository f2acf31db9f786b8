package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.pattern.Regex;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.Arrays;
import java.util.List;

/** Converters of strings. */
public final class Strings {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("reverse_dom", STRING, STRING, Strings::reverseDomain),
          Converter.of("lower", STRING, STRING, s -> fold(s, 'A', 32)),
          Converter.of("upper", STRING, STRING, s -> fold(s, 'a', -32)),
          Converter.of("length", STRING, INTEGER, s -> s.integer(s.length())),
          Converter.of("reverse", STRING, STRING, Strings::reverse),
          Converter.of("cut_crlf", STRING, STRING, Strings::cutLine),
          Converter.of("host_only", STRING, STRING, Strings::hostOnly),
          Converter.of("port_only", STRING, INTEGER, Strings::portOnly),
          Converter.of("ltrim", STRING, STRING, "string", arguments -> trim(arguments, true)),
          Converter.of("rtrim", STRING, STRING, "string", arguments -> trim(arguments, false)),
          Converter.impure("bytes", BINARY, BINARY, "string[,string]", Strings::bytes),
          Converter.impure("concat", STRING, STRING, "string[,string,string]", Strings::concat),
          Converter.impure("strcmp", STRING, INTEGER, "string", Strings::compare),
          Converter.of("iif", BOOLEAN, STRING, "string,string", Strings::choose),
          Converter.of("regsub", STRING, STRING, "regex,string[,string]", Strings::substitute),
          Converter.of("param", STRING, STRING, "string[,string]", Strings::parameter),
          Converter.impure("add_item", STRING, STRING, "string,string[,string]", Strings::addItem));

  private Strings() {}

  /** {@code www.example.com} becomes {@code com.example.www}. */
  private static boolean reverseDomain(Sample sample) {
    ByteBuilder out = sample.scratch();
    int end = sample.length();
    for (int i = end - 1; i >= -1; i--) {
      if (i < 0 || sample.at(i) == '.') {
        out.append(sample.bytes(), sample.offset() + i + 1, end - i - 1);
        if (i >= 0) {
          out.append('.');
        }
        end = i;
      }
    }
    return sample.bytes(STRING, out);
  }

  private static boolean fold(Sample sample, char first, int change) {
    ByteBuilder out = sample.scratch();
    for (int i = 0; i < sample.length(); i++) {
      int c = sample.at(i);
      out.append(c >= first && c < first + 26 ? c + change : c);
    }
    return sample.bytes(STRING, out);
  }

  private static boolean reverse(Sample sample) {
    ByteBuilder out = sample.scratch();
    for (int i = sample.length() - 1; i >= 0; i--) {
      out.append(sample.at(i));
    }
    return sample.bytes(STRING, out);
  }

  private static boolean cutLine(Sample sample) {
    for (int i = 0; i < sample.length(); i++) {
      if (sample.at(i) == '\r' || sample.at(i) == '\n') {
        return sample.slice(0, i);
      }
    }
    return true;
  }

  /** Where the port's colon is in {@code host:port}, or the length. */
  private static int endOfHost(Sample sample) {
    int length = sample.length();
    int i = length - 1;
    while (i >= 0 && sample.at(i) >= '0' && sample.at(i) <= '9') {
      i--;
    }
    return i >= 0 && sample.at(i) == ':' ? i : length;
  }

  private static boolean hostOnly(Sample sample) {
    return sample.slice(0, endOfHost(sample));
  }

  private static boolean portOnly(Sample sample) {
    long port = 0;
    for (int i = endOfHost(sample) + 1; i < sample.length(); i++) {
      int digit = sample.at(i) - '0';
      if (digit < 0 || digit > 9 || port > 65535) {
        return sample.integer(0);
      }
      port = port * 10 + digit;
    }
    return sample.integer(port > 65535 ? 0 : port);
  }

  private static Conversion trim(CallArguments arguments, boolean left) {
    String cut = arguments.text(0);
    return (evaluation, sample) -> {
      int start = 0;
      int end = sample.length();
      while (left && start < end && cut.indexOf(sample.at(start)) >= 0) {
        start++;
      }
      while (!left && end > start && cut.indexOf(sample.at(end - 1)) >= 0) {
        end--;
      }
      return sample.slice(start, end - start);
    };
  }

  private static Conversion bytes(CallArguments arguments) {
    Operand from = Operand.number(arguments, 0);
    Operand count = arguments.has(1) ? Operand.number(arguments, 1) : null;
    return (evaluation, sample) -> {
      Sample number = sample.nested();
      if (!from.get(INTEGER, evaluation, number)) {
        return false;
      }
      long start = number.number();
      if (start < 0 || start >= sample.length()) {
        return false;
      }
      long length = sample.length() - start;
      if (count != null) {
        if (!count.get(INTEGER, evaluation, number) || number.number() < 0) {
          return false;
        }
        length = Math.min(length, number.number());
      }
      return sample.slice((int) start, (int) length);
    };
  }

  private static Conversion concat(CallArguments arguments) {
    byte[] before = arguments.bytes(0);
    byte[] after = arguments.bytes(2);
    Operand middle = arguments.has(1) ? Operand.variable(arguments, 1) : null;
    return (evaluation, sample) -> {
      ByteBuilder out = sample.scratch();
      out.append(sample.bytes(), sample.offset(), sample.length()).append(before);
      Sample value = sample.nested();
      if (middle != null && middle.get(STRING, evaluation, value)) {
        out.append(value.bytes(), value.offset(), value.length());
      }
      out.append(after);
      return sample.bytes(STRING, out);
    };
  }

  private static Conversion compare(CallArguments arguments) {
    Operand other = Operand.variable(arguments, 0);
    return (evaluation, sample) -> {
      Sample value = sample.nested();
      if (!other.get(STRING, evaluation, value)) {
        return false;
      }
      int common = Math.min(sample.length(), value.length());
      for (int i = 0; i < common; i++) {
        if (sample.at(i) != value.at(i)) {
          return sample.integer(sample.at(i) - value.at(i));
        }
      }
      return sample.integer(Integer.signum(sample.length() - value.length()));
    };
  }

  private static Conversion choose(CallArguments arguments) {
    byte[] whenTrue = arguments.bytes(0);
    byte[] whenFalse = arguments.bytes(1);
    return (evaluation, sample) -> sample.string(sample.number() != 0 ? whenTrue : whenFalse);
  }

  private static Conversion substitute(CallArguments arguments) {
    boolean global = false;
    boolean ignoreCase = false;
    for (char flag : arguments.text(2).toCharArray()) {
      switch (flag) {
        case 'g' -> global = true;
        case 'i' -> ignoreCase = true;
        default ->
            throw arguments.error(
                "invalid regex flag '" + flag + "', only 'i' and 'g' are supported");
      }
    }
    Regex regex;
    try {
      regex = Regex.compile(arguments.text(0), ignoreCase);
    } catch (IllegalArgumentException e) {
      throw arguments.error(String.valueOf(e.getMessage()));
    }
    byte[] replacement = arguments.bytes(1);
    boolean all = global;
    return (evaluation, sample) -> substitute(sample, regex, replacement, all);
  }

  private static boolean substitute(Sample sample, Regex regex, byte[] replacement, boolean all) {
    byte[] bytes = sample.bytes();
    int offset = sample.offset();
    int length = sample.length();
    Regex.Search search = regex.search(bytes, offset, length);
    if (!search.find(0)) {
      return true;
    }
    ByteBuilder out = sample.scratch();
    int copied = 0;
    boolean found = true;
    while (found) {
      int start = search.start(0);
      int end = search.end(0);
      out.append(bytes, offset + copied, start - copied);
      Regex.expand(replacement, search, bytes, offset, out);
      copied = end;
      int next = end;
      if (end == start) {
        if (end == length) {
          break;
        }
        out.append(bytes[offset + end]);
        copied++;
        next++;
      }
      found = all && search.find(next);
    }
    out.append(bytes, offset + copied, length - copied);
    return sample.bytes(STRING, out);
  }

  private static Conversion parameter(CallArguments arguments) {
    byte[] name = arguments.bytes(0);
    int delimiter = arguments.has(1) ? arguments.bytes(1)[0] : '&';
    return (evaluation, sample) -> {
      byte[] bytes = sample.bytes();
      int at = sample.offset();
      int end = at + sample.length();
      while (at < end) {
        int stop = at;
        while (stop < end && bytes[stop] != delimiter) {
          stop++;
        }
        int nameEnd = at + name.length;
        if (nameEnd <= stop
            && Arrays.equals(bytes, at, nameEnd, name, 0, name.length)
            && (nameEnd == stop || bytes[nameEnd] == '=')) {
          int value = Math.min(nameEnd + 1, stop);
          return sample.string(bytes, value, stop - value);
        }
        at = stop + 1;
      }
      return false;
    };
  }

  private static Conversion addItem(CallArguments arguments) {
    byte[] delimiter = arguments.bytes(0);
    Operand item = arguments.has(1) ? Operand.variable(arguments, 1) : null;
    byte[] suffix = arguments.bytes(2);
    if (item == null && suffix.length == 0) {
      throw arguments.error("one of the optional arguments has to be nonempty");
    }
    return (evaluation, sample) -> {
      ByteBuilder out = sample.scratch();
      out.append(sample.bytes(), sample.offset(), sample.length());
      int before = out.length();
      if (before > 0) {
        out.append(delimiter);
      }
      int start = out.length();
      Sample value = sample.nested();
      if (item != null && item.get(STRING, evaluation, value)) {
        out.append(value.bytes(), value.offset(), value.length());
      } else if (item != null) {
        out.truncate(before);
        return sample.bytes(STRING, out);
      }
      out.append(suffix);
      if (out.length() == start) {
        out.truncate(before);
      }
      return sample.bytes(STRING, out);
    };
  }
}
