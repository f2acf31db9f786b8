package io.spillway.proxy.stream;

import io.spillway.proxy.Backend;
import io.spillway.proxy.definition.KnownProxies;
import io.spillway.proxy.definition.Options;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerLimits;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The fetches that look at live backends (configuration manual, chapter 7.3.2). */
public final class BackendFetches {
  /** All of them. */
  public static final List<Fetch> ALL =
      List.of(
          count("nbsrv", BackendFetches::usableServers),
          count("be_conn", backend -> backend.statistics().sessions().value()),
          count("be_conn_free", BackendFetches::freeSlots),
          count("connslots", BackendFetches::freePlaces),
          count("avg_queue", BackendFetches::averageQueue),
          rate("be_sess_rate"),
          count("queue", BackendFetches::waiting),
          own("be_id", Backend::id),
          own("be_server_timeout", backend -> backend.timeouts().server()),
          own("be_tunnel_timeout", backend -> backend.timeouts().tunnel()),
          own("be_connect_timeout", backend -> backend.timeouts().connect()),
          own("be_queue_timeout", backend -> backend.timeouts().queue()),
          Fetch.of(
              "cur_server_timeout",
              SampleType.INTEGER,
              Source.BACKEND,
              (evaluation, into) -> {
                Stream stream = evaluation.attachment(Stream.class);
                Backend backend = find(evaluation, null);
                return stream != null
                    && backend != null
                    && into.integer(
                        stream.hasBackend()
                            ? stream.serverTimeoutMillis(backend)
                            : stream.changedServerTimeout);
              }),
          Fetch.of(
              "cur_tunnel_timeout",
              SampleType.INTEGER,
              Source.BACKEND,
              (evaluation, into) -> {
                Stream stream = evaluation.attachment(Stream.class);
                Backend backend = find(evaluation, null);
                return stream != null
                    && backend != null
                    && into.integer(
                        stream.changedTunnelTimeout > 0
                            ? stream.changedTunnelTimeout
                            : backend.timeouts().tunnel());
              }));

  /** The converters that take a backend's name. */
  public static final List<Converter> CONVERTERS =
      List.of(
          Converter.impure(
              "fe_exists",
              SampleType.STRING,
              SampleType.BOOLEAN,
              "",
              arguments -> {
                KnownProxies known = KnownProxies.of(arguments.scope().context());
                return (evaluation, sample) -> sample.bool(known.hasFrontend(sample.toString()));
              }),
          Converter.impure(
              "nbsrv",
              SampleType.STRING,
              SampleType.INTEGER,
              "",
              arguments ->
                  (evaluation, sample) -> {
                    Backend backend = find(evaluation, sample.toString());
                    return backend != null && sample.integer(usableServers(backend));
                  }),
          Converter.impure(
              "srv_queue",
              SampleType.STRING,
              SampleType.INTEGER,
              "",
              arguments ->
                  (evaluation, sample) -> {
                    Server server = ServerFetches.find(evaluation, sample.toString());
                    return server != null && sample.integer(server.waiting());
                  }),
          Converter.impure(
              "srv_is_up",
              SampleType.STRING,
              SampleType.BOOLEAN,
              "",
              arguments ->
                  (evaluation, sample) -> {
                    Server server = ServerFetches.find(evaluation, sample.toString());
                    return server != null && sample.bool(ServerFetches.isUp(server));
                  }));

  private BackendFetches() {}

  private static Fetch count(String name, ToIntFunction<Backend> counter) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        Source.INTERNAL,
        "[backend]",
        arguments -> of(arguments, counter));
  }

  private static Fetch.Fetcher of(CallArguments arguments, ToIntFunction<Backend> counter) {
    String named = named(arguments);
    return (evaluation, into) -> {
      Backend backend = find(evaluation, named);
      return backend != null && into.integer(counter.applyAsInt(backend));
    };
  }

  /** The backend that the argument names, which must exist; null without an argument. */
  private static @Nullable String named(CallArguments arguments) {
    if (!arguments.has(0)) {
      return null;
    }
    KnownProxies.requireBackend(arguments, arguments.text(0));
    return arguments.text(0);
  }

  private static Fetch rate(String name) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        Source.INTERNAL,
        "[backend]",
        arguments -> {
          String named = named(arguments);
          return (evaluation, into) -> {
            Stream stream = evaluation.attachment(Stream.class);
            Backend backend = find(evaluation, named);
            return stream != null
                && backend != null
                && into.integer(backend.statistics().sessionRate().perSecond(stream.nowMillis()));
          };
        });
  }

  /** A number of the backend that handles the stream. */
  private static Fetch own(String name, ToIntFunction<Backend> number) {
    return Fetch.of(
        name,
        SampleType.INTEGER,
        Source.BACKEND,
        (evaluation, into) -> {
          Backend backend = find(evaluation, null);
          return backend != null && into.integer(number.applyAsInt(backend));
        });
  }

  static @Nullable Backend find(Evaluation evaluation, @Nullable String name) {
    Stream stream = evaluation.attachment(Stream.class);
    if (stream == null) {
      return null;
    }
    if (name != null) {
      return stream.frontend().backend(name);
    }
    return stream.hasBackend() ? stream.backendNow() : stream.frontend().ownBackend();
  }

  /** Backup servers count only where no other is usable, and then as many as are used. */
  private static int usableServers(Backend backend) {
    int active = 0;
    int backups = 0;
    for (Server server : backend.servers()) {
      if (server.usable() && server.isBackup()) {
        backups++;
      } else if (server.usable()) {
        active++;
      }
    }
    if (active > 0 || backend.definition().settings().get(Options.ALL_BACKUPS)) {
      return active > 0 ? active : backups;
    }
    return Math.min(backups, 1);
  }

  /** How many streams the usable servers can still take; -1 where one has no limit. */
  private static int freeSlots(Backend backend) {
    int free = 0;
    for (Server server : backend.servers()) {
      int most = server.limits().maximum();
      if (server.usable() && most == 0) {
        return -1;
      }
      free += server.usable() ? Math.max(0, most - server.sessions().value()) : 0;
    }
    return free;
  }

  /** How many more streams servers and queues have room for; -1 where one has no limit. */
  private static int freePlaces(Backend backend) {
    int free = 0;
    for (Server server : backend.servers()) {
      ServerLimits limits = server.limits();
      if (limits.maximum() == 0 || limits.queue() == 0) {
        return -1;
      }
      free += limits.maximum() - server.sessions().value();
      free += limits.queue() - server.waiting();
    }
    return free;
  }

  private static int averageQueue(Backend backend) {
    int usable = usableServers(backend);
    int waiting = waiting(backend);
    return usable > 0 ? (waiting + usable - 1) / usable : waiting * 2;
  }

  private static int waiting(Backend backend) {
    int waiting = backend.queued();
    for (Server server : backend.servers()) {
      waiting += server.waiting();
    }
    return waiting;
  }
}
