package io.spillway.lab;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that happens to the facilities, and what shall be seen then.
 *
 * @param key how the command line names it
 * @param title what it shows
 * @param settings the words of {@code dns-failover} that differ from {@link #SETTINGS}
 * @param course what happens; throws where something else is seen than shall be
 */
record Scenario(String key, String title, Map<String, String> settings, Course course) {
  /** One second between checks, three failures: what the guide recommends. */
  static final Map<String, String> SETTINGS =
      Map.of("INTER", "1s", "TIMEOUT", "800ms", "TTL", "5s", "FAILBACK", "4s");

  /** What happens. */
  interface Course {
    void run(Stage stage) throws IOException;
  }

  /**
   * What a course has at hand.
   *
   * @param lab everything, running, the name answered with the primary's address
   * @param sight what the client sees
   * @param timeline where to tell what happens
   */
  record Stage(Laboratory lab, Sight sight, Timeline timeline) {
    /** Does something and tells it; returns the moment, of {@link System#nanoTime}. */
    long act(String what, Act act) throws IOException {
      long moment = System.nanoTime();
      timeline.tell(what);
      act.run();
      return moment;
    }

    /** Waits until both name servers that can be asked answer with this address, and tells it. */
    void nameMoves(long since, String address, int withinSeconds, String... servers)
        throws IOException {
      for (String server : servers) {
        Sight.Event seen = sight.awaitAnswer(since, withinSeconds, server, address);
        timeline.tell(
            timeline.secondsAt(seen.nanos()),
            "%s answers %s, %.2f s after the cause"
                .formatted(server, address, (seen.nanos() - since) / 1e9));
      }
    }

    /** Waits until the client has the page from this application server, and tells it. */
    void pageFrom(long since, String address, String server, int withinSeconds) throws IOException {
      Sight.Event seen = sight.awaitPage(since, withinSeconds, address, server);
      timeline.tell(
          timeline.secondsAt(seen.nanos()),
          "the client gets pages from " + server + " by " + address);
    }

    /** Fails unless this name server answered with this address so soon after the cause. */
    void within(long since, double seconds, String server, String address) throws IOException {
      Sight.Event seen = sight.awaitAnswer(since, 1, server, address);
      double took = (seen.nanos() - since) / 1e9;
      if (took > seconds) {
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

    /** Fails where the resolver's answer has changed. */
    void neverMoved(long since) throws IOException {
      atMostChanges(since, Laboratory.RESOLVER, 0);
      timeline.tell("the name has not moved");
    }

    /** Fails where a name server's answer has changed more often. */
    void atMostChanges(long since, String server, int most) throws IOException {
      long changes = sight.changes(server, since);
      if (changes > most) {
        throw new IOException("%s changed its answer %d times".formatted(server, changes));
      }
      timeline.tell("%s changed its answer %d times".formatted(server, changes));
    }

    /** Fails where an answer named more than one facility. */
    void neverTwo(long since) throws IOException {
      Sight.Event two =
          sight.first(
              since,
              event ->
                  event.kind().equals("answer")
                      && event
                          .text()
                          .contains(
                              lab.primary().publicAddress()
                                  + " "
                                  + lab.secondary().publicAddress()));
      if (two != null) {
        throw new IOException("two facilities at once: " + two);
      }
    }
  }

  /** A part of a course. */
  interface Act {
    void run() throws IOException;
  }
}
