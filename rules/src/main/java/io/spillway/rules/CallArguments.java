package io.spillway.rules;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The arguments of one use of a fetch or converter, checked against its {@link Signature}, for the
 * factory that compiles the use. Immutable.
 */
public final class CallArguments {
  private final String name;
  private final Signature signature;
  private final List<String> values;
  private final RuleScope scope;

  CallArguments(String name, Signature signature, List<String> values, RuleScope scope) {
    this.name = name;
    this.signature = signature;
    this.values = List.copyOf(values);
    this.scope = scope;
    check();
  }

  /**
   * Too few arguments are an error, but for the table at the end: the proxy's own stands for it.
   */
  private void check() {
    List<Signature.Type> types = signature.types();
    if (values.size() < signature.required() && types.get(values.size()) != Signature.Type.TABLE) {
      throw new RuleSyntaxException(
          "missing arguments (got "
              + values.size()
              + "/"
              + signature.required()
              + "), type '"
              + types.get(values.size()).word()
              + "' expected");
    }
    if (values.size() > types.size()) {
      throw new RuleSyntaxException(
          "too many arguments or unexpected char at position "
              + (types.size() + 1)
              + " : '"
              + values.get(types.size())
              + "'");
    }
    for (int i = 0; i < values.size(); i++) {
      if (types.get(i) == Signature.Type.INTEGER && !values.get(i).isEmpty()) {
        integer(i, 0);
      }
    }
  }

  /** The name of the fetch or converter. */
  public String name() {
    return name;
  }

  /** What the configuration has declared around the expression. */
  public RuleScope scope() {
    return scope;
  }

  /** How many arguments were given. */
  public int count() {
    return values.size();
  }

  /** Whether argument {@code index} was given and is not empty. */
  public boolean has(int index) {
    return index < values.size() && !values.get(index).isEmpty();
  }

  /** Argument {@code index}, one character a byte; empty where it was not given. */
  public String text(int index) {
    return index < values.size() ? values.get(index) : "";
  }

  /** Argument {@code index} as bytes; empty where it was not given. */
  public byte[] bytes(int index) {
    return text(index).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Argument {@code index} as a number, or {@code absent} where it was not given. */
  public long integer(int index, long absent) {
    if (!has(index)) {
      return absent;
    }
    try {
      return Long.parseLong(values.get(index));
    } catch (NumberFormatException e) {
      throw new RuleSyntaxException(
          "failed to parse '"
              + values.get(index)
              + "' as type 'integer' for argument "
              + (index + 1));
    }
  }

  /** An error about these arguments, for the factory to throw. */
  public RuleSyntaxException error(String message) {
    return new RuleSyntaxException(message);
  }
}
