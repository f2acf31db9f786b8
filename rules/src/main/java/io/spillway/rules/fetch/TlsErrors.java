package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.net.tls.ChainFault;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fetches of what is wrong with a client's certificates and handshake (configuration manual,
 * chapter "Fetching samples at Layer 5"). They have a value where a client speaks TLS, or tried to.
 */
final class TlsErrors {
  private static final IntPredicate OWN = depth -> depth == 0;
  private static final IntPredicate ISSUER = depth -> depth > 0;

  /** The fetches. */
  static final List<Fetch> ALL =
      List.of(
          Fetch.of(
              "ssl_c_verify",
              INTEGER,
              Source.CLIENT_CONNECTION,
              (evaluation, into) ->
                  evaluation.clientTls() != null
                      && evaluation.connectionError() == 0
                      && into.integer(error(last(evaluation)))),
          number("ssl_c_err", evaluation -> error(first(evaluation, OWN))),
          number("ssl_c_ca_err", evaluation -> error(first(evaluation, ISSUER))),
          number("ssl_c_ca_err_depth", evaluation -> depth(first(evaluation, ISSUER))),
          number("ssl_fc_err", Evaluation::clientTlsError),
          Fetch.of(
              "ssl_fc_err_str",
              STRING,
              Source.CLIENT_CONNECTION,
              (evaluation, into) ->
                  !evaluation.clientTlsErrorText().isEmpty()
                      && into.string(
                          evaluation.clientTlsErrorText().getBytes(StandardCharsets.UTF_8))));

  private TlsErrors() {}

  private static Fetch number(String name, ToLongFunction<Evaluation> value) {
    return Fetch.of(
        name,
        INTEGER,
        Source.CLIENT_CONNECTION,
        (evaluation, into) ->
            evaluation.clientTls() != null && into.integer(value.applyAsLong(evaluation)));
  }

  private static @Nullable ChainFault first(Evaluation evaluation, IntPredicate depth) {
    return evaluation.clientFaults().stream()
        .filter(fault -> depth.test(fault.depth()))
        .findFirst()
        .orElse(null);
  }

  /** OpenSSL goes on after what is ignored, and remembers what it found last. */
  private static @Nullable ChainFault last(Evaluation evaluation) {
    List<ChainFault> faults = evaluation.clientFaults();
    return faults.isEmpty() ? null : faults.getLast();
  }

  private static int error(@Nullable ChainFault fault) {
    return fault == null ? 0 : fault.error();
  }

  private static int depth(@Nullable ChainFault fault) {
    return fault == null ? 0 : fault.depth();
  }
}
