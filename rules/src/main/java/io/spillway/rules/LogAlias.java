package io.spillway.rules;

import io.spillway.rules.sample.ByteBuilder;

/**
 * An alias of log formats: {@code %ci}. Registered by the module that knows the value. Immutable.
 *
 * @param name what follows the percent sign
 * @param isHttp whether it only means something in mode http
 * @param mayVanish whether it may write nothing at all, and the blank after it goes then too
 * @param writer writes the value
 */
public record LogAlias(String name, boolean isHttp, boolean mayVanish, Writer writer) {
  /** Writes an alias's value. Run by any thread. */
  @FunctionalInterface
  public interface Writer {
    /** Appends the value, as {@code options} say. */
    void write(Evaluation evaluation, LogOptions options, ByteBuilder out);
  }
}
