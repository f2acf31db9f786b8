package io.spillway.ops.watch;

import io.spillway.net.tls.TlsCertificate;
import io.spillway.ops.event.ConditionEvent;
import io.spillway.ops.event.Event;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import io.spillway.proxy.stats.ProcessStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks every second at what this process itself has too little of: room for connections,
 * descriptors, memory; and at how long its certificates are valid. Thread-safe.
 */
public final class OwnProcess implements AutoCloseable {
  private static final Duration PACE = Duration.ofSeconds(1);
  private static final double FULL = 1;
  private static final double NEARLY_FULL = 0.95;
  private static final double ENOUGH = 0.9;

  /** For so many looks in a row memory is low before that counts: a collection may be due. */
  private static final int PATIENCE = 10;

  private static final int LOOKS_PER_VITALS = 5;
  private static final long MEGABYTE = 1024 * 1024;

  private final ProcessStatus process;
  private final String instance;
  private final Subject subject;
  private final InstantSource clock;
  private final Consumer<Event> listener;
  private final Thread thread;
  private final Set<String> lasting = new HashSet<>();
  private final Map<String, String> expiring = new HashMap<>();
  private int lowOnMemory;
  private volatile boolean isKnown;
  private long looks;
  private volatile @Nullable Path vitalsFile;
  private volatile @Nullable Path refusedFile;

  /**
   * Looks that have not begun.
   *
   * @param instance the name of this instance
   * @param listener hears what happens, on the thread of the looks
   */
  public OwnProcess(
      ProcessStatus process, String instance, InstantSource clock, Consumer<Event> listener) {
    this.process = process;
    this.instance = instance;
    this.subject = Subject.of(Subject.Kind.PROCESS, instance, "");
    this.clock = clock;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("own process").unstarted(this::run);
  }

  /**
   * Begins to look.
   *
   * @param directory of the two files
   * @param vitals the file in which it says how it does, for whoever finds it dead
   * @param refused the file that appears when a configuration was refused, and says why
   */
  public void start(Path directory, String vitals, String refused) {
    vitalsFile = directory.resolve(vitals);
    refusedFile = directory.resolve(refused);
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look().forEach(listener);
        refused();
        if (looks++ % LOOKS_PER_VITALS == 0) {
          vitals();
        }
        Thread.sleep(PACE);
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  /** Another process found that a configuration cannot be used, and left the reason in a file. */
  private void refused() {
    Path file = refusedFile;
    try {
      if (file != null && Files.exists(file)) {
        String reason = Files.readString(file, StandardCharsets.UTF_8);
        Files.delete(file);
        synchronized (this) {
          lasting.add(ConditionEvent.REFUSED);
        }
        listener.accept(
            ConditionEvent.begins(
                subject,
                ConditionEvent.REFUSED,
                Severity.WARNING,
                "Spillway on "
                    + instance
                    + " could not load its configuration anew and goes on as it is: "
                    + reason));
      }
    } catch (IOException e) {
      // It is looked at again soon.
    }
  }

  private void vitals() {
    Path file = vitalsFile;
    if (file == null) {
      return;
    }
    Runtime runtime = Runtime.getRuntime();
    Limit.Used descriptors = LocalProcess.descriptors(ProcessHandle.current().pid());
    String text =
        "at "
            + clock.instant().truncatedTo(ChronoUnit.MILLIS)
            + "\nprocess "
            + ProcessHandle.current().pid()
            + "\nheap "
            + (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE
            + " MB used, "
            + runtime.totalMemory() / MEGABYTE
            + " MB taken, "
            + runtime.maxMemory() / MEGABYTE
            + " MB at most\nthreads "
            + Thread.activeCount()
            + "\nconnections "
            + process.connections().value()
            + " of "
            + process.maxConnections()
            + "\ndescriptors "
            + (descriptors == null
                ? "unknown"
                : Math.round(descriptors.used()) + " of " + Math.round(descriptors.possible()))
            + "\n";
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      // A full disk is no reason to stop looking.
    }
  }

  /** What is new. */
  synchronized List<Event> look() {
    List<Event> events = new ArrayList<>();
    long connections = process.connections().value();
    long most = process.maxConnections();
    level(
        ConditionEvent.FULL,
        Severity.WARNING,
        FULL,
        connections,
        most,
        connections + " of " + most + " connections",
        events);
    Limit.Used descriptors = LocalProcess.descriptors(ProcessHandle.current().pid());
    if (descriptors != null) {
      level(
          ConditionEvent.DESCRIPTORS,
          Severity.CRITICAL,
          NEARLY_FULL,
          descriptors.used(),
          descriptors.possible(),
          Math.round(descriptors.used())
              + " of "
              + Math.round(descriptors.possible())
              + " descriptors",
          events);
    }
    memory(events);
    certificates(clock.instant(), events);
    isKnown = true;
    return events;
  }

  private void memory(List<Event> events) {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    long most = runtime.maxMemory();
    lowOnMemory = used > NEARLY_FULL * most ? lowOnMemory + 1 : 0;
    if (lowOnMemory == 0 || lowOnMemory >= PATIENCE) {
      level(
          ConditionEvent.MEMORY,
          Severity.CRITICAL,
          NEARLY_FULL,
          used,
          most,
          used / MEGABYTE + " of " + most / MEGABYTE + " MB of memory",
          events);
    }
  }

  private void level(
      String kind,
      Severity severity,
      double share,
      double used,
      double possible,
      String amount,
      List<Event> events) {
    if (possible <= 0) {
      return;
    }
    String text = "Spillway on " + instance + " uses " + amount;
    if (used >= share * possible && lasting.add(kind)) {
      events.add(ConditionEvent.begins(subject, kind, severity, text));
    } else if (used < ENOUGH * possible && lasting.remove(kind)) {
      events.add(ConditionEvent.ends(subject, kind, text));
    }
  }

  private void certificates(Instant now, List<Event> events) {
    Set<String> seen = new HashSet<>();
    for (String name : process.certificates().names()) {
      TlsCertificate certificate = process.certificates().find(name);
      if (certificate == null || process.certificates().uses(name) == 0) {
        continue;
      }
      X509Certificate own = certificate.chain().getFirst();
      Expiry expiry = Expiry.of(own.getNotAfter().toInstant(), now);
      if (expiry == null) {
        continue;
      }
      seen.add(name);
      String text = "certificate " + name + " " + expiry.text();
      if (!text.equals(expiring.put(name, text))) {
        events.add(
            ConditionEvent.begins(
                certificate(name), ConditionEvent.EXPIRING, expiry.severity(), text));
      }
    }
    for (String name : List.copyOf(expiring.keySet())) {
      if (!seen.contains(name)) {
        expiring.remove(name);
        events.add(renewed(certificate(name)));
      }
    }
  }

  private static Subject certificate(String name) {
    return Subject.of(Subject.Kind.CERTIFICATE, name, "");
  }

  private static Event renewed(Subject subject) {
    return ConditionEvent.ends(
        subject,
        ConditionEvent.EXPIRING,
        "certificate " + subject.name() + " no longer expires soon, or is no longer used");
  }

  /**
   * How soon a certificate expires, in steps that are worth telling. Immutable.
   *
   * @param text the same until the next step
   */
  record Expiry(Severity severity, String text) {
    private static final int[] STEPS = {1, 7, 14, 30};

    /** Null where it is valid for longer than the greatest step. */
    static @Nullable Expiry of(Instant end, Instant now) {
      Instant shown = end.truncatedTo(ChronoUnit.SECONDS);
      if (!end.isAfter(now)) {
        return new Expiry(Severity.CRITICAL, "has expired, on " + shown);
      }
      for (int days : STEPS) {
        if (!end.isAfter(now.plus(Duration.ofDays(days)))) {
          return new Expiry(
              days == 1 ? Severity.CRITICAL : days == 30 ? Severity.INFORMATION : Severity.WARNING,
              "expires within " + days + (days == 1 ? " day" : " days") + ", on " + shown);
        }
      }
      return null;
    }
  }

  /**
   * The event that ends a problem of an earlier run of this process; null where it lasts, is not
   * known to be over, or is not looked at here.
   */
  public synchronized @Nullable Event ending(Subject about, String kind) {
    if (!isKnown) {
      return null;
    }
    return switch (kind) {
      case ConditionEvent.EXPIRING -> expiring.containsKey(about.name()) ? null : renewed(about);
      case ConditionEvent.REFUSED ->
          lasting.contains(kind)
              ? null
              : ConditionEvent.ends(
                  about, kind, "Spillway on " + instance + " was started with its configuration");
      case ConditionEvent.FULL, ConditionEvent.DESCRIPTORS, ConditionEvent.MEMORY ->
          lasting.contains(kind)
              ? null
              : ConditionEvent.ends(
                  about,
                  kind,
                  "Spillway on " + instance + " has enough again since it was started");
      default -> null;
    };
  }

  /** Looks no more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
