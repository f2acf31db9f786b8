package io.spillway.proxy;

import io.spillway.http.HeaderCases;
import io.spillway.http.HeaderName;
import io.spillway.net.SocketOptions;
import io.spillway.proxy.compression.CompressionPolicy;
import io.spillway.proxy.compression.RequestCompressionPolicy;
import io.spillway.proxy.persistence.CookiePersistence;
import org.jspecify.annotations.Nullable;

/** The parts that a live backend is made of, gathered from its definition. Immutable. */
record BackendParts(
    boolean http,
    BackendRules rules,
    BackendTimeouts timeouts,
    ErrorAnswers errors,
    HttpService[] services,
    int retries,
    int redispatchInterval,
    RetryOn retryOn,
    ReuseMode reuse,
    boolean roundRobin,
    boolean balancesOnBody,
    boolean buffersRequests,
    HeaderNamePolicy headerNames,
    boolean persists,
    @Nullable RdpPersistence rdpPersistence,
    @Nullable CookiePersistence cookie,
    CompressionPolicy compression,
    RequestCompressionPolicy requestCompression,
    HeaderCases headerCases,
    boolean abortsOnClose,
    boolean pretendsKeepAlive,
    boolean dropsRequestTrailers,
    boolean checksCache,
    @Nullable HeaderName serverNameHeader,
    ConnectionMode connectionMode,
    Forwarding forwarding,
    SocketOptions socketOptions,
    int fullConnections) {}
