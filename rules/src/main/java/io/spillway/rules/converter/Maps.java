package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.ADDRESS;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.pattern.PatternSet;
import io.spillway.rules.pattern.Regex;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    return Converter.of(
        name,
        method.input(),
        output,
        "string[,string]",
        arguments -> {
          MapFile map = MapFile.load(arguments, method);
          Sample[] values = new Sample[map.values().size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = value(arguments, map.values().get(i), output);
          }
          Sample absent =
              arguments.count() > 1 ? value(arguments, arguments.text(1), output) : null;
          PatternSet keys = map.keys();
          return (evaluation, sample) -> {
            int found = keys.find(sample);
            Sample value = found < 0 ? absent : values[found];
            return value != null && sample.set(value);
          };
        });
  }

  private static Converter key(String name, MatchMethod method) {
    return Converter.of(
        name,
        method.input(),
        STRING,
        "string",
        arguments -> {
          MapFile map = MapFile.load(arguments, method);
          List<String> texts = map.texts();
          return (evaluation, sample) -> {
            int found = map.keys().find(sample);
            return found >= 0
                && sample.string(texts.get(found).getBytes(StandardCharsets.ISO_8859_1));
          };
        });
  }

  private static Sample value(CallArguments arguments, String text, SampleType type) {
    Sample sample = new Sample(Math.max(64, text.length()));
    sample.string(text.getBytes(StandardCharsets.ISO_8859_1));
    boolean isWhole = type != INTEGER || text.matches("-?[0-9]+");
    if (!isWhole || !sample.cast(type)) {
      throw arguments.error(
          "'"
              + text
              + "' in '"
              + arguments.text(0)
              + "' is not a value of type '"
              + type.word()
              + "'");
    }
    return sample;
  }

  /** {@code map_regm}: groups of the matching expression are put into the value. */
  private static Conversion expandedByRegex(CallArguments arguments) {
    MapFile map = MapFile.load(arguments, MatchMethod.REGEX);
    byte[] @Nullable [] values = new byte[map.values().size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = map.values().get(i).getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] absent = arguments.count() > 1 ? arguments.bytes(1) : null;
    return (evaluation, sample) -> {
      int found = map.keys().find(sample);
      if (found < 0) {
        return absent != null && sample.string(absent);
      }
      Regex.Search search =
          map.keys().regex(found).search(sample.bytes(), sample.offset(), sample.length());
      byte[] template = values[found];
      if (template == null || !search.find(0)) {
        return false;
      }
      ByteBuilder out = sample.scratch();
      Regex.expand(template, search, sample.bytes(), sample.offset(), out);
      return sample.bytes(STRING, out);
    };
  }
}
