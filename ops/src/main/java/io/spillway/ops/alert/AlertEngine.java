package io.spillway.ops.alert;

import io.spillway.ops.event.ConditionEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import io.spillway.ops.event.TimedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes notifications of events, as an {@link AlertPolicy} wants them. A pure function of events
 * and times: it has no clock of its own. Confined to one thread.
 *
 * <p>The times that it is given never go back by more than what a problem's thresholds forgive: an
 * earlier time counts as the latest one.
 */
public final class AlertEngine {
  private static final int MOST_NOTES = 1000;
  private static final String SUMMARY = "after quiet hours";
  private static final Duration MAINTENANCE_LOOK = Duration.ofSeconds(30);

  private final AlertPolicy policy;
  private final String instance;
  private final SequencedMap<String, Problem> problems = new LinkedHashMap<>();
  private final Map<Group.Key, Group> groups = new LinkedHashMap<>();
  private final List<Silence> silences = new ArrayList<>();
  private final Map<String, ArrayDeque<Instant>> changes = new HashMap<>();
  private final SequencedMap<String, Instant> notes = new LinkedHashMap<>();
  private long made;

  /**
   * An engine that remembers {@code state}.
   *
   * @param instance the name of this instance
   */
  public AlertEngine(AlertPolicy policy, String instance, EngineState state) {
    this.policy = policy;
    this.instance = instance;
    for (Problem.Kept kept : state.problems()) {
      Problem problem = Problem.of(kept);
      problem.isUnconfirmed = problem.lasts && problem.ended == null;
      problems.put(problem.key(), problem);
    }
    state.groups().forEach(kept -> groups.put(kept.key(), Group.of(kept)));
    silences.addAll(state.silences());
    state.changes().forEach((key, times) -> changes.put(key, new ArrayDeque<>(times)));
    notes.putAll(state.notes());
    made = state.made();
  }

  /** What it remembers. */
  public EngineState state() {
    Map<String, List<Instant>> times = new HashMap<>();
    changes.forEach((key, all) -> times.put(key, List.copyOf(all)));
    return new EngineState(
        problems.values().stream().map(Problem::kept).toList(),
        groups.values().stream().map(Group::kept).toList(),
        List.copyOf(silences),
        times,
        new LinkedHashMap<>(notes),
        made);
  }

  /** This happened. */
  public void accept(TimedEvent timed) {
    Event event = timed.event();
    for (String kind : event.ends()) {
      end(event.subject(), kind, timed.time());
    }
    begin(event, timed.time());
  }

  private void begin(Event event, Instant time) {
    Problem known = event.lasts() ? problems.get(Problem.key(event.subject(), event.kind())) : null;
    if (known != null && !known.isOver) {
      known.isUnconfirmed = false;
      if (known.ended != null) {
        known.ended = null;
        flap(known, time);
      } else if (isWorthTellingAgain(event.subject()) && !known.text.equals(event.text())) {
        known.revision++;
        AlertPolicy.Rule rule = policy.rule(event.subject(), event.kind(), event.severity());
        if (rule == null || rule.severity() == null) {
          known.severity = event.severity();
        }
      }
      known.text = event.text();
      return;
    }
    AlertPolicy.Rule rule = policy.rule(event.subject(), event.kind(), event.severity());
    if ((rule != null && rule.isIgnored()) || (!event.lasts() && wasNoted(event, time))) {
      return;
    }
    Severity severity =
        rule != null && rule.severity() != null ? rule.severity() : event.severity();
    Problem problem =
        new Problem(
            event.subject(),
            event.kind(),
            severity,
            event.text(),
            event.lasts(),
            time,
            !event.lasts()
                ? Duration.ZERO
                : rule != null && rule.failureFor() != null
                    ? rule.failureFor()
                    : policy.failureFor(),
            rule != null && rule.recoveryFor() != null ? rule.recoveryFor() : policy.recoveryFor());
    if (known != null) {
      // Its end was not told yet. It is told with this new beginning, as one problem.
      problems.remove(known.key());
      problem = Problem.of(known.kept());
      problem.isOver = false;
      problem.isHandedOut = false;
      problem.ended = null;
      problem.text = event.text();
    }
    if (!event.lasts()) {
      problem.isActive = true;
      problem.ended = time;
      problem.isSuppressed = isSuppressed(problem, time);
      problem.isOver = true;
    }
    problems.put(problem.key(), problem);
    if (event.lasts()) {
      flap(problem, time);
    }
  }

  /** Whether another text about the same problem is news. */
  private static boolean isWorthTellingAgain(Subject subject) {
    return subject.kind() == Subject.Kind.NAME || subject.kind() == Subject.Kind.CERTIFICATE;
  }

  /** Whether the same was told lately; remembers it otherwise. */
  private boolean wasNoted(Event event, Instant time) {
    String key = Problem.key(event.subject(), event.kind()) + " " + event.text();
    Instant before = notes.get(key);
    if (before != null && time.isBefore(before.plus(policy.repeat()))) {
      return true;
    }
    notes.putLast(key, time);
    if (notes.size() > MOST_NOTES) {
      notes.pollFirstEntry();
    }
    return false;
  }

  /** Counts a beginning, and finds whether there were too many lately. */
  private void flap(Problem problem, Instant time) {
    if (policy.flapChanges() == 0) {
      return;
    }
    ArrayDeque<Instant> times = changes.computeIfAbsent(problem.key(), _ -> new ArrayDeque<>());
    times.add(time);
    forgetBefore(times, time);
    if (times.size() >= policy.flapChanges()) {
      if (!problem.isFlapping()) {
        problem.revision++;
        problem.isActive = true;
      }
      problem.flappingUntil = time.plus(policy.flapTime());
    }
  }

  private void forgetBefore(ArrayDeque<Instant> times, Instant now) {
    Instant oldest = now.minus(policy.flapTime());
    while (!times.isEmpty()
        && (times.getFirst().isBefore(oldest) || times.size() > policy.flapChanges())) {
      times.removeFirst();
    }
  }

  private void end(Subject subject, String kind, Instant time) {
    Problem problem = problems.get(Problem.key(subject, kind));
    if (problem == null || problem.isOver || problem.ended != null) {
      return;
    }
    problem.isUnconfirmed = false;
    if (!problem.isActive && time.isBefore(problem.activeAt())) {
      problems.remove(problem.key());
      return;
    }
    problem.isActive = true;
    problem.isSuppressed = isSuppressed(problem, time);
    problem.ended = time.isBefore(problem.began) ? problem.began : time;
    if (problem.isFlapping()) {
      problem.flappingUntil = time.plus(policy.flapTime());
    }
  }

  /**
   * Lets the time be {@code now}.
   *
   * @return what is to be told
   */
  public List<Notification> advance(Instant now) {
    silences.removeIf(silence -> !silence.until().isAfter(now));
    for (Problem problem : problems.values()) {
      settle(problem, now);
    }
    for (Problem problem : problems.values()) {
      if (!problem.isOver && problem.ended == null) {
        problem.isSuppressed = isSuppressed(problem, now);
      }
    }
    for (Problem problem : problems.values()) {
      if (problem.isActive && !problem.isSuppressed && !problem.isHandedOut) {
        join(problem);
        problem.isHandedOut = problem.isOver;
      }
    }
    List<Notification> told = new ArrayList<>();
    for (Group group : groups.values()) {
      Notification notification = notify(group, now);
      if (notification != null) {
        told.add(notification);
      }
    }
    forget(now);
    return told;
  }

  private void settle(Problem problem, Instant now) {
    if (!problem.isActive && !now.isBefore(problem.activeAt())) {
      problem.isActive = true;
    }
    Instant overAt = problem.overAt();
    if (!problem.isOver && overAt != null && !now.isBefore(overAt)) {
      problem.isOver = true;
      problem.flappingUntil = null;
    }
    Instant flapping = problem.flappingUntil;
    if (flapping != null && problem.ended == null && !now.isBefore(flapping)) {
      problem.flappingUntil = null;
      problem.revision++;
    }
  }

  private boolean isSuppressed(Problem problem, Instant now) {
    return Inhibition.follows(problem, this::isActive)
        || policy.isMaintained(problem, now)
        || silences.stream()
            .anyMatch(s -> s.match().matches(problem.subject, problem.kind, problem.severity));
  }

  private boolean isActive(String key) {
    Problem problem = problems.get(key);
    return problem != null && problem.isActive && !problem.isOver;
  }

  private void join(Problem problem) {
    for (AlertPolicy.Route route : policy.routes()) {
      if (!route.match().matches(problem.subject, problem.kind, problem.severity)) {
        continue;
      }
      for (String channel : route.channels()) {
        Group.Key key = new Group.Key(channel, audience(problem), route.group(problem.subject));
        groups.computeIfAbsent(key, Group::new).members.add(problem.key());
      }
      if (!route.isContinued()) {
        return;
      }
    }
  }

  private static Notification.Audience audience(Problem problem) {
    Subject subject = problem.subject;
    if (!subject.process().isEmpty() || problem.kind.equals(ConditionEvent.QUEUE_FULL)) {
      return Notification.Audience.INSTANCE; // No other instance knows of it.
    }
    return switch (subject.kind()) {
      case SERVER, BACKEND -> Notification.Audience.FACILITY;
      case FACILITY, ADDRESS, NAME, INSTANCE -> Notification.Audience.ALL;
      case FRONTEND, PROCESS, WATCHED, CERTIFICATE, BACKUP -> Notification.Audience.INSTANCE;
    };
  }

  private @Nullable Notification notify(Group group, Instant now) {
    List<Problem> telling = new ArrayList<>();
    boolean isNew = false;
    for (Iterator<String> keys = group.members.iterator(); keys.hasNext(); ) {
      String key = keys.next();
      Problem problem = problems.get(key);
      Integer told = group.told.get(key);
      if (problem == null || (told == null && problem.isSuppressed)) {
        keys.remove();
        group.told.remove(key);
        continue;
      }
      problem.isQuiet = policy.isQuiet(problem, now);
      if (problem.isQuiet) {
        continue; // It is told when the quiet hours are over.
      }
      if (problem.isOver || told == null || told < problem.revision) {
        isNew = true;
      }
      telling.add(problem);
    }
    Instant last = group.lastSent;
    boolean isRepeat = false;
    if (isNew) {
      if (group.due == null) {
        group.due =
            group.told.isEmpty() || last == null
                ? now.plus(policy.groupWait())
                : later(now, last.plus(policy.groupInterval()));
      }
    } else {
      group.due = null;
      isRepeat =
          last != null
              && !policy.repeat().isZero()
              && !now.isBefore(last.plus(policy.repeat()))
              && telling.stream().anyMatch(p -> !p.isSuppressed);
    }
    Instant due = group.due;
    if (!isRepeat && (due == null || now.isBefore(due))) {
      return null;
    }
    return tell(group, telling, isRepeat, now);
  }

  private @Nullable Notification tell(
      Group group, List<Problem> telling, boolean isRepeat, Instant now) {
    group.due = null;
    group.lastSent = now;
    List<Alert> alerts = new ArrayList<>();
    for (Problem problem : telling) {
      // One that is silenced now is not told again while it lasts; its recovery is.
      if (problem.isOver || !problem.isSuppressed) {
        alerts.add(problem.alert());
      }
      if (problem.isOver) {
        group.members.remove(problem.key());
        group.told.remove(problem.key());
      } else {
        group.told.put(problem.key(), problem.revision);
      }
    }
    if (alerts.isEmpty()) {
      return null;
    }
    return new Notification(
        instance + "-" + now.toEpochMilli() + "-" + ++made,
        group.key.channel(),
        groupName(group.key),
        group.key.audience(),
        now,
        alerts,
        isRepeat,
        instance,
        telling.stream().anyMatch(p -> p.isQuietlyChanged(policy)) ? SUMMARY : null);
  }

  private String groupName(Group.Key key) {
    String name =
        switch (key.audience()) {
          case INSTANCE -> "spillway " + instance;
          case FACILITY -> "spillway servers";
          case ALL -> "spillway facilities";
        };
    return key.value().isEmpty() ? name : name + " " + key.value();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Forgets what is over and has been told to everybody. */
  private void forget(Instant now) {
    problems
        .values()
        .removeIf(
            problem ->
                problem.isOver
                    && groups.values().stream().noneMatch(g -> g.members.contains(problem.key())));
    groups.values().removeIf(group -> group.members.isEmpty());
    changes
        .values()
        .removeIf(
            times -> {
              forgetBefore(times, now);
              return times.isEmpty();
            });
  }

  /** When {@link #advance} has something to do next; never later than that. */
  public Instant nextDue(Instant now) {
    Instant next = now.plus(Duration.ofHours(1));
    boolean hasWindows = !policy.maintenance().isEmpty() || !policy.quietHours().isEmpty();
    if (hasWindows && !problems.isEmpty()) {
      next = now.plus(MAINTENANCE_LOOK);
    }
    for (Problem problem : problems.values()) {
      next = problem.isActive ? next : earlier(next, problem.activeAt());
      next = problem.isOver ? next : earlier(next, problem.overAt());
      next = earlier(next, problem.flappingUntil);
    }
    for (Group group : groups.values()) {
      next = earlier(next, group.due);
      Instant last = group.lastSent;
      if (last != null && !policy.repeat().isZero()) {
        Instant again = last.plus(policy.repeat());
        next = again.isAfter(now) ? earlier(next, again) : next;
      }
    }
    for (Silence silence : silences) {
      next = earlier(next, silence.until());
    }
    return next;
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }

  /** The problems that last, the gravest first. */
  public List<Alert> active() {
    return problems.values().stream()
        .filter(p -> p.isActive && !p.isOver && p.lasts)
        .map(Problem::alert)
        .sorted(Notification.ORDER)
        .toList();
  }

  /**
   * Whether a problem that lasts is not told, because of a silence, a window, quiet hours or a
   * greater one.
   */
  public boolean isSuppressed(Alert alert) {
    Problem problem = problems.get(alert.key());
    return problem != null && (problem.isSuppressed || problem.isQuiet);
  }

  /** The problems of an earlier process that this one has not seen. */
  public List<Alert> unconfirmed() {
    return problems.values().stream().filter(p -> p.isUnconfirmed).map(Problem::alert).toList();
  }

  /** The silences that hold, the earliest first. */
  public List<Silence> silences() {
    return List.copyOf(silences);
  }

  /** Has some problems not told until {@code until}. */
  public Silence silence(Match match, Instant now, Instant until, String reason) {
    int id = silences.stream().mapToInt(Silence::id).max().orElse(0) + 1;
    Silence silence = new Silence(id, match, now, until, reason);
    silences.add(silence);
    return silence;
  }

  /** Ends a silence; false where there is none of that number. */
  public boolean endSilence(int id) {
    return silences.removeIf(silence -> silence.id() == id);
  }
}
