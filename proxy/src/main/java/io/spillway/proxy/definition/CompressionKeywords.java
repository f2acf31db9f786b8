package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.compression.CompressionAlgorithm;
import io.spillway.proxy.compression.CompressionPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code compression}: compression of responses (configuration manual, chapter 4.2); {@code filter
 * compression} is read by {@link FilterKeywords}.
 */
public final class CompressionKeywords {
  /** What is compressed, and how. */
  public static final Setting<CompressionPolicy> COMPRESSION =
      Setting.inherited("compression", CompressionPolicy.NONE);

  private CompressionKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(Keyword.works("compression", CompressionKeywords::read));
  }

  private static void read(ProxySection section, Arguments arguments) {
    CompressionPolicy known = section.settings().get(COMPRESSION);
    Word word = arguments.word("'algo', 'type', 'direction', 'offload' or 'minsize-res'");
    CompressionPolicy changed =
        switch (word.text()) {
          case "algo", "algo-res" ->
              new CompressionPolicy(
                  algorithms(known, word, arguments),
                  known.types(),
                  known.offloads(),
                  known.smallest());
          case "type", "type-res" ->
              new CompressionPolicy(
                  known.algorithms(),
                  types(known, word, arguments),
                  known.offloads(),
                  known.smallest());
          case "offload" -> offload(known, section, arguments);
          case "minsize-res" ->
              new CompressionPolicy(
                  known.algorithms(), known.types(), known.offloads(), arguments.size());
          case "direction" -> {
            Word direction = arguments.word("'response'");
            if (!direction.text().equals("response")) {
              throw arguments.error(
                  direction,
                  "'compression direction "
                      + direction
                      + "': the compression of requests is not implemented in Spillway.");
            }
            yield known;
          }
          case "algo-req", "type-req", "minsize-req" ->
              throw arguments.error(
                  word,
                  "'compression "
                      + word
                      + "': the compression of requests is not implemented in Spillway.");
          default ->
              throw arguments.error(
                  word,
                  "'compression' expects 'algo', 'type', 'direction' or 'offload' (got '"
                      + word
                      + "').");
        };
    arguments.end();
    section.set(COMPRESSION, changed, arguments);
  }

  private static List<CompressionAlgorithm> algorithms(
      CompressionPolicy known, Word keyword, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(keyword, "'compression " + keyword + "' expects <algorithm>.");
    }
    List<CompressionAlgorithm> all = new ArrayList<>(known.algorithms());
    while (arguments.hasNext()) {
      Word word = arguments.word("an algorithm");
      CompressionAlgorithm algorithm = CompressionAlgorithm.of(word.text());
      if (algorithm == null) {
        throw arguments.error(
            word, "'compression " + keyword + "' : '" + word + "' is not a supported algorithm.");
      }
      if (!all.contains(algorithm)) {
        all.add(algorithm);
      }
    }
    return all;
  }

  private static List<String> types(CompressionPolicy known, Word keyword, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(keyword, "'compression " + keyword + "' expects <type>.");
    }
    List<String> all = new ArrayList<>(known.types());
    while (arguments.hasNext()) {
      all.add(arguments.text("a content type"));
    }
    return all;
  }

  private static CompressionPolicy offload(
      CompressionPolicy known, ProxySection section, Arguments arguments) {
    if (section.isDefaults()) {
      arguments
          .diagnostics()
          .warning(arguments.position(), "'compression offload' ignored in 'defaults' section.");
      return known;
    }
    return new CompressionPolicy(known.algorithms(), known.types(), true, known.smallest());
  }
}
