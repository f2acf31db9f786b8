package io.spillway.facility.runtime;

import io.spillway.facility.NameAnswers;
import io.spillway.facility.agreement.Ledger;
import io.spillway.facility.agreement.Message;
import io.spillway.facility.agreement.Register;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.event.History;
import io.spillway.facility.exchange.Exchange;
import io.spillway.facility.exchange.ExchangeListener;
import io.spillway.facility.exchange.VoterState;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One voter at work. Thread-safe: what its methods want is done by its own thread.
 *
 * <p>A round of that thread: do what came in, end drills, reason about each name, write down what
 * must not be forgotten, send, bring the answers up to date, tell the others.
 */
public final class FacilityRuntime implements AutoCloseable {
  private static final long TURN_NANOS = 10_000_000;
  private static final long RETRY_MILLIS = 1000;

  private final FacilityConfiguration configuration;
  private final VoterDefinition self;
  private final FacilitySurroundings surroundings;
  private final FacilityEvent.Listener listener;
  private final History history;
  private final Memory memory;
  private final Duration heartbeat;
  private final Duration validity;
  private final Tasks tasks = new Tasks();
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final Reliance reliance;
  private final PublishedAnswers answers;
  private final Map<String, NameWork> names = new LinkedHashMap<>();
  private final List<Register.Outgoing> outgoing = new ArrayList<>();
  private final Exchange exchange;
  private final OwnWords words;
  private final Peers peers;
  private Orders orders;
  private final Timekeeper timekeeper;
  private final PrivateLinks links;
  private final Thread thread;
  private @Nullable StateLock lock;
  private @Nullable Watches watches;
  private long epoch;
  private long round;
  private long started;
  private boolean quorum;
  private volatile boolean closed;
  private volatile Acquaintance acquaintance = Acquaintance.NONE;

  /**
   * A voter that does nothing yet.
   *
   * @param self which of the configured voters this is
   * @param listener hears of events, on this voter's threads
   * @throws IOException when a file cannot be read or written, or a certificate not be used; the
   *     message says which, and why
   */
  public FacilityRuntime(
      FacilityConfiguration configuration,
      VoterDefinition self,
      FacilitySurroundings surroundings,
      FacilityEvent.Listener listener)
      throws IOException {
    this.configuration = configuration;
    this.self = self;
    this.surroundings = surroundings;
    this.listener = listener;
    Rhythm rhythm = Rhythm.of(configuration);
    this.heartbeat = rhythm.heartbeat();
    this.validity = rhythm.validity();
    this.reliance = new Reliance(validity);
    this.answers = new PublishedAnswers(reliance);
    this.history = openHistory(surroundings);
    this.memory = new Memory(surroundings.stateFile(), this::tell);
    memory.recall(false);
    List<VoterDefinition> voters = configuration.voters();
    this.orders = recalledOrders();
    this.peers = new Peers(self, voters, validity, this::tell);
    this.timekeeper =
        new Timekeeper(
            configuration, self.name(), validity.multipliedBy(2), surroundings.wallClock());
    this.links =
        new PrivateLinks(configuration, self, surroundings.servers(), validity, this::tell);
    recallNames();
    this.exchange =
        new Exchange(
            self,
            voters,
            configuration.coordination().protection(),
            heartbeat,
            validity,
            new Hearing());
    this.words = new OwnWords(exchange, memory, heartbeat);
    this.thread = Thread.ofPlatform().name("facility").unstarted(this::run);
  }

  private Orders recalledOrders() {
    return new Orders(
        self.name(),
        configuration.voters().indexOf(self),
        memory.orders(),
        System.nanoTime(),
        this::tell);
  }

  private void recallNames() {
    List<String> voterNames = configuration.voters().stream().map(VoterDefinition::name).toList();
    for (NameDefinition name : configuration.names()) {
      NameWork work =
          new NameWork(
              name,
              new Register(name.name(), self.name(), voterNames, memory.ledger(name.name())),
              orders.orders(),
              validity,
              heartbeat,
              ThreadLocalRandom.current(),
              surroundings.wallClock().instant());
      names.put(name.name(), work);
      answers.publish(work.answer());
    }
  }

  private static History openHistory(FacilitySurroundings surroundings) throws IOException {
    try {
      return new History(surroundings.historyFile(), surroundings.wallClock());
    } catch (IOException e) {
      throw new IOException(
          "history file " + surroundings.historyFile() + " cannot be used: " + e, e);
    }
  }

  /**
   * Listens, dials, watches and reasons from now on. Where another process is this voter still, it
   * first waits for the end of that, and answers meanwhile what the other one last wrote down.
   *
   * @throws IOException when this voter's address cannot be listened on, or the state file not be
   *     written
   */
  public void start() throws IOException {
    lock = StateLock.tryTake(surroundings.stateFile());
    if (lock == null) {
      tell(new FacilityEvent.Waiting(self.name()));
      settled.complete(null);
    } else {
      begin();
    }
    thread.start();
  }

  private void begin() throws IOException {
    memory.recall(true);
    orders = recalledOrders();
    recallNames();
    exchange.open();
    reliance.start();
    started = System.nanoTime();
    round = started;
    watches =
        new Watches(
            configuration,
            self,
            surroundings.processes(),
            (name, facility, address, after) -> {
              tell(
                  new FacilityEvent.ViewChanged(
                      name.name(), facility, address, after.view(), after.reason()));
              tasks.wake();
            });
    tell(new FacilityEvent.Started(self.name(), configuration.voters().size()));
  }

  /**
   * Completed once a majority of the voters was heard, and so whatever they agreed about; or after
   * some time, in which nobody was.
   */
  public CompletableFuture<Void> settled() {
    return settled;
  }

  /** The answers that hold. */
  public NameAnswers answers() {
    return answers;
  }

  /** Who hears whom, as this voter knows it now. */
  public Acquaintance acquaintance() {
    return acquaintance;
  }

  /** This instance does not reach a provider: the others are told so for some time. */
  void standBack(Duration time) {
    words.standBack(time);
    tasks.wake();
  }

  /** Takes an event of something that follows the answers: it is told and kept. */
  public void note(FacilityEvent event) {
    tell(event);
  }

  /** The last {@code count} events, the oldest first. */
  public List<String> history(int count) {
    return history.last(count);
  }

  /** What the configuration says. */
  public FacilityConfiguration configuration() {
    return configuration;
  }

  /** How everything looks; completed by this voter's thread. */
  public CompletableFuture<FacilityStatus> status() {
    return tasks.ask(() -> new StatusReport(this).make(round));
  }

  /**
   * What would follow if all public addresses of a facility were dead and its instances silent.
   *
   * @param facility a configured one
   */
  public CompletableFuture<List<Forecast>> plan(String facility) {
    return tasks.ask(() -> Forecast.of(this, facility, round));
  }

  /**
   * An operator decides about a facility.
   *
   * @param facility a configured one
   * @param drill how long a drill is to take; 0 for all other kinds
   * @return completed when this voter has written it down
   */
  public CompletableFuture<Void> order(String facility, Order.Kind kind, Duration drill) {
    return tasks.ask(
        () -> {
          if (lock == null) {
            throw new IllegalStateException("another process is " + self.name() + " still");
          }
          orders.give(facility, kind, drill, timekeeper.windowOfOperator(facility, orders), round);
          return null;
        });
  }

  /**
   * An operator ends the hold-down of a facility: its addresses serve again that a majority sees
   * alive.
   *
   * @return whether there was one to be asked for
   */
  public CompletableFuture<Boolean> failback(String facility) {
    return tasks.ask(
        () -> {
          boolean any = false;
          for (NameWork work : names.values()) {
            any |= work.restore(facility, round, outgoing);
          }
          return any;
        });
  }

  private final class Hearing implements ExchangeListener {
    @Override
    public void heard(String voter, VoterState state, long connectionEpoch) {
      tasks.submit(() -> hear(voter, state, connectionEpoch));
    }

    @Override
    public void heard(String voter, Message message) {
      tasks.submit(
          () -> {
            NameWork work = names.get(message.name());
            if (work != null) {
              outgoing.addAll(work.receive(voter, message));
            }
          });
    }

    @Override
    public void refused(String from, String reason) {
      tell(new FacilityEvent.PeerRefused(from, reason));
    }
  }

  private void hear(String voter, VoterState state, long connectionEpoch) {
    if (connectionEpoch != epoch) {
      return;
    }
    peers.heard(voter, state, round);
    state
        .names()
        .forEach(
            (name, said) -> {
              NameWork work = names.get(name);
              if (work != null) {
                work.learn(said.verdict());
              }
            });
    state
        .orders()
        .forEach(
            (facility, instruction) -> {
              if (configuration.facility(facility) != null) {
                orders.take(facility, instruction, round);
              }
            });
  }

  private void run() {
    try {
      awaitPredecessor();
      while (!closed) {
        Runnable first = tasks.await(words.untilNext(System.nanoTime()));
        begin(System.nanoTime());
        try {
          tasks.work(first);
          conclude();
        } catch (RuntimeException e) {
          // A bug. The next round may be spared; nothing of this one was sent.
          outgoing.clear();
          words.skip(round);
          tell(FacilityEvent.Failed.of(e));
        }
      }
    } catch (InterruptedException e) {
      // Nobody does that to this thread; it ends as if it were closed.
      Thread.currentThread().interrupt();
    } finally {
      reliance.end();
    }
  }

  /** Waits until the process that was this voter before has ended its work. */
  private void awaitPredecessor() throws InterruptedException {
    while (lock == null && !closed) {
      tasks.work(tasks.await(TURN_NANOS));
      try {
        lock = StateLock.tryTake(surroundings.stateFile());
        if (lock != null) {
          begin();
        }
      } catch (IOException e) {
        tell(new FacilityEvent.CannotVote(String.valueOf(e.getMessage())));
        releaseLock();
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private void releaseLock() {
    StateLock held = lock;
    lock = null;
    if (held != null) {
      try {
        held.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Begins a round; if the last one is too long ago, all that was known before is forgotten. */
  private void begin(long now) {
    long pause = now - round;
    round = now;
    if (pause > validity.toNanos()) {
      epoch = exchange.reset();
      peers.forget();
      Watches running = watches;
      if (running != null) {
        running.forget();
      }
      tell(new FacilityEvent.Paused(Duration.ofNanos(pause)));
    }
  }

  private void conclude() {
    orders.endDrills(round);
    boolean standsBack = words.standsBack(round);
    timekeeper.decide(peers.acquaintance(standsBack, round), orders, round);
    int rank = peers.rank(round);
    boolean defers = peers.isOneBetterInformed(round);
    for (NameWork work : names.values()) {
      String name = work.definition().name();
      outgoing.addAll(
          work.deliberate(
              peers.testimonies(name, OwnWords.about(work, watches), round), defers, rank, round));
    }
    if (remember()) {
      for (Register.Outgoing out : outgoing) {
        exchange.send(out.to(), out.message());
      }
      for (NameWork work : names.values()) {
        work.follow(orders.orders(), surroundings.wallClock().instant(), this::tell);
        answers.publish(work.answer());
      }
    }
    outgoing.clear();
    words.say(names, watches, peers, standsBack, round);
    acquaintance = peers.acquaintance(standsBack, round);
    settle();
    if (settled.isDone()) {
      links.look(this::looks, peers.heard(round), round);
    }
  }

  /** Writes down what must not be forgotten; false where that fails, and nothing may be sent. */
  private boolean remember() {
    Map<String, Ledger> ledgers = new HashMap<>(memory.ledgers());
    names.forEach((name, work) -> ledgers.put(name, work.ledger()));
    return memory.keep(new KeptState(ledgers, orders.instructions()));
  }

  private void settle() {
    int heard = peers.heard(round).size();
    int majority = configuration.voters().size() / 2 + 1;
    boolean enough = heard >= majority;
    reliance.worked(round, enough);
    boolean late = round - started > 2 * validity.toNanos();
    if (!settled.isDone()) {
      if (!enough && !late) {
        return;
      }
      quorum = true;
      settled.complete(null);
    }
    if (enough != quorum) {
      quorum = enough;
      tell(new FacilityEvent.QuorumChanged(enough, heard, configuration.voters().size()));
    }
    if (late) {
      peers.tellLosses(round);
    }
  }

  /** Whether any public address of {@code facility} looks so from here. */
  private boolean looks(String facility, View view) {
    Watches running = watches;
    return running != null
        && names.values().stream()
            .map(NameWork::definition)
            .anyMatch(
                name ->
                    name.policy().members().stream()
                        .filter(member -> member.facility().equals(facility))
                        .flatMap(member -> member.addresses().stream())
                        .anyMatch(a -> running.sight(name.name(), a).view() == view));
  }

  private void tell(FacilityEvent event) {
    listener.happened(event);
    try {
      history.add(event);
    } catch (IOException e) {
      // The log has it; the file is tried again with the next event.
      return;
    }
  }

  VoterDefinition self() {
    return self;
  }

  Map<String, NameWork> names() {
    return names;
  }

  Peers peers() {
    return peers;
  }

  Orders orders() {
    return orders;
  }

  Timekeeper timekeeper() {
    return timekeeper;
  }

  Exchange exchange() {
    return exchange;
  }

  @Nullable Watches watches() {
    return watches;
  }

  Set<String> heard() {
    return peers.heard(round);
  }

  Duration validity() {
    return validity;
  }

  /** Says and hears no more. The answers stay as they are. */
  @Override
  public void close() {
    closed = true;
    tasks.wake();
    try {
      // Its last round may be writing: whoever comes next shall find what it wrote.
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Watches running = watches;
    if (running != null) {
      running.close();
    }
    exchange.close();
    releaseLock();
  }
}
