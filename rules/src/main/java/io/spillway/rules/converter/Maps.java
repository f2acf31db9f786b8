package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.ADDRESS;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.PatternLists;
import io.spillway.rules.RuleScope;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternItem;
import io.spillway.rules.pattern.PatternList;
import io.spillway.rules.pattern.PatternSet;
import io.spillway.rules.pattern.PatternView;
import io.spillway.rules.pattern.Regex;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The {@code map} converters: the value of the first, or best, key in a file that matches. */
public final class Maps {
  /** The converters. */
  public static final List<Converter> ALL = all();

  private Maps() {}

  private static List<Converter> all() {
    List<Converter> all = new ArrayList<>();
    for (MatchMethod method :
        List.of(
            MatchMethod.STRING,
            MatchMethod.BEGIN,
            MatchMethod.SUBSTRING,
            MatchMethod.DIRECTORY,
            MatchMethod.DOMAIN,
            MatchMethod.END,
            MatchMethod.REGEX,
            MatchMethod.INTEGER,
            MatchMethod.IP)) {
      String name = "map_" + method.word();
      all.add(map(name, method, STRING));
      all.add(map(name + "_int", method, INTEGER));
      all.add(map(name + "_ip", method, ADDRESS));
      all.add(key(name + "_key", method));
    }
    all.add(map("map", MatchMethod.STRING, STRING));
    all.add(Converter.impure("map_regm", STRING, STRING, "string[,string]", Maps::expandedByRegex));
    return List.copyOf(all);
  }

  private static Converter map(String name, MatchMethod method, SampleType output) {
    return Converter.impure(
        name,
        method.input(),
        output,
        "string[,string]",
        arguments -> {
          PatternView map = load(arguments, method, output);
          Sample absent =
              arguments.count() > 1 ? value(arguments, arguments.text(1), output) : null;
          return (evaluation, sample) -> {
            PatternItem found = map.current().find(sample);
            Sample value = found == null ? absent : found.mapped();
            return value != null && sample.set(value);
          };
        });
  }

  private static PatternView load(CallArguments arguments, MatchMethod method, SampleType output) {
    RuleScope scope = arguments.scope();
    PatternList list = PatternLists.of(scope.context()).file(arguments.text(0), true);
    String use =
        "by map at file '%s' line %d".formatted(scope.position().file(), scope.position().line());
    try {
      return list.view(use, method, false, false, output);
    } catch (IllegalArgumentException e) {
      throw arguments.error(e.getMessage() + " in file '" + arguments.text(0) + "'");
    }
  }

  private static Converter key(String name, MatchMethod method) {
    return Converter.impure(
        name,
        method.input(),
        STRING,
        "string",
        arguments -> {
          PatternView map = load(arguments, method, STRING);
          return (evaluation, sample) -> {
            PatternItem found = map.current().find(sample);
            return found != null
                && sample.string(found.entry().key().getBytes(StandardCharsets.ISO_8859_1));
          };
        });
  }

  private static Sample value(CallArguments arguments, String text, SampleType type) {
    try {
      return PatternView.value(text, type);
    } catch (IllegalArgumentException e) {
      throw arguments.error(e.getMessage() + " in '" + arguments.text(0) + "'");
    }
  }

  /** {@code map_regm}: groups of the matching expression are put into the value. */
  private static Conversion expandedByRegex(CallArguments arguments) {
    PatternView map = load(arguments, MatchMethod.REGEX, STRING);
    byte[] absent = arguments.count() > 1 ? arguments.bytes(1) : null;
    return (evaluation, sample) -> {
      PatternSet now = map.current();
      PatternItem found = now.find(sample);
      Regex regex = found == null ? null : now.regex(sample);
      if (found == null || regex == null) {
        return absent != null && sample.string(absent);
      }
      Regex.Search search = regex.search(sample.bytes(), sample.offset(), sample.length());
      if (!search.find(0)) {
        return false;
      }
      byte[] template = found.mapped().toByteArray();
      ByteBuilder out = sample.scratch();
      Regex.expand(template, search, sample.bytes(), sample.offset(), out);
      return sample.bytes(STRING, out);
    };
  }
}
