package io.spillway.proxy.stream;

import io.spillway.http.Framing;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.proxy.Backend;
import io.spillway.proxy.compression.BodyCompressor;
import io.spillway.proxy.compression.CompressionAlgorithm;
import io.spillway.proxy.compression.CompressionPolicy;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.Statistics;
import org.jspecify.annotations.Nullable;

/** Whether and how one stream's response is compressed. Confined to the session's loop. */
final class ResponseCompression {
  private final HttpExchange stream;
  private CompressionPolicy policy = CompressionPolicy.NONE;
  private @Nullable CompressionAlgorithm algorithm;
  private @Nullable CompressionAlgorithm used;

  ResponseCompression(HttpExchange stream) {
    this.stream = stream;
  }

  /** The rules on the request are done: chooses what the client accepts. */
  void requestReady(RequestHead request, @Nullable Backend backend) {
    CompressionPolicy own = stream.frontend().compression();
    policy = backend == null ? own : CompressionPolicy.of(backend.compression(), own);
    algorithm = policy.algorithms().isEmpty() ? null : policy.choose(request);
  }

  /**
   * The rules on the response are done: rewrites its head where it will be compressed.
   *
   * @return whether it will be
   */
  boolean responseReady(RequestHead request, ResponseHead response, Framing framing) {
    CompressionAlgorithm chosen = algorithm;
    if (chosen == null
        || !policy.allows(request, response, framing)
        || !stream.frontend().compressionBudget().take(stream.nowMillis())) {
      algorithm = null;
      return false;
    }
    CompressionPolicy.rewrite(response, chosen);
    used = chosen;
    return true;
  }

  /** Has {@code transfer} compress the body. */
  void begin(ResponseTransfer transfer) {
    CompressionAlgorithm chosen = algorithm;
    if (chosen != null) {
      transfer.compress(
          new BodyCompressor(
              chosen,
              stream.session.connection().allocator(),
              stream.frontend().compressionBudget()));
    }
  }

  /** What compresses the response, or did; null where nothing does. */
  @Nullable CompressionAlgorithm used() {
    return used;
  }

  /** The stream is over and logged. */
  void forget() {
    if (used != null) {
      stream.frontend().compressionBudget().giveBack();
    }
    used = null;
  }

  /** The stream is over: counts what was compressed, and forgets the choice. */
  void end(@Nullable BodyCompressor compressor, @Nullable Backend backend) {
    algorithm = null;
    if (compressor != null) {
      count(stream.frontend().statistics(), compressor);
      if (backend != null) {
        count(backend.statistics(), compressor);
      }
    }
  }

  private void count(Statistics statistics, BodyCompressor compressor) {
    int loop = stream.loopIndex();
    statistics.counters().add(loop, Counter.COMPRESSION_IN, compressor.taken());
    statistics.counters().add(loop, Counter.COMPRESSION_OUT, compressor.given());
    statistics.counters().increment(loop, Counter.COMPRESSED_RESPONSES);
  }
}
