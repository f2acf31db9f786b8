package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.Converter;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code language}: the best of the offered languages for an Accept-Language header. */
public final class Languages {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of(
              "language",
              STRING,
              STRING,
              "string[,string]",
              arguments -> {
                List<String> offered = List.of(arguments.text(0).split(";", -1));
                byte[] absent = arguments.count() > 1 ? arguments.bytes(1) : null;
                return (evaluation, sample) -> {
                  byte[] best = best(sample, offered);
                  byte[] chosen = best == null ? absent : best;
                  return chosen != null && sample.string(chosen);
                };
              }));

  private Languages() {}

  private static byte @Nullable [] best(Sample sample, List<String> offered) {
    int bestQuality = 0;
    String best = null;
    for (String item : sample.toString().split(",", -1)) {
      String[] parts = item.strip().split(";", 2);
      String tag = parts[0].strip().toLowerCase(Locale.ROOT);
      int quality = parts.length > 1 ? quality(parts[1].strip()) : 1000;
      if (quality <= bestQuality) {
        continue;
      }
      for (String language : offered) {
        if (covers(language, tag)) {
          best = language;
          bestQuality = quality;
          break;
        }
      }
    }
    return best == null ? null : best.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether a tag of the header is {@code language} or one of its variants. */
  private static boolean covers(String language, String tag) {
    return tag.regionMatches(true, 0, language, 0, language.length())
        && (tag.length() == language.length() || tag.charAt(language.length()) == '-');
  }

  /** Thousandths; 0 where the parameter is malformed. */
  private static int quality(String parameter) {
    String value = parameter.replaceFirst("^q\\s*=\\s*", "");
    if (!value.matches("[01](\\.[0-9]{0,3})?")) {
      return 0;
    }
    String thousandths = (value.replace(".", "") + "000").substring(0, 4);
    return Math.min(1000, Integer.parseInt(thousandths));
  }
}
