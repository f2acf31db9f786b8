package io.spillway.proxy.stream;

import io.spillway.net.Connector;
import io.spillway.net.Endpoint;
import io.spillway.net.EventLoops;
import io.spillway.net.Listener;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogIdentity;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.log.LogWriter;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Carries the traffic of all proxies: the loops with what they share, and the listening sockets.
 * Thread-safe.
 */
public final class ProxyEngine implements AutoCloseable {
  private final EventLoops loops;
  private final ProcessState process;
  private final List<LoopContext> contexts;
  private final ScheduledExecutorService timer;
  private final Admission admission;
  private final Consumer<String> alerts;

  /**
   * An engine without listeners.
   *
   * @param outputs where log lines go out
   * @param alerts hears of what an operator must know, one line each
   */
  public ProxyEngine(
      EventLoops loops,
      ProcessState process,
      LogOutputs outputs,
      LogIdentity identity,
      Consumer<String> alerts) {
    this.loops = loops;
    this.process = process;
    this.alerts = alerts;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("admission").unstarted(task));
    this.admission = new Admission(process, timer);
    Connector connector = new Connector(loops.transport());
    List<LoopContext> made = new ArrayList<>();
    for (Loop loop : loops.loops()) {
      LogContext logContext = new LogContext(identity, ZoneId.systemDefault());
      made.add(
          new LoopContext(
              loop, process, connector, new LoopLog(new LogWriter(logContext, outputs))));
    }
    this.contexts = List.copyOf(made);
  }

  /**
   * Binds a listening socket of {@code frontend} and begins to accept.
   *
   * @param name how logs call it
   * @param id its number in the frontend, from 1
   * @param maxConnections its own limit, 0 for none
   * @throws IOException with the system's reason when it cannot be bound
   */
  public FrontendListener open(
      Frontend frontend,
      Endpoint endpoint,
      String name,
      int id,
      int maxConnections,
      int backlog,
      SocketOptions options)
      throws IOException {
    FrontendListener listener =
        new FrontendListener(
            frontend, process, contexts, admission, name, id, maxConnections, alerts);
    Listener bound = Listener.open(endpoint, loops, backlog, options, listener);
    frontend.addListener(listener);
    frontend.onChange(admission::recheck);
    admission.add(listener);
    listener.open(bound);
    return listener;
  }

  /** Cuts everything off. */
  @Override
  public void close() {
    timer.shutdownNow();
    loops.close();
  }
}
