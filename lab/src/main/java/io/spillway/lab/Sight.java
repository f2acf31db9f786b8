package io.spillway.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the {@link Observer} has seen. Confined to the laboratory's thread. */
final class Sight {
  private static final long POLL_NANOS = 10_000_000;

  private final Program observer;

  Sight(Program observer) {
    this.observer = observer;
  }

  /**
   * One thing seen.
   *
   * @param nanos {@link System#nanoTime} of when
   * @param kind as {@link Observer} has it
   * @param text the rest of the line
   */
  record Event(long nanos, String kind, String text) {}

  /** Everything so far, in the order of time. */
  List<Event> events() throws IOException {
    List<Event> events = new ArrayList<>();
    String output = observer.output();
    for (String line : output.substring(0, output.lastIndexOf('\n') + 1).lines().toList()) {
      String[] parts = line.split(" ", 3);
      if (parts.length < 3 || !parts[0].matches("\\d+")) {
        throw new IOException("the observer said: " + line);
      }
      events.add(new Event(Long.parseLong(parts[0]), parts[1], parts[2]));
    }
    return events;
  }

  /** The first event since {@code nanos} that {@code wanted} accepts, or null. */
  @Nullable Event first(long nanos, Predicate<Event> wanted) throws IOException {
    return events().stream()
        .filter(event -> event.nanos() >= nanos)
        .filter(wanted)
        .findFirst()
        .orElse(null);
  }

  /**
   * Waits for an event.
   *
   * @param what how a failure names it
   * @param seconds how long at most
   */
  Event await(long since, int seconds, String what, Predicate<Event> wanted) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < deadline) {
      Event found = first(since, wanted);
      if (found != null) {
        return found;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new IOException(
        "not seen within " + seconds + " s: " + what + "; seen: " + lastOf(events()));
  }

  /** Waits until a name server answers with these addresses. */
  Event awaitAnswer(long since, int seconds, String server, String addresses) throws IOException {
    String text = server + " " + addresses;
    return await(
        since, seconds, text, event -> event.kind().equals("answer") && event.text().equals(text));
  }

  /** Waits until the latest answer of a name server is this. */
  void awaitNow(int seconds, String server, String addresses) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!latest(server).equals(server + " " + addresses)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(server + " does not answer " + addresses);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private String latest(String server) throws IOException {
    return answersSince(0).stream()
        .filter(answer -> answer.startsWith(server + " "))
        .reduce("", (before, last) -> last);
  }

  /** Waits until the page comes from this application server. */
  Event awaitPage(long since, int seconds, String address, String from) throws IOException {
    String text = address + " " + from;
    return await(
        since, seconds, text, event -> event.kind().equals("page") && event.text().equals(text));
  }

  /** What name servers were seen to answer since then, as {@code SERVER ADDRESS…}, in order. */
  List<String> answersSince(long since) throws IOException {
    return events().stream()
        .filter(event -> event.nanos() >= since && event.kind().equals("answer"))
        .map(Event::text)
        .toList();
  }

  /** How many requests failed between two moments. */
  long failures(long since, long until) throws IOException {
    return events().stream()
        .filter(event -> event.nanos() >= since && event.nanos() < until)
        .filter(event -> event.kind().equals("failed"))
        .count();
  }

  private static String lastOf(List<Event> events) {
    List<String> changes =
        events.stream()
            .filter(event -> !event.kind().equals("count"))
            .map(event -> event.kind() + " " + event.text())
            .toList();
    return String.join(", ", changes.subList(Math.max(0, changes.size() - 8), changes.size()));
  }
}
