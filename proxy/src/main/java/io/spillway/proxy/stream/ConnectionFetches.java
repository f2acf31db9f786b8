package io.spillway.proxy.stream;

import io.spillway.net.Connection;
import io.spillway.net.TcpInfo;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.SampleType;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fetches that look at connections as the kernel sees them, and at the process (configuration
 * manual, chapters 7.3.2 and 7.3.3).
 */
public final class ConnectionFetches {
  /** When the process began, milliseconds since 1970. */
  private static final long STARTED =
      ProcessHandle.current().info().startInstant().orElseGet(Instant::now).toEpochMilli();

  private static final String TIME_UNIT = "[string]";

  /** All of them. */
  public static final List<Fetch> ALL = all();

  private ConnectionFetches() {}

  /** Tells an address of an evaluation, or null. */
  private interface Side extends Function<Evaluation, @Nullable Address> {}

  /** Tells a connection of an evaluation, or null. */
  private interface End extends Function<Evaluation, @Nullable Connection> {}

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    for (TcpInfo.Field field : TcpInfo.Field.values()) {
      boolean isTime = field == TcpInfo.Field.RTT || field == TcpInfo.Field.RTTVAR;
      String name = field.name().toLowerCase(Locale.ROOT);
      if (isTime) {
        all.add(time("fc_" + name, field, ConnectionFetches::client));
        all.add(time("bc_" + name, field, ConnectionFetches::server));
      } else {
        all.add(count("fc_" + name, field));
      }
    }
    all.add(local("src_is_local", Evaluation::source));
    all.add(local("dst_is_local", Evaluation::destination));
    all.add(local("fc_src_is_local", Evaluation::connectionSource));
    all.add(local("fc_dst_is_local", Evaluation::connectionDestination));
    all.add(ofSession("dst_conn", Source.LISTENER, SessionContext::connectionsOnListener));
    all.add(
        ofSession("act_conn", Source.CONSTANT, session -> session.process().connections().value()));
    all.add(ofSession("thread", Source.CONSTANT, session -> session.loop().index()));
    all.add(ofSession("tgroup", Source.CONSTANT, session -> 1));
    all.add(
        Fetch.of(
            "uptime",
            SampleType.INTEGER,
            Source.CONSTANT,
            (evaluation, into) -> into.integer((System.currentTimeMillis() - STARTED) / 1000)));
    all.add(
        Fetch.of(
            "stopping",
            SampleType.BOOLEAN,
            Source.TRACKED_COUNTERS,
            (evaluation, into) -> into.bool(evaluation.isStopping())));
    all.add(
        Fetch.of(
            "fc_rcvd_proxy",
            SampleType.BOOLEAN,
            Source.CLIENT_ADDRESS,
            (evaluation, into) -> {
              SessionContext session = session(evaluation);
              return session != null && into.bool(session.hasProxyHeader());
            }));
    all.add(
        Fetch.of(
            "so_name",
            SampleType.STRING,
            Source.LISTENER,
            (evaluation, into) -> {
              SessionContext session = session(evaluation);
              if (session == null || session.bindName().isEmpty()) {
                return false;
              }
              ByteBuilder out = into.scratch();
              out.append(session.bindName());
              return into.bytes(SampleType.STRING, out);
            }));
    all.add(
        Fetch.of(
            "fc_saved_syn",
            SampleType.BINARY,
            Source.CLIENT_ADDRESS,
            (evaluation, into) -> {
              SessionContext session = session(evaluation);
              byte[] packet = session == null ? null : session.savedSyn();
              return packet != null && into.bytes(SampleType.BINARY, packet, 0, packet.length);
            }));
    all.add(
        Fetch.of(
            "accept_date",
            SampleType.INTEGER,
            Source.CLIENT_ADDRESS,
            TIME_UNIT,
            arguments -> date(arguments, ConnectionFetches::acceptMicros)));
    all.add(
        Fetch.of(
            "request_date",
            SampleType.INTEGER,
            Source.REQUEST_META,
            TIME_UNIT,
            arguments -> date(arguments, ConnectionFetches::requestMicros)));
    return List.copyOf(all);
  }

  private static @Nullable SessionContext session(Evaluation evaluation) {
    OfSession own = evaluation.attachment(OfSession.class);
    return own == null ? null : own.session();
  }

  private static @Nullable Connection client(Evaluation evaluation) {
    SessionContext session = session(evaluation);
    return session == null ? null : session.connection();
  }

  private static @Nullable Connection server(Evaluation evaluation) {
    Stream stream = evaluation.attachment(Stream.class);
    ServerConnection connection = stream == null ? null : stream.serverConnection();
    return connection == null ? null : connection.transport();
  }

  private static Fetch ofSession(
      String name, Source source, ToLongFunction<SessionContext> number) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        source,
        (evaluation, into) -> {
          SessionContext session = session(evaluation);
          return session != null && into.integer(number.applyAsLong(session));
        });
  }

  private static Fetch count(String name, TcpInfo.Field field) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        Source.CLIENT_ADDRESS,
        (evaluation, into) -> {
          Connection connection = client(evaluation);
          TcpInfo info = connection == null ? null : connection.tcpInfo();
          return info != null && into.integer(info.get(field));
        });
  }

  private static Fetch time(String name, TcpInfo.Field field, End end) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        Source.CLIENT_ADDRESS,
        TIME_UNIT,
        arguments -> {
          long micros =
              switch (arguments.text(0)) {
                case "", "ms" -> 1000;
                case "us" -> 1;
                default ->
                    throw arguments.error(
                        "expects 'ms' or 'us' as a unit, got '" + arguments.text(0) + "'");
              };
          return (evaluation, into) -> {
            Connection connection = end.apply(evaluation);
            TcpInfo info = connection == null ? null : connection.tcpInfo();
            return info != null && into.integer(info.get(field) / micros);
          };
        });
  }

  /** HAProxy tries to bind a socket to the address; this asks the interfaces for it. */
  private static Fetch local(String name, Side side) {
    return Fetch.of(
        name,
        SampleType.BOOLEAN,
        Source.CLIENT_ADDRESS,
        (evaluation, into) -> {
          Address address = side.apply(evaluation);
          return address != null && into.bool(isLocal(address.toSocketAddress().getAddress()));
        });
  }

  private static boolean isLocal(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  private static Fetch.Fetcher date(CallArguments arguments, ToLongFunction<Evaluation> moment) {
    long micros =
        switch (arguments.text(0)) {
          case "", "s" -> 1_000_000;
          case "ms" -> 1_000;
          case "us" -> 1;
          default ->
              throw arguments.error("expects 's', 'ms' or 'us', got '" + arguments.text(0) + "'");
        };
    return (evaluation, into) -> {
      long at = moment.applyAsLong(evaluation);
      return at >= 0 && into.integer(at / micros);
    };
  }

  private static long acceptMicros(Evaluation evaluation) {
    Stream stream = evaluation.attachment(Stream.class);
    if (stream != null) {
      return stream.acceptMicros();
    }
    SessionContext session = session(evaluation);
    return session == null ? -1 : session.acceptWallMicros();
  }

  private static long requestMicros(Evaluation evaluation) {
    Stream stream = evaluation.attachment(Stream.class);
    return stream == null
        ? -1
        : stream.acceptMicros()
            + 1000 * (stream.handshakeMillis() + Math.max(0, stream.idleMillis()));
  }
}
