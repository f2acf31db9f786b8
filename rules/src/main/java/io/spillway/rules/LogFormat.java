package io.spillway.rules;

import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log-format string, compiled into items that append to a buffer (configuration manual, chapter
 * 8.2.6). Also what {@code set-header} and its like take. Immutable; run by any thread.
 */
public final class LogFormat {
  private static final Set<String> OWN_ADDRESSES = Set.of("fi", "fp", "bi", "bp");

  private final String text;
  private final Item[] items;

  /** What a format is used for, which decides how values are encoded. */
  public enum Use {
    /** A line of a log: runs of blanks become one, and a dash stands for nothing. */
    LOG,
    /** A part of an HTTP message. */
    HTTP,
    /** Bytes as they are. */
    PLAIN
  }

  /** A part of a format. */
  interface Item {
    /** Appends the item's value. */
    void append(Evaluation evaluation, ByteBuilder out);
  }

  /** Text that stands for itself. */
  record Literal(byte[] bytes) implements Item {
    @Override
    public void append(Evaluation evaluation, ByteBuilder out) {
      out.append(bytes);
    }
  }

  /** Text that begins with a blank, which is left out where there is one already. */
  record Joining(byte[] bytes) implements Item {
    @Override
    public void append(Evaluation evaluation, ByteBuilder out) {
      int last = out.length() - 1;
      int skipped = last < 0 || out.array()[last] == ' ' ? 1 : 0;
      out.append(bytes, skipped, bytes.length - skipped);
    }
  }

  /** {@code %ci}. */
  record Aliased(LogAlias alias, LogOptions options) implements Item {
    @Override
    public void append(Evaluation evaluation, ByteBuilder out) {
      alias.writer().write(evaluation, options, out);
    }
  }

  /** {@code %[expression]}. */
  record Expressed(Expression expression, LogOptions options) implements Item {
    @Override
    public void append(Evaluation evaluation, ByteBuilder out) {
      Sample sample = evaluation.sample();
      if (expression.evaluateAs(SampleType.STRING, evaluation, sample)) {
        options.append(out, sample.bytes(), sample.offset(), sample.length());
      } else {
        options.appendMissing(out);
      }
    }
  }

  LogFormat(String text, List<Item> items) {
    this.text = text;
    this.items = items.toArray(Item[]::new);
  }

  /** Appends the line or value. */
  public void append(Evaluation evaluation, ByteBuilder out) {
    for (Item item : items) {
      item.append(evaluation, out);
    }
  }

  /**
   * Whether it may ask for the addresses of this side's ends of connections, which has to happen
   * while those are open: an expression may ask for anything.
   */
  public boolean mayNameOwnAddresses() {
    return Arrays.stream(items).anyMatch(LogFormat::mayNameOwnAddress);
  }

  static boolean mayNameOwnAddress(Item item) {
    return item instanceof Expressed
        || item instanceof Aliased aliased && OWN_ADDRESSES.contains(aliased.alias().name())
        || item instanceof StructuredLine line && line.mayNameOwnAddresses();
  }

  /** The bytes that the format always gives, or null where they depend on something. */
  public byte @Nullable [] constant() {
    if (items.length == 0) {
      return new byte[0];
    }
    return items.length == 1 && items[0] instanceof Literal literal ? literal.bytes() : null;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
