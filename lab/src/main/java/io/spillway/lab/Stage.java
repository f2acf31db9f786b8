package io.spillway.lab;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a course has at hand: everything runs, and the name is answered with the primary's address.
 * Moments are of {@link System#nanoTime}. Confined to the laboratory's thread.
 */
final class Stage {
  /** How long a course waits for what shall come; nothing depends on it where all is well. */
  private static final int PATIENCE_SECONDS = 60;

  private final Laboratory lab;
  private final Sight sight;
  private final Timeline timeline;
  private final boolean timed;

  /** How much each instance had said when the last act began. */
  private final Map<String, Integer> saidBefore = new HashMap<>();

  /**
   * A stage.
   *
   * @param timed whether it is wrong to be late; on a machine that does other work as well, it is
   *     not
   */
  Stage(Laboratory lab, Sight sight, Timeline timeline, boolean timed) {
    this.lab = lab;
    this.sight = sight;
    this.timeline = timeline;
    this.timed = timed;
  }

  Laboratory lab() {
    return lab;
  }

  Sight sight() {
    return sight;
  }

  Timeline timeline() {
    return timeline;
  }

  /** A part of a course. */
  interface Act {
    void run() throws IOException;
  }

  /** What is true at last. */
  interface Condition {
    boolean holds() throws IOException;
  }

  /** Does something and tells it; returns the moment. */
  long act(String what, Act act) throws IOException {
    for (String instance : Laboratory.INSTANCES) {
      saidBefore.put(instance, lab.instance(instance).output().length());
    }
    long moment = System.nanoTime();
    timeline.tell("* " + what);
    act.run();
    return moment;
  }

  /** Waits until these name servers answer with this address, and tells when each did. */
  void nameMoves(long since, String address, String... servers) throws IOException {
    for (String server : servers) {
      Sight.Event seen = sight.awaitAnswer(since, PATIENCE_SECONDS, server, address);
      timeline.tell(
          timeline.secondsAt(seen.nanos()),
          "%s answers %s, %.2f s after the cause"
              .formatted(nameOf(server), address, (seen.nanos() - since) / 1e9));
    }
  }

  private String nameOf(String server) {
    if (server.equals(Laboratory.RESOLVER)) {
      return "the resolver";
    }
    if (server.equals(lab.primary().publicAddress())) {
      return "lb1's name server";
    }
    return server.equals(lab.secondary().publicAddress())
        ? "lb2's name server"
        : "the name server " + server;
  }

  /** Waits until the client has had pages from each of these servers, and tells it. */
  void pagesFrom(long since, String address, String... servers) throws IOException {
    for (String server : servers) {
      Sight.Event seen = sight.awaitPage(since, PATIENCE_SECONDS, address, server);
      timeline.tell(
          timeline.secondsAt(seen.nanos()),
          "the client gets pages from " + server + " by " + address);
    }
  }

  /** Waits until {@code instance} has told something since the last act began. */
  void told(String instance, String text) throws IOException {
    await(instance + " tells: " + text, () -> said(instance).contains(text));
    String line = said(instance).lines().filter(l -> l.contains(text)).findFirst().orElse(text);
    timeline.tell(instance + " tells: " + line.substring(line.indexOf(text)));
  }

  /** Fails where {@code instance} has told this since the last act began. */
  void notTold(String instance, String text) throws IOException {
    if (said(instance).contains(text)) {
      throw new IOException(instance + " told what it should not: " + text);
    }
  }

  private String said(String instance) throws IOException {
    String all = lab.instance(instance).output();
    return all.substring(Math.min(all.length(), saidBefore.getOrDefault(instance, 0)));
  }

  /** Waits until something is true. */
  void await(String what, Condition condition) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("not seen within " + PATIENCE_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Fails unless this name server answered with this address so soon after the cause. */
  void within(long since, double seconds, String server, String address) throws IOException {
    Sight.Event seen = sight.awaitAnswer(since, 1, server, address);
    double took = (seen.nanos() - since) / 1e9;
    if (timed && took > seconds) {
      throw new IOException("the new answer took %.2f s, not %.1f s".formatted(took, seconds));
    }
  }

  /** Lets so many seconds pass in which nothing shall happen. */
  void quiet(int seconds) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  /** Fails where a request failed in the {@code seconds} after a moment; waits for their end. */
  void noFailures(long since, int seconds) throws IOException {
    long until = since + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
    long failures = sight.failures(since, until);
    if (timed && failures > 0) {
      throw new IOException(failures + " requests failed");
    }
    timeline.tell("%d requests failed in %d s".formatted(failures, seconds));
  }

  /** Fails where the answer has changed: the resolver's, or that of a name server that is up. */
  void neverMoved(long since) throws IOException {
    List<String> answers = sight.answersSince(since);
    for (String answer : answers) {
      if (!answer.endsWith(" -") && !answer.endsWith(" " + lab.primary().publicAddress())) {
        throw new IOException("the name moved: " + answer);
      }
    }
    timeline.tell("the name has not moved");
  }

  /** Fails where a name server gave more than so many different answers in a row. */
  void atMostAnswers(long since, String server, int most) throws IOException {
    long answers =
        sight.answersSince(since).stream()
            .filter(answer -> answer.startsWith(server + " ") && !answer.endsWith(" -"))
            .count();
    if (answers > most) {
      throw new IOException("%s changed its answer %d times".formatted(nameOf(server), answers));
    }
    timeline.tell("%s changed its answer %d times".formatted(nameOf(server), answers));
  }

  /** Fails where any answer since the beginning held more than one address. */
  void neverTwo() throws IOException {
    for (String answer : sight.answersSince(0)) {
      if (answer.split(" ").length > 2) {
        throw new IOException("two facilities at once: " + answer);
      }
    }
  }
}
