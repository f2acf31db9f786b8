package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.proxy.compression.CompressionAlgorithm;
import io.spillway.proxy.compression.CompressionPolicy;
import io.spillway.proxy.compression.RequestCompressionPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code compression}: compression of responses and requests (configuration manual, chapter 4.2);
 * {@code filter compression} is read by {@link FilterKeywords}.
 */
public final class CompressionKeywords {
  /** What is compressed, and how. */
  public static final Setting<CompressionPolicy> COMPRESSION =
      Setting.inherited("compression", CompressionPolicy.NONE);

  /** The same of requests. */
  private static final Setting<RequestCompressionPolicy> OF_REQUESTS =
      Setting.inherited("compression of requests", RequestCompressionPolicy.NONE);

  /** Which messages are compressed. */
  private static final Setting<Direction> DIRECTION =
      Setting.inherited("compression direction", Direction.RESPONSE);

  /** Which messages are compressed. */
  private enum Direction {
    REQUEST,
    RESPONSE,
    BOTH
  }

  private CompressionKeywords() {}

  /** How a proxy with {@code settings} compresses responses. */
  public static CompressionPolicy responses(Settings settings) {
    return settings.get(DIRECTION) == Direction.REQUEST
        ? CompressionPolicy.NONE
        : settings.get(COMPRESSION);
  }

  /** How a proxy with {@code settings} compresses requests. */
  public static RequestCompressionPolicy requests(Settings settings) {
    return settings.get(DIRECTION) == Direction.RESPONSE
        ? RequestCompressionPolicy.NONE
        : settings.get(OF_REQUESTS);
  }

  /** Whether a proxy with {@code settings} has any {@code compression} line that does something. */
  static boolean isConfigured(Settings settings) {
    return responses(settings).isConfigured() || requests(settings).algorithm() != null;
  }

  static List<Keyword<ProxySection>> keywords() {
    return List.of(Keyword.works("compression", CompressionKeywords::read));
  }

  private static void read(ProxySection section, Arguments arguments) {
    Word word = arguments.word("'algo', 'type', 'direction', 'offload' or 'minsize-res'");
    switch (word.text()) {
      case "algo", "algo-res", "minsize-res", "offload", "type-res" ->
          section.set(COMPRESSION, responses(word, section, arguments), arguments);
      case "algo-req", "minsize-req", "type-req" ->
          section.set(OF_REQUESTS, requests(word, section, arguments), arguments);
      case "type" -> {
        List<String> added = types(word, arguments);
        CompressionPolicy known = section.settings().get(COMPRESSION);
        RequestCompressionPolicy ofRequests = section.settings().get(OF_REQUESTS);
        section.set(COMPRESSION, withTypes(known, added), arguments);
        section.set(OF_REQUESTS, withTypes(ofRequests, added), arguments);
      }
      case "direction" -> section.set(DIRECTION, direction(arguments), arguments);
      default ->
          throw arguments.error(
              word,
              "'compression' expects 'algo', 'type', 'direction' or 'offload' (got '"
                  + word
                  + "').");
    }
    arguments.end();
  }

  private static CompressionPolicy responses(Word word, ProxySection section, Arguments arguments) {
    CompressionPolicy known = section.settings().get(COMPRESSION);
    return switch (word.text()) {
      case "type-res" -> withTypes(known, types(word, arguments));
      case "offload" -> offload(known, section, arguments);
      case "minsize-res" ->
          new CompressionPolicy(
              known.algorithms(), known.types(), known.offloads(), arguments.size());
      default ->
          new CompressionPolicy(
              algorithms(known, word, arguments),
              known.types(),
              known.offloads(),
              known.smallest());
    };
  }

  private static RequestCompressionPolicy requests(
      Word word, ProxySection section, Arguments arguments) {
    RequestCompressionPolicy known = section.settings().get(OF_REQUESTS);
    return switch (word.text()) {
      case "type-req" -> withTypes(known, types(word, arguments));
      case "minsize-req" ->
          new RequestCompressionPolicy(known.algorithm(), known.types(), arguments.size());
      default ->
          new RequestCompressionPolicy(algorithm(word, arguments), known.types(), known.smallest());
    };
  }

  private static CompressionPolicy withTypes(CompressionPolicy known, List<String> added) {
    return new CompressionPolicy(
        known.algorithms(), joined(known.types(), added), known.offloads(), known.smallest());
  }

  private static RequestCompressionPolicy withTypes(
      RequestCompressionPolicy known, List<String> added) {
    return new RequestCompressionPolicy(
        known.algorithm(), joined(known.types(), added), known.smallest());
  }

  private static List<String> joined(List<String> known, List<String> added) {
    List<String> all = new ArrayList<>(known);
    all.addAll(added);
    return all;
  }

  private static Direction direction(Arguments arguments) {
    Word word = arguments.word("'request', 'response' or 'both'");
    return switch (word.text()) {
      case "request" -> Direction.REQUEST;
      case "response" -> Direction.RESPONSE;
      case "both" -> Direction.BOTH;
      default ->
          throw arguments.error(
              word,
              "'compression direction' expects 'request', 'response' or 'both' (got '"
                  + word
                  + "').");
    };
  }

  private static List<CompressionAlgorithm> algorithms(
      CompressionPolicy known, Word keyword, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(keyword, "'compression " + keyword + "' expects <algorithm>.");
    }
    List<CompressionAlgorithm> all = new ArrayList<>(known.algorithms());
    while (arguments.hasNext()) {
      CompressionAlgorithm algorithm = algorithm(keyword, arguments);
      if (!all.contains(algorithm)) {
        all.add(algorithm);
      }
    }
    return all;
  }

  private static CompressionAlgorithm algorithm(Word keyword, Arguments arguments) {
    Word word = arguments.word("an algorithm");
    CompressionAlgorithm algorithm = CompressionAlgorithm.of(word.text());
    if (algorithm == null) {
      throw arguments.error(
          word, "'compression " + keyword + "' : '" + word + "' is not a supported algorithm.");
    }
    return algorithm;
  }

  private static List<String> types(Word keyword, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(keyword, "'compression " + keyword + "' expects <type>.");
    }
    List<String> all = new ArrayList<>();
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
