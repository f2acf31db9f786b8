package io.spillway.rules.fetch;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.Source;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.Arrays;
import java.util.List;

/**
 * The fetch {@code dump_all_vars}: the variables that are set, as {@code scope.name=value}. Strings
 * are quoted, binaries written in hexadecimal after an x.
 */
public final class VariableDumps {
  /** The scopes in the order in which they are told. */
  private static final List<VariableScope> ORDER =
      List.of(
          VariableScope.SESSION,
          VariableScope.TRANSACTION,
          VariableScope.REQUEST,
          VariableScope.RESPONSE,
          VariableScope.PROCESS);

  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of(
              "dump_all_vars",
              SampleType.STRING,
              Source.CONSTANT,
              "[string,string,string]",
              VariableDumps::compile));

  private VariableDumps() {}

  private static Fetcher compile(CallArguments arguments) {
    List<VariableScope> scopes =
        arguments.has(0) ? List.of(scope(arguments.text(0), arguments)) : ORDER;
    String prefix = arguments.text(1);
    String separator = arguments.has(2) ? arguments.text(2) : ", ";
    return (evaluation, into) -> {
      ByteBuilder out = into.text();
      for (VariableScope scope : scopes) {
        append(evaluation, scope, prefix, separator, into.nested(), out);
      }
      return !out.overflowed() && into.bytes(SampleType.STRING, out);
    };
  }

  private static VariableScope scope(String word, CallArguments arguments) {
    return Arrays.stream(VariableScope.values())
        .filter(scope -> scope.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                arguments.error(
                    "'" + word + "' is no scope of variables (sess, txn, req, res or proc)"));
  }

  private static void append(
      Evaluation evaluation,
      VariableScope scope,
      String prefix,
      String separator,
      Sample value,
      ByteBuilder out) {
    VariableStore store = evaluation.variables(scope);
    if (store == null) {
      return;
    }
    store.forEach(
        value,
        name -> {
          if (name.name().startsWith(prefix)) {
            out.append(out.length() == 0 ? "" : separator).append(name.toString()).append('=');
            append(value, out);
          }
        });
  }

  private static void append(Sample value, ByteBuilder out) {
    switch (value.type()) {
      case STRING -> quote(value, out);
      case BINARY -> {
        out.append('x');
        for (int i = 0; i < value.length(); i++) {
          out.appendHex(value.at(i), false);
        }
      }
      case BOOLEAN -> out.append(value.number() == 0 ? "false" : "true");
      default -> out.append(value.toString());
    }
  }

  private static void quote(Sample value, ByteBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      int c = value.at(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        case '\b' -> out.append("\\b");
        case 0 -> out.append("\\0");
        default -> out.append(c);
      }
    }
    out.append('"');
  }
}
