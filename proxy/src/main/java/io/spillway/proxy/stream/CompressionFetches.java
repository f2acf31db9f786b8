package io.spillway.proxy.stream;

import io.spillway.proxy.compression.CompressionAlgorithm;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of a response's compression (configuration manual, chapter 7.3.6). */
public final class CompressionFetches {
  /** All of them. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of(
              "res.comp",
              SampleType.BOOLEAN,
              Source.RESPONSE_META,
              (evaluation, into) -> into.bool(used(evaluation) != null)),
          Fetch.of(
              "res.comp_algo",
              SampleType.STRING,
              Source.RESPONSE_META,
              (evaluation, into) -> {
                CompressionAlgorithm used = used(evaluation);
                return used != null && into.string(used.word().getBytes(StandardCharsets.US_ASCII));
              }));

  private CompressionFetches() {}

  private static @Nullable CompressionAlgorithm used(Evaluation evaluation) {
    HttpExchange stream = evaluation.attachment(HttpExchange.class);
    return stream == null ? null : stream.compression.used();
  }
}
