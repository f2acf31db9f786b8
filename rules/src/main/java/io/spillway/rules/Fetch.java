package io.spillway.rules;

import io.spillway.config.KeywordState;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;

/**
 * A sample fetch: a word of the configuration language that extracts a value. Declared beside the
 * code that does it and registered in a {@link RuleRegistry}. Immutable.
 *
 * @param name the word
 * @param output the type of its values; {@link SampleType#ANY} where only the value tells
 * @param source what it reads, which decides where it is valid
 * @param signature its arguments
 * @param state {@link KeywordState#WORKS}, or accepted without effect
 * @param factory compiles one use
 */
public record Fetch(
    String name,
    SampleType output,
    Source source,
    Signature signature,
    KeywordState state,
    Factory factory) {
  /** A compiled use of a fetch. Immutable; run by any thread. */
  @FunctionalInterface
  public interface Fetcher {
    /**
     * Puts the value into {@code into}.
     *
     * @return false where there is no value
     */
    boolean fetch(Evaluation evaluation, Sample into);

    /** Whether the value is the same for every evaluation, so that it can be computed at once. */
    default boolean isConstant() {
      return false;
    }
  }

  /** Compiles a use of a fetch. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Compiles a use.
     *
     * @throws RuleSyntaxException when the arguments cannot be used
     */
    Fetcher compile(CallArguments arguments);
  }

  /** A fetch without arguments. */
  public static Fetch of(String name, SampleType output, Source source, Fetcher fetcher) {
    return new Fetch(
        name, output, source, Signature.NONE, KeywordState.WORKS, arguments -> fetcher);
  }

  /** A fetch with arguments. */
  public static Fetch of(
      String name, SampleType output, Source source, String signature, Factory factory) {
    return new Fetch(name, output, source, Signature.of(signature), KeywordState.WORKS, factory);
  }

  /** As HAProxy's keyword listing writes it. */
  @Override
  public String toString() {
    return name + signature + ": " + output.word();
  }
}
