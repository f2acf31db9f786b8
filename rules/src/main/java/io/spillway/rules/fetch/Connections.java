package io.spillway.rules.fetch;

import static io.spillway.rules.Source.CLIENT_ADDRESS;
import static io.spillway.rules.Source.CLIENT_CONNECTION;
import static io.spillway.rules.Source.FRONTEND;
import static io.spillway.rules.Source.REQUEST_META;
import static io.spillway.rules.Source.SERVER_ADDRESS;
import static io.spillway.rules.Source.SERVER_CONNECTION;
import static io.spillway.rules.sample.SampleType.ADDRESS;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.Evaluation;
import io.spillway.rules.Evaluation.Timer;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fetches of connections: addresses, encryption, and the durations of a stream's life. */
public final class Connections {
  /** The fetches. */
  public static final List<Fetch> ALL = all();

  private Connections() {}

  /** Tells an address of an evaluation, or null. */
  private interface Side extends Function<Evaluation, @Nullable Address> {}

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    address(all, "src", CLIENT_ADDRESS, Evaluation::source);
    address(all, "dst", CLIENT_ADDRESS, Evaluation::destination);
    address(all, "fc_src", CLIENT_ADDRESS, Evaluation::connectionSource);
    address(all, "fc_dst", CLIENT_ADDRESS, Evaluation::connectionDestination);
    address(all, "bc_src", SERVER_ADDRESS, Evaluation::serverConnectionSource);
    address(all, "bc_dst", SERVER_ADDRESS, Evaluation::serverConnectionDestination);
    all.add(
        Fetch.of(
            "ssl_fc", BOOLEAN, CLIENT_CONNECTION, (e, into) -> into.bool(e.isClientEncrypted())));
    all.add(
        Fetch.of(
            "ssl_bc", BOOLEAN, SERVER_CONNECTION, (e, into) -> into.bool(e.isServerEncrypted())));
    all.add(
        Fetch.of(
            "fc_err", INTEGER, CLIENT_CONNECTION, (e, into) -> into.integer(e.connectionError())));
    all.add(
        Fetch.of(
            "fc_err_str",
            STRING,
            CLIENT_CONNECTION,
            (e, into) ->
                into.string(
                    (e.connectionError() == 0 ? "Success" : e.connectionErrorText())
                        .getBytes(StandardCharsets.ISO_8859_1))));
    all.add(
        Fetch.of(
            "fc_http_major",
            INTEGER,
            CLIENT_CONNECTION,
            (e, into) -> into.integer(e.clientHttpVersion())));
    all.add(
        Fetch.of(
            "bc_http_major",
            INTEGER,
            SERVER_CONNECTION,
            (e, into) -> into.integer(e.serverHttpVersion())));
    all.add(Fetch.of("fe_name", STRING, FRONTEND, (e, into) -> name(e.frontendName(), into)));
    all.add(Fetch.of("be_name", STRING, Source.BACKEND, (e, into) -> name(e.backendName(), into)));
    all.add(Fetch.of("srv_name", STRING, Source.SERVER, (e, into) -> name(e.serverName(), into)));
    all.add(
        Fetch.of(
            "prio_class", INTEGER, Source.INTERNAL, (e, into) -> into.integer(e.priorityClass())));
    all.add(
        Fetch.of(
            "prio_offset",
            INTEGER,
            Source.INTERNAL,
            (e, into) -> into.integer(e.priorityOffset())));
    all.add(timer("fc.timer.handshake", CLIENT_ADDRESS, Timer.HANDSHAKE));
    all.add(timer("fc.timer.total", Source.LISTENER, Timer.CONNECTION_TOTAL));
    all.add(timer("bc.timer.connect", SERVER_CONNECTION, Timer.CONNECT));
    all.add(timer("req.timer.idle", Source.REQUEST_HEADERS, Timer.IDLE));
    all.add(timer("req.timer.hdr", Source.REQUEST_HEADERS, Timer.REQUEST_HEAD));
    all.add(timer("req.timer.queue", SERVER_CONNECTION, Timer.QUEUE));
    all.add(timer("res.timer.hdr", Source.RESPONSE_HEADERS, Timer.RESPONSE_HEAD));
    all.add(timer("res.timer.data", Source.RESPONSE_STATISTICS, Timer.RESPONSE_DATA));
    all.add(timer("txn.timer.total", REQUEST_META, Timer.STREAM_TOTAL));
    all.add(timer("txn.timer.user", REQUEST_META, Timer.USER_TOTAL));
    return List.copyOf(all);
  }

  private static void address(List<Fetch> all, String name, Source source, Side side) {
    all.add(
        Fetch.of(
            name,
            ADDRESS,
            source,
            (evaluation, into) -> {
              Address address = side.apply(evaluation);
              return address != null && into.address(address);
            }));
    all.add(
        Fetch.of(
            name + "_port",
            INTEGER,
            source,
            (evaluation, into) -> {
              Address address = side.apply(evaluation);
              return address != null && into.integer(address.port());
            }));
  }

  private static Fetch timer(String name, Source source, Timer timer) {
    return Fetch.of(
        name,
        INTEGER,
        source,
        (evaluation, into) -> {
          long millis = evaluation.timerMillis(timer);
          return millis >= 0 && into.integer(millis);
        });
  }

  private static boolean name(String name, Sample into) {
    if (name.isEmpty()) {
      return false;
    }
    ByteBuilder out = into.scratch();
    out.append(name);
    return into.bytes(STRING, out);
  }
}
