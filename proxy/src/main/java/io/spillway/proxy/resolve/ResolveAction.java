package io.spillway.proxy.resolve;

import io.spillway.config.Arguments;
import io.spillway.net.Endpoint.Family;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.VariableName;
import io.spillway.rules.VariableStore;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code do-resolve}: a name from the request becomes an address in a variable. */
public final class ResolveAction {
  private static final String NAME = "do-resolve";

  /** The action. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.prefix(
              NAME,
              ResolveAction::compile,
              RulesetKind.TCP_REQUEST_CONTENT,
              RulesetKind.HTTP_REQUEST));

  private ResolveAction() {}

  private static Action compile(String word, Arguments arguments, RuleParser parser) {
    String[] inside =
        word.startsWith(NAME + "(") && word.endsWith(")")
            ? word.substring(NAME.length() + 1, word.length() - 1).split(",", -1)
            : new String[0];
    Family family = inside.length == 3 ? family(inside[2]) : Family.IPV6;
    if (inside.length < 2 || inside.length > 3 || family == null) {
      throw cannotParse(word);
    }
    if (!arguments.hasNext()) {
      throw cannotParse("");
    }
    VariableName variable = parser.scope().context().variable(inside[0].strip());
    ResolversRegistry.Reference reference =
        ResolversRegistry.of(parser.scope().context())
            .reference(inside[1].strip(), parser.scope().name(), arguments.position());
    Expression expression = parser.expression(arguments);
    Question.Kind kind = family == Family.IPV4 ? Question.Kind.IPV4 : Question.Kind.IPV6;
    AddressChoice choice = new AddressChoice(family, List.of(), true);
    return evaluation -> {
      Sample sample = evaluation.sample();
      boolean isFound = expression.evaluateAs(SampleType.STRING, evaluation, sample);
      if (parser.kind() == RulesetKind.TCP_REQUEST_CONTENT
          && sample.mayChange()
          && !evaluation.isFinal()) {
        return Verdict.WAIT;
      }
      Resolvers resolvers = reference.resolvers();
      String name = isFound ? text(sample) : "";
      if (resolvers == null || !Question.isPossible(name)) {
        return Verdict.CONTINUE;
      }
      Question question = Question.of(name, kind);
      return new Verdict.AwaitEvent(
          ended ->
              resolvers.ask(
                  question,
                  addresses -> {
                    InetAddress address = choice.choose(addresses, null, used -> false);
                    ended.accept(stream -> store(stream, variable, address));
                  }));
    };
  }

  private static RuleSyntaxException cannotParse(String what) {
    return new RuleSyntaxException(
        "Can't parse '"
            + what
            + "'. Expects 'do-resolve(<varname>,<resolvers>[,<options>]) <expr>'. Available options"
            + " are 'ipv4' and 'ipv6'");
  }

  private static @Nullable Family family(String word) {
    return switch (word.strip()) {
      case "ipv4" -> Family.IPV4;
      case "ipv6" -> Family.IPV6;
      default -> null;
    };
  }

  private static String text(Sample sample) {
    return new String(
        sample.bytes(), sample.offset(), sample.length(), StandardCharsets.ISO_8859_1);
  }

  private static void store(
      Evaluation stream, VariableName variable, @Nullable InetAddress address) {
    VariableStore variables = stream.variables(variable.scope());
    if (variables != null && address != null) {
      Sample sample = stream.sample();
      sample.address(Address.of(address, 0));
      variables.set(variable, sample);
    }
  }
}
