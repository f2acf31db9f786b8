package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.ADDRESS;
import static io.spillway.rules.sample.SampleType.ANY;
import static io.spillway.rules.sample.SampleType.SAME;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Captures;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.VariableConditions;
import io.spillway.rules.VariableName;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.List;

/** Converters that keep the value somewhere, and the one of addresses. */
public final class Contextual {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.impure(
              "set-var",
              ANY,
              SAME,
              "string[,string,string,string,string]",
              Contextual::setVariable),
          Converter.impure("unset-var", ANY, SAME, "string", Contextual::unsetVariable),
          Converter.impure("capture-req", STRING, STRING, "integer", a -> capture(a, false)),
          Converter.impure("capture-res", STRING, STRING, "integer", a -> capture(a, true)),
          Converter.of("ipmask", ADDRESS, ADDRESS, "IPv4 mask[,IPv6 mask]", Contextual::mask));

  private Contextual() {}

  private static Conversion setVariable(CallArguments arguments) {
    VariableName name = arguments.scope().context().variable(arguments.text(0));
    List<String> words = new ArrayList<>();
    for (int i = 1; i < arguments.count(); i++) {
      words.add(arguments.text(i));
    }
    VariableConditions conditions = VariableConditions.of(words);
    return (evaluation, sample) -> {
      VariableStore store = evaluation.variables(name.scope());
      return store != null && conditions.hold(store, name, sample) && store.set(name, sample);
    };
  }

  private static Conversion unsetVariable(CallArguments arguments) {
    VariableName name = arguments.scope().context().variable(arguments.text(0));
    return (evaluation, sample) -> {
      VariableStore store = evaluation.variables(name.scope());
      if (store != null) {
        store.unset(name);
      }
      return true;
    };
  }

  private static Conversion capture(CallArguments arguments, boolean ofResponse) {
    int slot = (int) arguments.integer(0, 0);
    return (evaluation, sample) -> {
      Captures captures = evaluation.captures();
      if (captures == null
          || slot >= (ofResponse ? captures.responseSlots() : captures.requestSlots())) {
        return false;
      }
      captures.keep(ofResponse, slot, sample.bytes(), sample.offset(), sample.length());
      return true;
    };
  }

  private static Conversion mask(CallArguments arguments) {
    long ipv4 = ipv4Mask(arguments);
    Address ipv6 = ipv6Mask(arguments);
    return (evaluation, sample) -> {
      if (sample.type() == SampleType.IPV4) {
        return sample.ipv4(sample.number() & ipv4);
      }
      return arguments.has(1)
          && sample.ipv6(sample.high() & ipv6.high(), sample.number() & ipv6.low());
    };
  }

  private static long ipv4Mask(CallArguments arguments) {
    String text = arguments.text(0);
    if (text.indexOf('.') >= 0) {
      Address dotted = Address.parse(text);
      if (dotted != null && dotted.isIpv4()) {
        return dotted.low();
      }
    } else if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) <= 32) {
      return 0xffff_ffffL << 32 - Integer.parseInt(text) & 0xffff_ffffL;
    }
    throw arguments.error("failed to parse '" + text + "' as type 'IPv4 mask'");
  }

  private static Address ipv6Mask(CallArguments arguments) {
    String text = arguments.has(1) ? arguments.text(1) : "128";
    if (text.indexOf(':') >= 0) {
      Address mask = Address.parse(text);
      if (mask != null) {
        return mask;
      }
    } else if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= 128) {
      int length = Integer.parseInt(text);
      long high = length == 0 ? 0 : length >= 64 ? -1L : -1L << 64 - length;
      long low = length <= 64 ? 0 : -1L << 128 - length;
      return new Address(false, high, low, 0);
    }
    throw arguments.error("failed to parse '" + text + "' as type 'IPv6 mask'");
  }
}
