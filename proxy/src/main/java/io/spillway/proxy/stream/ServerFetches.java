package io.spillway.proxy.stream;

import io.spillway.proxy.Backend;
import io.spillway.proxy.definition.KnownProxies;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The fetches that look at live servers (configuration manual, chapter 7.3.2). */
public final class ServerFetches {
  /** What effective weights are multiplied by, so that they can grow slowly. */
  private static final int SCALE = 16;

  /** All of them. */
  public static final List<Fetch> ALL =
      List.of(
          number("srv_conn", server -> server.sessions().value()),
          number("srv_conn_free", ServerFetches::freeSlots),
          number("srv_queue", Server::waiting),
          number("srv_weight", server -> (server.effectiveWeight() + SCALE - 1) / SCALE),
          number("srv_iweight", Server::initialWeight),
          number("srv_uweight", Server::weight),
          Fetch.of(
              "srv_is_up",
              SampleType.BOOLEAN,
              Source.INTERNAL,
              "server",
              arguments -> {
                String name = named(arguments);
                return (evaluation, into) -> {
                  Server server = find(evaluation, name);
                  return server != null && into.bool(isUp(server));
                };
              }),
          Fetch.of(
              "srv_sess_rate",
              SampleType.INTEGER,
              Source.INTERNAL,
              "server",
              arguments -> {
                String name = named(arguments);
                return (evaluation, into) -> {
                  Stream stream = evaluation.attachment(Stream.class);
                  Server server = find(evaluation, name);
                  return stream != null
                      && server != null
                      && into.integer(
                          server.statistics().sessionRate().perSecond(stream.nowMillis()));
                };
              }),
          Fetch.of(
              "srv_id",
              SampleType.INTEGER,
              Source.SERVER,
              (evaluation, into) -> {
                Stream stream = evaluation.attachment(Stream.class);
                return stream != null && stream.server != null && into.integer(stream.server.id());
              }));

  private ServerFetches() {}

  /** The server that the argument names, which must exist. */
  private static String named(CallArguments arguments) {
    KnownProxies.requireServer(arguments, arguments.text(0));
    return arguments.text(0);
  }

  private static Fetch number(String name, ToLongFunction<Server> number) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        Source.INTERNAL,
        "server",
        arguments -> {
          String server = named(arguments);
          return (evaluation, into) -> {
            Server found = find(evaluation, server);
            return found != null && into.integer(number.applyAsLong(found));
          };
        });
  }

  /** The server that {@code [backend/]server} names, or null. */
  static @Nullable Server find(Evaluation evaluation, String name) {
    int slash = name.indexOf('/');
    Backend backend = BackendFetches.find(evaluation, slash < 0 ? null : name.substring(0, slash));
    if (backend == null) {
      return null;
    }
    String wanted = name.substring(slash + 1);
    for (Server server : backend.servers()) {
      if (server.name().equals(wanted)) {
        return server;
      }
    }
    return null;
  }

  static boolean isUp(Server server) {
    return !server.state().isInMaintenance()
        && server.state().operational() != OperationalState.STOPPED;
  }

  private static long freeSlots(Server server) {
    int most = server.limits().maximum();
    return most == 0 ? -1 : Math.max(0, most - server.sessions().value());
  }
}
