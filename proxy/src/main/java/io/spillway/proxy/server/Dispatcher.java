package io.spillway.proxy.server;

import io.spillway.proxy.stats.Gauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the streams of one backend their servers: persistence first, then the balance algorithm
 * over the active priority group, within the limits of slots and queues. Thread-safe.
 *
 * <p>Every choice is made under one short lock; waiters are told without it.
 */
public final class Dispatcher {
  private final List<Server> servers;
  private final DispatchPolicy policy;
  private final Gauge backendSessions;
  private final LongSupplier clock;
  private final Timer timer;

  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityGroups groups;
  private final WaitQueue queue = new WaitQueue();
  private final boolean ranksByLoad;
  private long arrivals;

  /**
   * A dispatcher over {@code servers}, which belong to it from now on.
   *
   * @param servers in the configuration's order
   * @param algorithm makes a balancer for the servers of one priority group
   * @param backendSessions the streams that are in the backend, waiting ones included
   * @param clock milliseconds, monotonic; the servers' clock too
   * @param timer for slow start and failback
   */
  public Dispatcher(
      List<Server> servers,
      DispatchPolicy policy,
      Function<List<Server>, Balancer> algorithm,
      Gauge backendSessions,
      LongSupplier clock,
      Timer timer) {
    this.servers = List.copyOf(servers);
    this.policy = policy;
    this.backendSessions = backendSessions;
    this.clock = clock;
    this.timer = timer;
    this.groups =
        new PriorityGroups(this.servers, policy.usesAllBackups(), policy.failback(), algorithm);
    this.ranksByLoad = groups.all().stream().anyMatch(group -> group.balancer().ranksByLoad());
    this.servers.forEach(server -> server.attach(this));
  }

  /** The backend's servers in the configuration's order. */
  public List<Server> servers() {
    return servers;
  }

  /**
   * Gives {@code waiter} a server with a slot taken, or a place in a queue, or nothing. Called on
   * the stream's event loop.
   */
  public Assignment assign(Waiter waiter) {
    Server preferred = waiter.preferred();
    if (preferred != null && holds(preferred, waiter)) {
      Assignment assignment = assignPreferred(preferred, waiter);
      boolean mayGoElsewhere = policy.redispatches() && !waiter.isPersistenceForced();
      if (assignment != Assignment.Refused.QUEUE_FULL || !mayGoElsewhere) {
        return assignment;
      }
    }
    Server last = policy.prefersLast() && preferred == null ? waiter.last() : null;
    if (last != null && last.usable() && servers.contains(last)) {
      return assignPreferred(last, waiter);
    }
    ServerGroup group = groups.active();
    long hash = group == null ? Balancer.NO_HASH : group.balancer().hash(waiter.balanceInput());
    Server avoided = waiter.avoided();
    lock.lock();
    try {
      return balance(waiter, hash, avoided);
    } finally {
      lock.unlock();
    }
  }

  private boolean holds(Server preferred, Waiter waiter) {
    return preferred.state().operational() != OperationalState.STOPPED
        || policy.persists()
        || waiter.isPersistenceForced();
  }

  private Assignment assignPreferred(Server server, Waiter waiter) {
    if (!server.limits().isLimited() && !ranksByLoad) {
      server.sessions().increment();
      return server;
    }
    lock.lock();
    try {
      if (!server.isFull()) {
        return take(server);
      }
      return enqueueAt(server, waiter);
    } finally {
      lock.unlock();
    }
  }

  private Assignment balance(Waiter waiter, long hash, @Nullable Server avoided) {
    ServerGroup group = groups.active();
    if (group == null) {
      return Assignment.Refused.NO_SERVER;
    }
    Server only = group.only();
    if (only != null) {
      return only.isFull() ? enqueueAt(only, waiter) : take(only);
    }
    int waiting = queue.size();
    boolean isFull =
        waiting > 0 && waiting != backendSessions.value() && group.balancer().fillsAllServers();
    Server picked = isFull ? null : group.balancer().pick(hash, avoided);
    if (picked == null) {
      return enqueue(queue, new QueuePlace(waiter, null, clock.getAsLong(), arrivals++, waiting));
    }
    return picked.isFull() ? enqueueAt(picked, waiter) : take(picked);
  }

  private Server take(Server server) {
    server.sessions().increment();
    loadChanged(server);
    return server;
  }

  private Assignment enqueueAt(Server server, Waiter waiter) {
    int waiting = server.queue.size();
    int most = server.limits().queue();
    if (most > 0 && waiting >= most) {
      return Assignment.Refused.QUEUE_FULL;
    }
    Assignment queued =
        enqueue(
            server.queue, new QueuePlace(waiter, server, clock.getAsLong(), arrivals++, waiting));
    loadChanged(server);
    return queued;
  }

  private static Assignment enqueue(WaitQueue queue, QueuePlace place) {
    queue.add(place);
    place.waiter.place(place);
    return place.server == null
        ? Assignment.Queued.IN_BACKEND_QUEUE
        : Assignment.Queued.IN_SERVER_QUEUE;
  }

  /** How many streams a server with {@code limits} takes at once, as full as the backend is. */
  int slots(ServerLimits limits) {
    long inBackend = backendSessions.value();
    if (limits.minimum() == limits.maximum() || inBackend >= policy.fullConnections()) {
      return limits.maximum();
    }
    long share = inBackend * limits.maximum() / policy.fullConnections();
    return (int) Math.max(limits.minimum(), share);
  }

  /** Gives a slot of {@code server} back and hands it to the next waiter. */
  public void release(Server server) {
    server.sessions().decrement();
    if (!ranksByLoad && !server.limits().isLimited() && queue.size() == 0) {
      return;
    }
    List<QueuePlace> granted = List.of();
    lock.lock();
    try {
      loadChanged(server);
      granted = serve(server, granted);
    } finally {
      lock.unlock();
    }
    tell(granted, server);
  }

  /**
   * Takes {@code waiter} out of its queue.
   *
   * @return whether it was in one; if not, it was or will be told that it is out
   */
  public boolean cancel(Waiter waiter) {
    lock.lock();
    try {
      QueuePlace place = waiter.place();
      if (place == null) {
        return false;
      }
      waiter.place(null);
      Server server = place.server;
      if (server == null) {
        queue.remove(place);
      } else if (server.queue.remove(place)) {
        loadChanged(server);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes as many waiters out of the queues as {@code server} has free slots, and the slots. */
  private List<QueuePlace> serve(Server server, List<QueuePlace> granted) {
    List<QueuePlace> served = granted;
    int slots = server.slots();
    while (slots == 0 || server.sessions().value() < slots) {
      QueuePlace next = next(server);
      if (next == null) {
        break;
      }
      (next.server == null ? queue : server.queue).remove(next);
      next.waiter.place(null);
      server.sessions().increment();
      if (served.isEmpty()) {
        served = new ArrayList<>();
      }
      served.add(next);
    }
    if (!served.isEmpty()) {
      loadChanged(server);
    }
    return served;
  }

  private @Nullable QueuePlace next(Server server) {
    QueuePlace own = server.queue.first();
    boolean takesFromBackend = server.usable() && server.group == groups.active();
    QueuePlace any = takesFromBackend ? queue.first() : null;
    if (own == null || any == null) {
      return own == null ? any : own;
    }
    return QueuePlace.ORDER.compare(own, any) <= 0 ? own : any;
  }

  private static void tell(List<QueuePlace> granted, Server server) {
    for (QueuePlace place : granted) {
      place.waiter.granted(server);
    }
  }

  private void loadChanged(Server server) {
    if (ranksByLoad) {
      ServerGroup group = server.group;
      if (group != null) {
        group.balancer().loadChanged(server);
      }
    }
  }

  /** How many streams wait in the backend's queue. */
  public int waiting() {
    return queue.size();
  }

  /** The most that have waited in the backend's queue. */
  public int maximumWaiting() {
    return queue.max();
  }

  /** Looks at {@code server} again and again while it warms up, so that its share grows. */
  void warmUp(Server server) {
    long step = Math.max(1000, server.policy().slowStartMillis() / 20);
    timer.after(
        step,
        () -> {
          boolean isWarm = server.state().warmUp();
          serverChanged(server);
          if (!isWarm) {
            warmUp(server);
          }
        });
  }

  /** Looks at {@code server} again after its state, weight or limits changed. */
  BackendEffect serverChanged(Server server) {
    List<QueuePlace> granted = new ArrayList<>();
    List<QueuePlace> sentBack = List.of();
    List<Server> receivers = new ArrayList<>();
    long wait;
    BackendEffect effect;
    lock.lock();
    try {
      ServerGroup group = server.group;
      if (group == null) {
        return BackendEffect.NONE;
      }
      boolean wasUp = groups.active() != null;
      group.update(server);
      wait = groups.choose();
      boolean isUp = groups.active() != null;
      if (server.state().operational() == OperationalState.STOPPED
          && policy.redispatches()
          && !policy.persists()) {
        sentBack = server.queue.removeUnforced();
        sentBack.forEach(place -> place.waiter.place(null));
        loadChanged(server);
      }
      serveAll(granted, receivers);
      effect =
          new BackendEffect(
              groups.usableInTiers(),
              groups.usableBackups(),
              sentBack.size() + granted.size(),
              isUp && server.usable() ? queue.size() : server.queue.size(),
              wasUp && !isUp);
    } finally {
      lock.unlock();
    }
    if (wait != 0) {
      timer.after(policy.failback().afterMillis(), () -> failback(wait));
    }
    tell(granted, receivers);
    sentBack.forEach(place -> place.waiter.sentBack());
    return effect;
  }

  private void serveAll(List<QueuePlace> granted, List<Server> receivers) {
    for (Server server : servers) {
      if (queue.size() == 0 && server.queue.size() == 0) {
        continue;
      }
      for (QueuePlace place : serve(server, List.of())) {
        granted.add(place);
        receivers.add(server);
      }
    }
  }

  /** Whether {@code server} belongs to the tier, or the backup servers, that take streams now. */
  public boolean isServing(Server server) {
    ServerGroup group = server.group;
    return group != null && group == groups.active();
  }

  /** Lets the best tier with usable servers take over now, whatever {@code tier-failback} says. */
  public void failback() {
    failback(0);
  }

  private void failback(long wait) {
    List<QueuePlace> granted = new ArrayList<>();
    List<Server> receivers = new ArrayList<>();
    lock.lock();
    try {
      if (wait != 0 && !groups.isWaiting(wait)) {
        return;
      }
      groups.failBack();
      serveAll(granted, receivers);
    } finally {
      lock.unlock();
    }
    tell(granted, receivers);
  }

  private static void tell(List<QueuePlace> granted, List<Server> receivers) {
    for (int i = 0; i < granted.size(); i++) {
      granted.get(i).waiter.granted(receivers.get(i));
    }
  }
}
