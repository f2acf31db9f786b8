package io.spillway.proxy.stream;

import io.spillway.net.Connector;
import io.spillway.net.Endpoint;
import io.spillway.net.EventLoops;
import io.spillway.net.Listener;
import io.spillway.net.Listening;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.ProcessState;
import io.spillway.proxy.log.LogContext;
import io.spillway.proxy.log.LogIdentity;
import io.spillway.proxy.log.LogOutputs;
import io.spillway.proxy.log.LogWriter;
import io.spillway.proxy.log.RequestTail;
import io.spillway.proxy.server.Server;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final List<FrontendListener> listeners = new CopyOnWriteArrayList<>();
  private final Consumer<String> alerts;
  private final RequestTail tail = new RequestTail();

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
              loop, process, connector, new LoopLog(new LogWriter(logContext, outputs), tail)));
    }
    this.contexts = List.copyOf(made);
  }

  /** The loops. */
  public EventLoops loops() {
    return loops;
  }

  /**
   * Binds a listening socket of {@code frontend}; accepting begins with {@link #startAccepting}.
   *
   * @param name how logs call it
   * @param id its number in the frontend, from 1
   * @param maxConnections its own limit, 0 for none
   * @param opening what comes before the session on each connection
   * @throws IOException with the system's reason when it cannot be bound
   */
  public FrontendListener open(
      Frontend frontend,
      Endpoint endpoint,
      String name,
      int id,
      int maxConnections,
      ConnectionOpening opening,
      Listening listening,
      SocketOptions options)
      throws IOException {
    FrontendListener listener =
        new FrontendListener(
            frontend, process, contexts, admission, name, id, maxConnections, opening, alerts);
    Listener bound = Listener.open(endpoint, loops, listening, options, listener);
    frontend.addListener(listener);
    frontend.onChange(admission::recheck);
    admission.add(listener);
    listener.open(bound);
    listeners.add(listener);
    return listener;
  }

  /** The streams that ended last, for who looks at them. */
  public RequestTail tail() {
    return tail;
  }

  /**
   * The descriptors of the sockets that listen now; none where the transport does not tell.
   * Thread-safe.
   */
  public List<Integer> listeningDescriptors() {
    return listeners.stream()
        .map(FrontendListener::descriptor)
        .filter(descriptor -> descriptor >= 0)
        .toList();
  }

  /** Begins to accept on every socket that was opened. */
  public void startAccepting() {
    admission.recheck();
  }

  /** Has the streams end that {@code server} serves, soon. Callable from any thread. */
  public void endSessions(Server server, Termination.Cause cause) {
    for (LoopContext context : contexts) {
      context
          .loop()
          .execute(() -> context.forEachSession(session -> session.shutDown(server, cause)));
    }
  }

  /**
   * Ends the streams that {@code server} serves; says how many there were. Not to be called on a
   * loop.
   */
  public int countEndedSessions(Server server) {
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch pending = new CountDownLatch(contexts.size());
    for (LoopContext context : contexts) {
      context
          .loop()
          .execute(
              () -> {
                context.forEachSession(
                    session -> {
                      if (session.shutDown(server, Termination.Cause.KILLED)) {
                        ended.incrementAndGet();
                      }
                    });
                pending.countDown();
              });
    }
    try {
      pending.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ended.get();
  }

  /** Closes the idle connections to {@code server}, which went away. */
  public void closeIdle(Server server) {
    for (LoopContext context : contexts) {
      context.loop().execute(() -> context.serverConnections().closeIdle(server));
    }
  }

  /** Accepts no more and closes what carries nothing; what carries something goes on to its end. */
  public void softStop() {
    process.stop();
    admission.closeAll();
    for (LoopContext context : contexts) {
      context.loop().execute(() -> context.forEachSession(LiveSession::endWhenIdle));
    }
  }

  /** Cuts everything off. */
  @Override
  public void close() {
    timer.shutdownNow();
    loops.close();
  }
}
