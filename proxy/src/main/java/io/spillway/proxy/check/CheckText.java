package io.spillway.proxy.check;

import io.spillway.rules.Evaluation;
import io.spillway.rules.LogFormat;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;

/** A text in a check: one that stands, or a log format. Immutable. */
@FunctionalInterface
public interface CheckText {
  /** The longest text, in bytes. */
  int MAX_LENGTH = 16384;

  /** The bytes, as they are for {@code evaluation}. */
  byte[] bytes(Evaluation evaluation);

  /** A text that stands. */
  static CheckText of(byte[] bytes) {
    byte[] copy = bytes.clone();
    return evaluation -> copy;
  }

  /** A text that stands. */
  static CheckText of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A log format. */
  static CheckText of(LogFormat format) {
    return evaluation -> {
      ByteBuilder out = new ByteBuilder(MAX_LENGTH);
      format.append(evaluation, out);
      return out.toByteArray();
    };
  }
}
