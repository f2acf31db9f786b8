package io.spillway.proxy.stream;

import io.spillway.proxy.Backend;
import io.spillway.proxy.server.Server;
import io.spillway.rules.CallArguments;
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
          count("queue", BackendFetches::waiting));

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
    String named = arguments.has(0) ? arguments.text(0) : null;
    return (evaluation, into) -> {
      Backend backend = find(evaluation, named);
      return backend != null && into.integer(counter.applyAsInt(backend));
    };
  }

  private static @Nullable Backend find(Evaluation evaluation, @Nullable String name) {
    Stream stream = evaluation.attachment(Stream.class);
    if (stream == null) {
      return null;
    }
    if (name != null) {
      return stream.frontend().backend(name);
    }
    return stream.hasBackend() ? stream.backendNow() : stream.frontend().ownBackend();
  }

  private static int usableServers(Backend backend) {
    int usable = 0;
    for (Server server : backend.servers()) {
      if (server.usable()) {
        usable++;
      }
    }
    return usable;
  }

  private static int waiting(Backend backend) {
    int waiting = backend.queued();
    for (Server server : backend.servers()) {
      waiting += server.waiting();
    }
    return waiting;
  }
}
