package io.spillway.ops.alert;

import io.spillway.facility.provider.Backoff;
import io.spillway.ops.alert.channel.Channel;
import io.spillway.ops.alert.channel.ChannelException;
import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.ops.alert.delivery.Deliverer;
import io.spillway.ops.alert.delivery.DeliveryQueue;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.EventBus;
import io.spillway.ops.event.EventHistory;
import io.spillway.ops.event.ProcessEvent;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import io.spillway.ops.event.TimedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Alerts at work in a process: takes events from the bus, keeps them, and has channels tell what
 * the engine makes of them. Thread-safe.
 *
 * <p>While a process replaces another one, both run; the new one begins when the old one has left
 * the state directory, and takes the events that happened meanwhile from the bus.
 */
public final class AlertService implements AutoCloseable {
  /**
   * What it takes from outside. Immutable.
   *
   * @param instance the name of this instance
   * @param stateDirectory where everything is kept
   * @param historyFile where events are kept
   * @param teller which instance tells
   * @param ending the event that ends a problem of an earlier process, which is over; null where it
   *     is not, or not yet known
   * @param reporter hears how deliveries go
   * @param backoff the pauses between attempts to tell a channel
   */
  public record Surroundings(
      String instance,
      Path stateDirectory,
      Path historyFile,
      Teller teller,
      BiFunction<Subject, String, @Nullable Event> ending,
      Deliverer.Reporter reporter,
      Backoff backoff) {
    /** The usual pauses: a second at first, five minutes at most. */
    public static Backoff usualBackoff() {
      return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random());
    }
  }

  private record Left(Notification notification, Instant since) {}

  /** Problems that a channel was told of, and that last. */
  private record Told(String channel, String group) {
    static Told of(Notification notification) {
      return new Told(notification.channel(), notification.group());
    }
  }

  private static final Duration LOCK_LOOK = Duration.ofMillis(50);
  private static final Duration LOOK = Duration.ofMillis(500);

  /** How long what another instance is to tell is kept here, in case that one has just died. */
  private static final Duration TAKEOVER = Duration.ofSeconds(15);

  private final AlertsDefinition definition;
  private final EventBus bus;
  private final Surroundings surroundings;
  private volatile @Nullable EventHistory history;
  private final SequencedMap<String, DeliveryQueue> queues = new LinkedHashMap<>();
  private final Map<String, Deliverer> deliverers = new LinkedHashMap<>();
  private final List<Left> left = new ArrayList<>();
  private final Set<Told> told = new HashSet<>();
  private final Thread thread;
  private @Nullable AlertEngine engine;
  private volatile boolean isClosing;

  /** Whether another process ran when this one began; confined to {@link #thread}. */
  private boolean follows;

  /** Alerts that are not at work yet; no file is touched. */
  public AlertService(AlertsDefinition definition, EventBus bus, Surroundings surroundings) {
    this.definition = definition;
    this.bus = bus;
    this.surroundings = surroundings;
    this.thread = Thread.ofVirtual().name("alerts").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    try (AlertMemory memory = take()) {
      if (memory != null) {
        serve(memory);
      }
    } catch (IOException | RuntimeException e) {
      surroundings.reporter().report(true, "alerts have stopped: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable AlertMemory take() throws IOException, InterruptedException {
    Files.createDirectories(surroundings.stateDirectory());
    AlertMemory memory = AlertMemory.tryTake(surroundings.stateDirectory());
    while (memory == null && !isClosing) {
      follows = true;
      Thread.sleep(LOCK_LOOK);
      memory = AlertMemory.tryTake(surroundings.stateDirectory());
    }
    return memory;
  }

  private void serve(AlertMemory memory) throws IOException, InterruptedException {
    EventHistory kept = new EventHistory(surroundings.historyFile(), definition.historyLimit());
    history = kept;
    AlertEngine own = open(memory);
    long died = memory.begin();
    if (died >= 0) {
      bus.publish(ProcessEvent.died(surroundings.instance(), died));
    }
    long pid = ProcessHandle.current().pid();
    bus.publish(
        follows
            ? ProcessEvent.reloaded(surroundings.instance(), pid)
            : ProcessEvent.started(surroundings.instance(), pid));
    boolean isLast = false;
    while (!isLast) {
      isLast = isClosing;
      List<TimedEvent> events = bus.take(isLast ? Duration.ZERO : patience(own));
      work(own, memory, kept, events);
    }
    for (Deliverer deliverer : deliverers.values()) {
      deliverer.close();
    }
    memory.end();
  }

  private synchronized AlertEngine open(AlertMemory memory) throws IOException {
    AlertEngine own = new AlertEngine(definition.policy(), surroundings.instance(), memory.load());
    for (Map.Entry<String, Channel> entry : definition.channels().entrySet()) {
      String name = entry.getKey();
      DeliveryQueue queue =
          new DeliveryQueue(
              surroundings.stateDirectory().resolve("queue").resolve(name),
              definition.queueLimit());
      queues.put(name, queue);
      deliverers.put(
          name,
          new Deliverer(
              name, entry.getValue(), queue, surroundings.backoff(), surroundings.reporter()));
    }
    engine = own;
    return own;
  }

  private synchronized Duration patience(AlertEngine own) {
    Instant now = bus.now();
    Duration next = Duration.between(now, own.nextDue(now));
    boolean isWatching = !left.isEmpty() || !own.unconfirmed().isEmpty();
    return isWatching && next.compareTo(LOOK) > 0 ? LOOK : next;
  }

  private synchronized void work(
      AlertEngine own, AlertMemory memory, EventHistory kept, List<TimedEvent> events) {
    Instant now = bus.now();
    try {
      long overrun = bus.takeReplaced();
      if (overrun > 0) {
        bus.publish(ProcessEvent.overrun(surroundings.instance(), overrun));
      }
      if (!events.isEmpty()) {
        kept.add(events);
      }
    } catch (IOException e) {
      surroundings.reporter().report(true, "events cannot be kept: " + e);
    }
    events.forEach(own::accept);
    for (Alert alert : own.unconfirmed()) {
      Event over = surroundings.ending().apply(alert.subject(), alert.kind());
      if (over != null) {
        bus.publish(over);
      }
    }
    List<Notification> told = own.advance(now);
    takeOver(now);
    told.forEach(notification -> pass(notification, now));
    if (!events.isEmpty() || !told.isEmpty()) {
      keep(own, memory);
    }
  }

  private void keep(AlertEngine own, AlertMemory memory) {
    try {
      memory.keep(own.state());
    } catch (IOException e) {
      surroundings.reporter().report(true, "the state of alerts cannot be kept: " + e);
    }
  }

  /**
   * Queues a notification, or leaves it to the instance that is to tell it. Who told of problems
   * tells of their end, too: the one whose turn it is by then may have been dead meanwhile, and
   * know nothing of them.
   */
  private void pass(Notification notification, Instant now) {
    boolean isOwn = notification.isRecovery() && told.contains(Told.of(notification));
    if (isOwn || surroundings.teller().other(notification.audience()) == null) {
      queue(notification);
    } else {
      left.add(new Left(notification, now));
    }
  }

  /** Queues what was left to an instance that is no longer there to tell it. */
  private void takeOver(Instant now) {
    for (Left one : List.copyOf(left)) {
      if (surroundings.teller().other(one.notification().audience()) == null) {
        queue(one.notification());
        left.remove(one);
      } else if (now.isAfter(one.since().plus(TAKEOVER))) {
        left.remove(one);
      }
    }
  }

  private void queue(Notification notification) {
    DeliveryQueue queue = queues.get(notification.channel());
    if (queue == null) {
      return; // Of a channel that the configuration no longer has.
    }
    if (notification.firing().isEmpty()) {
      told.remove(Told.of(notification));
    } else {
      told.add(Told.of(notification));
    }
    try {
      int dropped = queue.add(notification);
      if (dropped > 0) {
        surroundings
            .reporter()
            .report(
                true,
                "channel "
                    + notification.channel()
                    + " has "
                    + definition.queueLimit()
                    + " notifications waiting: the oldest is dropped");
      }
    } catch (IOException e) {
      surroundings.reporter().report(true, "a notification cannot be kept until it is told: " + e);
    }
  }

  /** The last {@code count} events, the oldest first. */
  public List<String> history(int count) {
    EventHistory kept = history;
    return kept == null ? List.of() : kept.last(count);
  }

  /** What is said of the problems that last, of silences and of channels. */
  public synchronized String list() {
    return AlertReport.text(engine, queues, deliverers, bus.now());
  }

  /** The same, to be shown otherwise; null while an earlier process still keeps the alerts. */
  public synchronized @Nullable AlertOverview overview() {
    AlertEngine own = engine;
    if (own == null) {
      return null;
    }
    List<AlertOverview.ChannelState> channels = new ArrayList<>();
    queues.forEach(
        (name, queue) -> {
          Deliverer deliverer = deliverers.get(name);
          channels.add(
              new AlertOverview.ChannelState(
                  name, queue.size(), deliverer == null ? null : deliverer.trouble()));
        });
    return new AlertOverview(
        own.active().stream()
            .map(alert -> new AlertOverview.Lasting(alert, own.isSuppressed(alert)))
            .toList(),
        own.silences(),
        channels);
  }

  /**
   * Has some problems not told for {@code time}.
   *
   * @return null while an earlier process still keeps the alerts
   */
  public synchronized @Nullable Silence silence(Match match, Duration time, String reason) {
    AlertEngine own = engine;
    if (own == null) {
      return null;
    }
    Instant now = bus.now();
    Silence silence = own.silence(match, now, now.plus(time), reason);
    bus.publish(
        new ProcessEvent(
            Subject.of(Subject.Kind.PROCESS, surroundings.instance(), ""),
            "silenced",
            Severity.INFORMATION,
            "silence "
                + silence.id()
                + " of "
                + match.text()
                + " until "
                + silence.until()
                + ": "
                + reason));
    return silence;
  }

  /** Ends a silence; false where there is none of that number. */
  public synchronized boolean endSilence(int id) {
    AlertEngine own = engine;
    boolean ended = own != null && own.endSilence(id);
    if (ended) {
      bus.publish(
          new ProcessEvent(
              Subject.of(Subject.Kind.PROCESS, surroundings.instance(), ""),
              "unsilenced",
              Severity.INFORMATION,
              "silence " + id + " is ended"));
    }
    return ended;
  }

  /**
   * Tells a channel a notification for trying out, at once and without its queue.
   *
   * @return what went wrong, or null where the channel took it
   */
  public static @Nullable String test(
      AlertsDefinition definition, String channel, String instance, Instant now)
      throws InterruptedException {
    Channel found = definition.channels().get(channel);
    if (found == null) {
      return "there is no channel '"
          + channel
          + "' (expected one of: "
          + String.join(", ", definition.channels().keySet())
          + ")";
    }
    Alert alert =
        new Alert(
            "process " + instance + " test",
            Subject.of(Subject.Kind.PROCESS, instance, ""),
            "test",
            Severity.INFORMATION,
            "This is a test of channel " + channel + " by Spillway on " + instance,
            now,
            null,
            Alert.Status.NOTE);
    try {
      found.tell(
          new Notification(
              instance + "-test-" + now.toEpochMilli(),
              channel,
              "spillway test " + instance,
              Notification.Audience.INSTANCE,
              now,
              List.of(alert),
              false,
              instance,
              null));
      return null;
    } catch (ChannelException e) {
      return e.getMessage();
    }
  }

  /** What the configuration says. */
  public AlertsDefinition definition() {
    return definition;
  }

  /** The name of this instance. */
  public String instance() {
    return surroundings.instance();
  }

  /** Stops, after what happened until now was kept. What waits to be told stays on disk. */
  @Override
  public void close() {
    if (isClosing) {
      return;
    }
    isClosing = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    bus.publish(ProcessEvent.stopped(surroundings.instance(), ProcessHandle.current().pid()));
    bus.wake();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
