package io.spillway.rules;

import io.spillway.config.KeywordState;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;

/**
 * A converter: a word of the configuration language that turns a value into another. Declared
 * beside the code that does it and registered in a {@link RuleRegistry}. Immutable.
 *
 * @param name the word
 * @param input the type that values are cast to before; {@link SampleType#ANY} for none
 * @param output the type of its values; {@link SampleType#ANY} where only the value tells, {@link
 *     SampleType#SAME} for the input's
 * @param signature its arguments
 * @param state {@link KeywordState#WORKS}, or accepted without effect
 * @param isPure whether the result depends on nothing but input and arguments
 * @param factory compiles one use
 */
public record Converter(
    String name,
    SampleType input,
    SampleType output,
    Signature signature,
    KeywordState state,
    boolean isPure,
    Factory factory) {
  /** A compiled use of a converter. Immutable; run by any thread. */
  @FunctionalInterface
  public interface Conversion {
    /**
     * Replaces the value in {@code sample}.
     *
     * @return false where there is no result
     */
    boolean convert(Evaluation evaluation, Sample sample);
  }

  /** Compiles a use of a converter. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Compiles a use.
     *
     * @throws RuleSyntaxException when the arguments cannot be used
     */
    Conversion compile(CallArguments arguments);
  }

  /** A conversion that looks at the value alone. */
  @FunctionalInterface
  public interface Function {
    /** See {@link Conversion#convert}. */
    boolean convert(Sample sample);
  }

  /** A pure converter without arguments. */
  public static Converter of(String name, SampleType input, SampleType output, Function function) {
    Conversion conversion = (evaluation, sample) -> function.convert(sample);
    return new Converter(
        name, input, output, Signature.NONE, KeywordState.WORKS, true, arguments -> conversion);
  }

  /** A pure converter with arguments. */
  public static Converter of(
      String name, SampleType input, SampleType output, String signature, Factory factory) {
    return new Converter(
        name, input, output, Signature.of(signature), KeywordState.WORKS, true, factory);
  }

  /** A converter that reads or changes something beside the value. */
  public static Converter impure(
      String name, SampleType input, SampleType output, String signature, Factory factory) {
    return new Converter(
        name, input, output, Signature.of(signature), KeywordState.WORKS, false, factory);
  }

  /** As HAProxy's keyword listing writes it. */
  @Override
  public String toString() {
    return name + signature + ": " + output.word() + " => " + input.word();
  }
}
