package io.spillway.rules;

import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log line, or one value, that is encoded as JSON (RFC 8259) or CBOR (RFC 8949): what a format
 * becomes with <code>%{+json}o</code> or <code>%{+cbor}o</code>, whose named items are its members
 * (configuration manual, chapter 8.2.6 "Log format"). CBOR is written in hexadecimal digits unless
 * {@code +bin} is given. Immutable; run by any thread.
 */
final class StructuredLine implements LogFormat.Item {
  private static final int CBOR_UNSIGNED = 0;
  private static final int CBOR_NEGATIVE = 1;
  private static final int CBOR_BYTES = 2;
  private static final int CBOR_TEXT = 3;
  private static final int CBOR_MAP = 0xbf;
  private static final int CBOR_BREAK = 0xff;
  private static final int CBOR_FALSE = 0xf4;
  private static final int CBOR_NULL = 0xf6;
  private static final int LIMIT = 65535;

  private final Encoding encoding;
  private final boolean isBinary;
  private final boolean isMap;
  private final List<Member> members;

  /** How values are written. */
  enum Encoding {
    JSON,
    CBOR
  }

  /**
   * An item with its name.
   *
   * @param name the member's name; empty for a value that stands alone
   * @param type integer or boolean for what is written as one where it is; else string or binary
   * @param item makes the text of the value, nothing for one that is not there
   */
  record Member(String name, SampleType type, LogFormat.Item item) {}

  /**
   * A line.
   *
   * @param isBinary whether CBOR is written as bytes
   * @param isMap whether the members stand in a map with their names; one value alone otherwise
   */
  StructuredLine(Encoding encoding, boolean isBinary, boolean isMap, List<Member> members) {
    this.encoding = encoding;
    this.isBinary = isBinary;
    this.isMap = isMap;
    this.members = List.copyOf(members);
  }

  /** Whether one of the items may ask for addresses of this side. */
  boolean mayNameOwnAddresses() {
    return members.stream().anyMatch(member -> LogFormat.mayNameOwnAddress(member.item));
  }

  @Override
  public void append(Evaluation evaluation, ByteBuilder out) {
    if (encoding == Encoding.JSON) {
      json(evaluation, out);
      return;
    }
    ByteBuilder bytes = isBinary ? out : new ByteBuilder(LIMIT);
    cbor(evaluation, bytes);
    for (int i = 0; !isBinary && i < bytes.length(); i++) {
      out.appendHex(bytes.array()[i] & 0xff, true);
    }
  }

  private static ByteBuilder text(Member member, Evaluation evaluation) {
    ByteBuilder text = new ByteBuilder(LIMIT);
    member.item.append(evaluation, text);
    return text;
  }

  /** The number that {@code text} is for a member of that type, or null. */
  private static @Nullable Long number(Member member, ByteBuilder text) {
    if (member.type != SampleType.INTEGER && member.type != SampleType.BOOLEAN) {
      return null;
    }
    try {
      return Long.valueOf(text.toString());
    } catch (NumberFormatException e) {
      // A sign for "more" stands before it, as in a line that is written early.
      return null;
    }
  }

  private void json(Evaluation evaluation, ByteBuilder out) {
    out.append(isMap ? "{" : "");
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (isMap) {
        out.append(i == 0 ? "" : ", ");
        quote(member.name.getBytes(StandardCharsets.ISO_8859_1), member.name.length(), out);
        out.append(": ");
      }
      ByteBuilder text = text(member, evaluation);
      Long number = number(member, text);
      if (text.length() == 0) {
        out.append("null");
      } else if (number == null) {
        quote(text.array(), text.length(), out);
      } else if (member.type == SampleType.BOOLEAN) {
        out.append(number == 0 ? "false" : "true");
      } else {
        out.appendDecimal(number);
      }
    }
    out.append(isMap ? "}" : "");
  }

  private static void quote(byte[] text, int length, ByteBuilder out) {
    out.append('"');
    for (int i = 0; i < length; i++) {
      int c = text[i] & 0xff;
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 127) {
        out.append("\\u00").appendHex(c, false);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void cbor(Evaluation evaluation, ByteBuilder out) {
    if (isMap) {
      out.append(CBOR_MAP);
    }
    for (Member member : members) {
      if (isMap) {
        byte[] name = member.name.getBytes(StandardCharsets.ISO_8859_1);
        head(CBOR_TEXT, name.length, out);
        out.append(name);
      }
      ByteBuilder text = text(member, evaluation);
      Long number = number(member, text);
      if (text.length() == 0) {
        out.append(CBOR_NULL);
      } else if (number == null) {
        head(member.type == SampleType.BINARY ? CBOR_BYTES : CBOR_TEXT, text.length(), out);
        out.append(text.array(), 0, text.length());
      } else if (member.type == SampleType.BOOLEAN) {
        out.append(CBOR_FALSE + (number == 0 ? 0 : 1));
      } else {
        head(number < 0 ? CBOR_NEGATIVE : CBOR_UNSIGNED, number < 0 ? -1 - number : number, out);
      }
    }
    if (isMap) {
      out.append(CBOR_BREAK);
    }
  }

  /** A major type with its argument (RFC 8949 section 3). */
  private static void head(int major, long argument, ByteBuilder out) {
    int first = major << 5;
    if (argument < 24) {
      out.append(first | (int) argument);
      return;
    }
    int bytes = argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < 0x1_0000_0000L ? 4 : 8;
    out.append(first | 24 + Integer.numberOfTrailingZeros(bytes));
    for (int i = bytes - 1; i >= 0; i--) {
      out.append((int) (argument >>> 8 * i) & 0xff);
    }
  }
}
