package io.spillway.proxy.stream;

import io.spillway.proxy.Frontend;
import io.spillway.proxy.stats.Rate;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fetches that look at the stream's frontend and at the stream itself (configuration manual,
 * chapter 7.3.2).
 */
public final class FrontendFetches {
  /** All of them. */
  public static final List<Fetch> ALL =
      List.of(
          ofFrontend("fe_id", Frontend::id),
          ofFrontend("fe_conn", frontend -> frontend.statistics().sessions().value()),
          ofFrontend("fe_client_timeout", frontend -> frontend.timeouts().client()),
          ofFrontend("fe_tarpit_timeout", frontend -> frontend.timeouts().tarpit()),
          rate("fe_req_rate", frontend -> frontend.statistics().requestRate()),
          rate("fe_sess_rate", frontend -> frontend.statistics().sessionRate()),
          ofStream("so_id", Source.LISTENER, StreamRecord::listenerId),
          ofStream("fc_glitches", Source.CLIENT_CONNECTION, stream -> stream.context().glitches()),
          ofStream("bytes_in", Source.INTERNAL, stream -> stream.bytesIn),
          ofStream("bytes_out", Source.INTERNAL, stream -> stream.bytesOut),
          ofStream("txn.conn_retries", Source.TRANSACTION_STATISTICS, StreamRecord::retries),
          text(
              "last_rule_file",
              Source.INTERNAL,
              stream -> stream.lastRule == null ? "" : stream.lastRule.position().file()),
          Fetch.of(
              "last_rule_line",
              SampleType.INTEGER,
              Source.INTERNAL,
              (evaluation, into) -> {
                Stream stream = evaluation.attachment(Stream.class);
                return stream != null
                    && stream.lastRule != null
                    && into.integer(stream.lastRule.position().line());
              }),
          Fetch.of(
              "txn.redispatched",
              SampleType.BOOLEAN,
              Source.TRANSACTION_STATISTICS,
              (evaluation, into) -> {
                Stream stream = evaluation.attachment(Stream.class);
                return stream != null && into.bool(stream.isRedispatched());
              }),
          ofStream("txn.id32", Source.INTERNAL, stream -> stream.requestNumber() & 0xffff_ffffL),
          text(
              "txn.sess_term_state",
              Source.TRANSACTION_STATISTICS,
              stream -> "" + stream.terminationCause() + stream.terminationPhase()));

  private FrontendFetches() {}

  private static @Nullable Frontend find(Evaluation evaluation, @Nullable String name) {
    Stream stream = evaluation.attachment(Stream.class);
    Frontend own = stream == null ? null : stream.frontend();
    return own != null && (name == null || name.equals(own.name())) ? own : null;
  }

  private static Fetch ofFrontend(String name, ToLongFunction<Frontend> number) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        name.equals("fe_conn") ? Source.INTERNAL : Source.FRONTEND,
        name.equals("fe_conn") ? "[frontend]" : "",
        arguments -> {
          String named = named(arguments.has(0) ? arguments.text(0) : null, arguments);
          return (evaluation, into) -> {
            Frontend frontend = find(evaluation, named);
            return frontend != null && into.integer(number.applyAsLong(frontend));
          };
        });
  }

  /** Only the proxy's own frontend can be looked at. */
  private static @Nullable String named(@Nullable String name, CallArguments arguments) {
    if (name != null && !name.equals(arguments.scope().name())) {
      throw arguments.error(
          "the state of another frontend ('" + name + "') is not implemented in Spillway");
    }
    return name;
  }

  private static Fetch rate(String name, Function<Frontend, Rate> rate) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        Source.INTERNAL,
        "[frontend]",
        arguments -> {
          String named = named(arguments.has(0) ? arguments.text(0) : null, arguments);
          return (evaluation, into) -> {
            Stream stream = evaluation.attachment(Stream.class);
            Frontend frontend = find(evaluation, named);
            return stream != null
                && frontend != null
                && into.integer(rate.apply(frontend).perSecond(stream.nowMillis()));
          };
        });
  }

  private static Fetch ofStream(String name, Source source, ToLongFunction<Stream> number) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        source,
        (evaluation, into) -> {
          Stream stream = evaluation.attachment(Stream.class);
          return stream != null && into.integer(number.applyAsLong(stream));
        });
  }

  private static Fetch text(String name, Source source, Function<Stream, String> text) {
    return Fetch.of(
        name,
        SampleType.STRING,
        source,
        (evaluation, into) -> {
          Stream stream = evaluation.attachment(Stream.class);
          return stream != null && keep(text.apply(stream), into);
        });
  }

  private static boolean keep(String text, Sample into) {
    ByteBuilder out = into.scratch();
    out.append(text);
    return !text.isEmpty() && into.bytes(SampleType.STRING, out);
  }
}
