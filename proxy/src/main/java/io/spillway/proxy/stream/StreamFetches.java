package io.spillway.proxy.stream;

import io.spillway.config.KeywordState;
import io.spillway.proxy.Backend;
import io.spillway.rules.Fetch;
import io.spillway.rules.Rule;
import io.spillway.rules.Signature;
import io.spillway.rules.Source;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The fetches that tell how far a stream is and what it waits for (manual, chapter 7.3.2). */
public final class StreamFetches {
  /** All of them. */
  public static final List<Fetch> ALL = all();

  private StreamFetches() {}

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    number(all, "bc_be_queue", Source.SERVER_CONNECTION, StreamRecord::backendQueue);
    number(all, "bc_srv_queue", Source.SERVER_CONNECTION, StreamRecord::serverQueue);
    number(all, "cur_client_timeout", Source.FRONTEND, StreamRecord::clientTimeoutMillis);
    number(all, "cur_tarpit_timeout", Source.FRONTEND, s -> s.frontend().timeouts().tarpit());
    number(all, "be_tarpit_timeout", Source.BACKEND, s -> s.frontend().timeouts().tarpit());
    number(all, "cur_connect_timeout", Source.BACKEND, ofBackend(b -> b.timeouts().connect()));
    number(all, "cur_queue_timeout", Source.BACKEND, ofBackend(b -> b.timeouts().queue()));
    number(all, "req.timer.tq", Source.REQUEST_HEADERS, StreamRecord::requestMillis);
    number(all, "req.bytes_in", Source.REQUEST_STATISTICS, stream -> stream.bytesIn);
    number(all, "res.bytes_out", Source.RESPONSE_STATISTICS, stream -> stream.bytesOut);
    all.add(
        Fetch.of(
            "bc_reused",
            SampleType.BOOLEAN,
            Source.SERVER_CONNECTION,
            (evaluation, into) -> {
              Stream stream = evaluation.attachment(Stream.class);
              ServerConnection connection = stream == null ? null : stream.serverConnection();
              return connection != null && into.bool(connection.uses() > 1);
            }));
    number(all, "req.bytes_out", Source.REQUEST_STATISTICS, stream -> stream.bytesToServer);
    number(all, "res.bytes_in", Source.RESPONSE_STATISTICS, stream -> stream.bytesFromServer);
    ofMultiplexer(all);
    number(all, "bc_err", Source.SERVER_CONNECTION, StreamFetches::serverError);
    text(
        all,
        "bc_err_str",
        Source.SERVER_CONNECTION,
        stream ->
            switch ((int) serverError(stream)) {
              case 0 -> "Success";
              case StreamRecord.HANDSHAKE_FAILED -> "SSL handshake failure";
              default -> null;
            });
    text(all, "waiting_entity", Source.INTERNAL, stream -> place(stream.waitingRule));
    text(all, "fe_defbe", Source.FRONTEND, stream -> stream.frontend().defaultBackendName());
    text(all, "last_entity", Source.INTERNAL, stream -> place(stream.lastRule));
    unneeded(all);
    return List.copyOf(all);
  }

  /** What connections that may carry several streams know of theirs. */
  private static void ofMultiplexer(List<Fetch> all) {
    number(all, "fc_nb_streams", Source.CLIENT_CONNECTION, ofClient(ClientSide::streamCount, 1));
    number(
        all,
        "fc_settings_streams_limit",
        Source.CLIENT_CONNECTION,
        ofClient(ClientSide::streamLimit, 1));
    number(all, "fs.id", Source.CLIENT_CONNECTION, ofClient(ClientSide::streamId, -1));
    number(all, "fs.rst_code", Source.CLIENT_CONNECTION, ofClient(ClientSide::resetCode, -1));
    number(all, "bc_nb_streams", Source.SERVER_CONNECTION, ofServer(ServerConnection::streamCount));
    number(
        all,
        "bc_settings_streams_limit",
        Source.SERVER_CONNECTION,
        ofServer(ServerConnection::streamLimit));
    number(all, "bs.id", Source.SERVER_CONNECTION, ofServer(ServerConnection::streamId));
    number(all, "bs.rst_code", Source.SERVER_CONNECTION, ofServer(ServerConnection::resetCode));
    aborted(all, "fs.aborted", Source.CLIENT_CONNECTION, Termination.Cause.CLIENT_ABORT);
    aborted(all, "bs.aborted", Source.SERVER_CONNECTION, Termination.Cause.SERVER_ABORT);
  }

  /** What the server's connection failed of; 0 where it stands, -1 where nothing can be said. */
  private static long serverError(Stream stream) {
    return stream.serverError > 0 ? stream.serverError : stream.serverConnection() == null ? -1 : 0;
  }

  private static void aborted(
      List<Fetch> all, String name, Source source, Termination.Cause cause) {
    all.add(
        Fetch.of(
            name,
            SampleType.BOOLEAN,
            source,
            (evaluation, into) -> {
              Stream stream = evaluation.attachment(Stream.class);
              return stream != null && into.bool(stream.termination().cause() == cause);
            }));
  }

  /**
   * A number of the client's side.
   *
   * @param ofTcp the number in mode tcp; -1 for none
   */
  private static ToLongFunction<Stream> ofClient(ToLongFunction<ClientSide> number, int ofTcp) {
    return stream -> {
      ClientSide client = stream.clientSide();
      return client == null ? ofTcp : number.applyAsLong(client);
    };
  }

  private static ToLongFunction<Stream> ofServer(ToLongFunction<ServerConnection> number) {
    return stream -> {
      ServerConnection connection = stream.serverConnection();
      return connection == null ? -1 : number.applyAsLong(connection);
    };
  }

  private static ToLongFunction<Stream> ofBackend(ToLongFunction<Backend> number) {
    return stream -> stream.hasBackend() ? number.applyAsLong(stream.backendNow()) : -1;
  }

  private static String place(@Nullable Rule rule) {
    return rule == null ? "" : rule.position().file() + ":" + rule.position().line();
  }

  private static void number(
      List<Fetch> all, String name, Source source, ToLongFunction<Stream> number) {
    all.add(
        Fetch.of(
            name,
            SampleType.INTEGER,
            source,
            (evaluation, into) -> {
              Stream stream = evaluation.attachment(Stream.class);
              long value = stream == null ? -1 : number.applyAsLong(stream);
              return value >= 0 && into.integer(value);
            }));
  }

  private static void text(
      List<Fetch> all, String name, Source source, Function<Stream, @Nullable String> text) {
    all.add(
        Fetch.of(
            name,
            SampleType.STRING,
            source,
            (evaluation, into) -> {
              Stream stream = evaluation.attachment(Stream.class);
              String value = stream == null ? null : text.apply(stream);
              if (value == null || value.isEmpty()) {
                return false;
              }
              ByteBuilder out = into.scratch();
              out.append(value);
              return into.bytes(SampleType.STRING, out);
            }));
  }

  /** What HAProxy tells of parts of its own that Spillway does not have. */
  private static void unneeded(List<Fetch> all) {
    KeywordState noProfile =
        KeywordState.accepted(
            "Spillway does not measure the time of each stream, so the value is 0, as in HAProxy"
                + " while 'profiling.tasks' is off");
    for (String name :
        List.of("cpu_calls", "cpu_ns_avg", "cpu_ns_tot", "lat_ns_avg", "lat_ns_tot")) {
      all.add(
          new Fetch(
              name,
              SampleType.INTEGER,
              Source.TRACKED_COUNTERS,
              Signature.NONE,
              noProfile,
              arguments -> (evaluation, into) -> into.integer(0)));
    }
    KeywordState noBlocks =
        KeywordState.accepted(
            "messages are kept as the bytes they came as, not in HAProxy's HTX blocks, so there is"
                + " no value");
    for (String name :
        List.of(
            "internal.htx.data",
            "internal.htx.free",
            "internal.htx.free_data",
            "internal.htx.nbblks",
            "internal.htx.size",
            "internal.htx.used")) {
      all.add(absent(name, SampleType.INTEGER, Signature.NONE, noBlocks));
    }
    all.add(absent("internal.htx.has_eom", SampleType.BOOLEAN, Signature.NONE, noBlocks));
    Signature block = Signature.of("string");
    all.add(absent("internal.htx_blk.size", SampleType.INTEGER, block, noBlocks));
    all.add(absent("internal.htx_blk.data", SampleType.BINARY, block, noBlocks));
    for (String name : List.of("hdrname", "hdrval", "start_line", "type")) {
      all.add(absent("internal.htx_blk." + name, SampleType.STRING, block, noBlocks));
    }
    all.add(
        new Fetch(
            "internal.strm.is_htx",
            SampleType.BOOLEAN,
            Source.ANY_HEADERS,
            Signature.NONE,
            KeywordState.accepted("no stream of Spillway's is one of HTX, so it is always false"),
            arguments -> (evaluation, into) -> into.bool(false)));
  }

  private static Fetch absent(
      String name, SampleType type, Signature signature, KeywordState state) {
    return new Fetch(
        name, type, Source.ANY_HEADERS, signature, state, arguments -> (evaluation, into) -> false);
  }
}
