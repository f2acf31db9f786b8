package io.spillway.proxy.compression;

import io.spillway.http.Framing;
import io.spillway.http.RequestHead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code compression} keywords of one proxy say about the bodies of requests
 * (configuration manual, {@code compression algo-req} and what follows). Immutable.
 *
 * @param algorithm what they are compressed with, or null for none
 * @param types the beginnings of the content types that are compressed; empty for all
 * @param smallest requests that tell a length below this many bytes are not compressed
 */
public record RequestCompressionPolicy(
    @Nullable CompressionAlgorithm algorithm, List<String> types, long smallest) {
  /** No compression. */
  public static final RequestCompressionPolicy NONE =
      new RequestCompressionPolicy(null, List.of(), 0);

  public RequestCompressionPolicy {
    types = types.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList();
  }

  /** The algorithm that the body of {@code request} is compressed with, or null for none. */
  public @Nullable CompressionAlgorithm choose(RequestHead request) {
    Framing framing = request.bodyFraming();
    boolean isLongEnough = framing == Framing.CHUNKED || request.contentLength() >= smallest;
    return algorithm != null
            && (framing == Framing.LENGTH || framing == Framing.CHUNKED)
            && isLongEnough
            && request.minorVersion() > 0
            && CompressionPolicy.isPlain(request)
            && CompressionPolicy.hasListedType(request, types)
        ? algorithm
        : null;
  }

  /** Makes the head of a request that of the compressed one, in chunks. */
  public static void rewrite(RequestHead request, CompressionAlgorithm algorithm) {
    CompressionPolicy.chunk(request);
    CompressionPolicy.encode(request, algorithm);
  }
}
