package io.spillway.proxy;

import io.spillway.http.HeadLimits;
import io.spillway.proxy.compression.CompressionBudget;
import io.spillway.proxy.compression.CompressionPolicy;
import io.spillway.proxy.compression.RequestCompressionPolicy;
import io.spillway.proxy.persistence.CookieCapture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts that a live frontend is made of, gathered from its definition. Immutable. */
record FrontendParts(
    boolean http,
    FrontendRules rules,
    FrontendTimeouts timeouts,
    Monitor monitor,
    ErrorAnswers errors,
    ConnectionMode connectionMode,
    boolean ignoresProbes,
    boolean buffersRequests,
    HeaderNamePolicy headerNames,
    boolean upgradesToHttp2,
    Logging logging,
    @Nullable UniqueId uniqueId,
    Forwarding forwarding,
    HeaderCaptures requestCaptures,
    HeaderCaptures responseCaptures,
    @Nullable CookieCapture cookieCapture,
    CompressionPolicy compression,
    RequestCompressionPolicy requestCompression,
    ClientLeniency leniency,
    CompressionBudget compressionBudget,
    int[] requestCaptureLengths,
    int[] responseCaptureLengths,
    int longestLoggedLine,
    int bufferSize,
    HeadLimits requestLimits,
    HeadLimits responseLimits,
    Http2Limits http2,
    List<HttpService> services,
    int maxConnections,
    int maxSessionRate) {}
