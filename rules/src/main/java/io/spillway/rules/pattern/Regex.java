package io.spillway.rules.pattern;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression over bytes. RE2/J runs it, in time linear in the text; what RE2/J cannot
 * express (look-around, back references, possessive quantifiers) runs on the JDK's engine. Each
 * byte is one character, as in HAProxy without PCRE's UTF mode. Immutable; used by any thread.
 */
public final class Regex {
  private final @Nullable Pattern linear;
  private final java.util.regex.@Nullable Pattern backtracking;

  private Regex(@Nullable Pattern linear, java.util.regex.@Nullable Pattern backtracking) {
    this.linear = linear;
    this.backtracking = backtracking;
  }

  /**
   * Compiles an expression.
   *
   * @param text the expression, one character a byte
   * @throws IllegalArgumentException with what is wrong, when it is none
   */
  public static Regex compile(String text, boolean ignoreCase) {
    try {
      return new Regex(Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0), null);
    } catch (PatternSyntaxException linearProblem) {
      try {
        return new Regex(
            null,
            java.util.regex.Pattern.compile(
                text, ignoreCase ? java.util.regex.Pattern.CASE_INSENSITIVE : 0));
      } catch (java.util.regex.PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "regex '" + text + "' is invalid (" + e.getDescription() + ")", e);
      }
    }
  }

  /** Whether the expression occurs in a range of bytes. */
  public boolean occursIn(byte[] bytes, int offset, int length) {
    ByteText text = new ByteText(bytes, offset, length);
    if (linear != null) {
      return linear.matcher(text).find();
    }
    return backtracking != null && backtracking.matcher(text).find();
  }

  /** A search through a range of bytes. Confined to its user. */
  public Search search(byte[] bytes, int offset, int length) {
    ByteText text = new ByteText(bytes, offset, length);
    if (linear != null) {
      return new LinearSearch(linear.matcher(text));
    }
    if (backtracking == null) {
      throw new IllegalStateException("a regex has one of two engines");
    }
    return new BacktrackingSearch(backtracking.matcher(text));
  }

  /** The occurrences of an expression in a text, one after the other. */
  public sealed interface Search {
    /** Finds the next occurrence that begins at {@code from} or after it. */
    boolean find(int from);

    /** Where group {@code group} of the occurrence begins, or -1; group 0 is all of it. */
    int start(int group);

    /** Where group {@code group} of the occurrence ends, or -1. */
    int end(int group);

    /** How many groups the expression has. */
    int groups();
  }

  private record LinearSearch(Matcher matcher) implements Search {
    @Override
    public boolean find(int from) {
      return matcher.find(from);
    }

    @Override
    public int start(int group) {
      return matcher.start(group);
    }

    @Override
    public int end(int group) {
      return matcher.end(group);
    }

    @Override
    public int groups() {
      return matcher.groupCount();
    }
  }

  private record BacktrackingSearch(java.util.regex.Matcher matcher) implements Search {
    @Override
    public boolean find(int from) {
      return matcher.find(from);
    }

    @Override
    public int start(int group) {
      return matcher.start(group);
    }

    @Override
    public int end(int group) {
      return matcher.end(group);
    }

    @Override
    public int groups() {
      return matcher.groupCount();
    }
  }

  /**
   * Appends {@code template} with {@code \0} to {@code \9} replaced by the groups of the occurrence
   * that {@code search} found in {@code bytes}, {@code \xNN} by a byte, and a backslash before any
   * other character by that character.
   */
  public static void expand(
      byte[] template, Search search, byte[] bytes, int offset, ByteBuilder out) {
    expand(template, 0, template.length, search, bytes, offset, out);
  }

  /** As above, of a range of {@code template}. */
  public static void expand(
      byte[] template,
      int templateOffset,
      int templateLength,
      Search search,
      byte[] bytes,
      int offset,
      ByteBuilder out) {
    int end = templateOffset + templateLength;
    for (int i = templateOffset; i < end; i++) {
      byte b = template[i];
      if (b != '\\' || i + 1 == end) {
        out.append(b);
        continue;
      }
      byte next = template[++i];
      if (next >= '0' && next <= '9') {
        int group = next - '0';
        if (group <= search.groups() && search.start(group) >= 0) {
          int start = search.start(group);
          out.append(bytes, offset + start, search.end(group) - start);
        }
      } else if (next == 'x'
          && i + 2 < end
          && Character.digit(template[i + 1], 16) >= 0
          && Character.digit(template[i + 2], 16) >= 0) {
        out.append(
            Character.digit(template[i + 1], 16) << 4 | Character.digit(template[i + 2], 16));
        i += 2;
      } else {
        out.append(next);
      }
    }
  }

  /** Bytes as characters, without a copy. */
  private record ByteText(byte[] bytes, int offset, int length) implements CharSequence {
    @Override
    public char charAt(int index) {
      return (char) (bytes[offset + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new ByteText(bytes, offset + start, end - start);
    }

    @Override
    public String toString() {
      return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
  }
}
