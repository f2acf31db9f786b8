package io.spillway.proxy.server;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.proxy.balance.Algorithm;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.stats.Gauge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A backend whose time and timers a test holds. */
final class Fixture {
  final List<Server> servers = new ArrayList<>();
  final Gauge sessions = new Gauge();
  private final List<Pending> timers = new ArrayList<>();
  long now;

  private record Pending(long due, Runnable action) {}

  /** Adds the next server. */
  Server add(String name, ServerPolicy policy) {
    ServerDefinition definition =
        new ServerDefinition(
            name,
            servers.size() + 1,
            new Endpoint.Unix("/" + name, false),
            0,
            Settings.EMPTY,
            new SourcePosition("test", 1, 1));
    Server server = new Server(definition, "b", policy, 1, () -> now);
    servers.add(server);
    return server;
  }

  Server add(String name) {
    return add(name, ServerPolicy.DEFAULT);
  }

  static ServerPolicy limited(int minimum, int maximum, int queue) {
    return ServerPolicy.DEFAULT.withLimits(new ServerLimits(minimum, maximum, queue));
  }

  Dispatcher dispatcher(DispatchPolicy policy) {
    return dispatcher(policy, Algorithm.roundRobin());
  }

  Dispatcher dispatcher(DispatchPolicy policy, Algorithm algorithm) {
    return new Dispatcher(
        servers,
        policy,
        algorithm,
        sessions,
        () -> now,
        (millis, action) -> timers.add(new Pending(now + millis, action)));
  }

  /** Lets time pass, and what falls due in it happen. */
  void pass(long millis) {
    long end = now + millis;
    while (true) {
      Pending next =
          timers.stream()
              .filter(pending -> pending.due() <= end)
              .min((a, b) -> Long.compare(a.due(), b.due()))
              .orElse(null);
      if (next == null) {
        break;
      }
      timers.remove(next);
      now = next.due();
      next.action().run();
    }
    now = end;
  }

  /** A stream that remembers what it was told. */
  static final class Stream extends PlainWaiter {
    @Nullable Server granted;
    int sentBack;
    @Nullable Server preferred;
    @Nullable Server avoided;
    boolean forces;
    int priorityClass;
    int priorityOffset;

    @Override
    public void granted(Server server) {
      if (granted != null) {
        throw new AssertionError("granted twice");
      }
      granted = server;
    }

    @Override
    public void sentBack() {
      sentBack++;
    }

    @Override
    public @Nullable Server preferred() {
      return preferred;
    }

    @Override
    public boolean isPersistenceForced() {
      return forces;
    }

    @Override
    public @Nullable Server avoided() {
      return avoided;
    }

    @Override
    public int priorityClass() {
      return priorityClass;
    }

    @Override
    public int priorityOffset() {
      return priorityOffset;
    }
  }
}
