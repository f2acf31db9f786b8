package io.spillway.proxy.stream;

import io.spillway.http.Framing;
import io.spillway.http.RequestHead;
import io.spillway.proxy.Backend;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.compression.BodyCompressor;
import io.spillway.proxy.compression.CompressionAlgorithm;
import io.spillway.proxy.compression.RequestCompressionPolicy;
import org.jspecify.annotations.Nullable;

/** Whether and how one stream's request is compressed. Confined to the session's loop. */
final class RequestCompression {
  private final HttpExchange stream;
  private @Nullable CompressionAlgorithm used;

  RequestCompression(HttpExchange stream) {
    this.stream = stream;
  }

  /**
   * The request is about to be sent: rewrites its head, and has {@code transfer} compress its body,
   * if it is to be compressed.
   */
  void begin(RequestHead request, RequestTransfer transfer, Backend backend) {
    Frontend frontend = stream.frontend();
    RequestCompressionPolicy policy =
        backend.requestCompression().algorithm() == null
            ? frontend.requestCompression()
            : backend.requestCompression();
    CompressionAlgorithm chosen = policy.choose(request);
    if (chosen == null || !frontend.compressionBudget().take(stream.nowMillis())) {
      return;
    }
    used = chosen;
    Framing framing = request.bodyFraming();
    long length = request.contentLength();
    RequestCompressionPolicy.rewrite(request, chosen);
    transfer.filter(
        () ->
            new CompressedBody(
                frontend.requestLimits(),
                framing,
                length,
                new BodyCompressor(
                    chosen,
                    stream.session.connection().allocator(),
                    frontend.compressionBudget())));
  }

  /** The stream is over. */
  void end() {
    if (used != null) {
      used = null;
      stream.frontend().compressionBudget().giveBack();
    }
  }
}
