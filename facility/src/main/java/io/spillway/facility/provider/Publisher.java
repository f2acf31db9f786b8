package io.spillway.facility.provider;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.election.WriterElection;
import io.spillway.facility.provider.election.WriterElection.Standing;
import io.spillway.facility.provider.verify.ReadBack;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one name at one provider in step with its answer. Thread-safe: {@link #submit} may be
 * called from any thread and never waits; the work is done on a virtual thread of the publisher's
 * own.
 *
 * <p>Only the newest answer counts: one that comes while another is being written, or while the
 * publisher waits for its next attempt, takes its place. A provider that asked to be left alone is
 * left alone even so. The answer is compared with what the provider has once in {@link
 * Pace#recheck}, so that what somebody else changed is put right.
 */
public final class Publisher implements AutoCloseable {
  /**
   * How often things are done.
   *
   * @param backoff the pauses after failed attempts
   * @param recheck how often what the provider has is compared with the answer
   * @param look how often an instance that is not the writer looks whether it has become that
   */
  public record Pace(Backoff backoff, Duration recheck, Duration look) {}

  /** After so many failures in a row to reach the provider, another instance had better try. */
  private static final int FAILURES_OF_A_WRITER = 2;

  private final String name;
  private final String provider;
  private final ReadBack.Settings readBackSettings;
  private final DnsProvider target;
  private final WriterElection election;
  private final Pace pace;
  private final PublicationEvent.Listener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  private @Nullable NameAnswer wanted;
  private @Nullable NameAnswer done;

  /** Attempts that failed since the last success; confined to the thread. */
  private int failures;

  /** The revision of the last answer that was left to another writer, or -1; so too. */
  private long leftRevision = -1;

  private Publisher(
      String name,
      ProviderDefinition definition,
      DnsProvider target,
      WriterElection election,
      Pace pace,
      PublicationEvent.Listener listener) {
    this.name = name;
    this.provider = definition.description();
    this.readBackSettings = definition.readBack();
    this.target = target;
    this.election = election;
    this.pace = pace;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("publish " + name).unstarted(this::run);
  }

  /**
   * Starts a publisher, which waits for its first answer.
   *
   * @param name the name whose answers will be submitted
   * @param target what {@code definition} was opened as; closed with the publisher
   */
  public static Publisher start(
      String name,
      ProviderDefinition definition,
      DnsProvider target,
      WriterElection election,
      Pace pace,
      PublicationEvent.Listener listener) {
    Publisher publisher = new Publisher(name, definition, target, election, pace, listener);
    publisher.thread.start();
    return publisher;
  }

  /** Wants {@code answer} from now on, unless a newer one is wanted already. */
  public void submit(NameAnswer answer) {
    if (!answer.name().equals(name)) {
      throw new IllegalArgumentException(answer.name() + " (expected: " + name + ")");
    }
    lock.lock();
    try {
      if (wanted == null || answer.revision() >= wanted.revision()) {
        wanted = answer;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops after the request that is under way, and waits for that. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    target.close();
  }

  private void run() {
    try {
      while (true) {
        NameAnswer answer = nextAnswer();
        switch (election.standing()) {
          case Standing.Writer _ -> attempt(answer);
          case Standing.Other other -> leave(answer, other);
        }
      }
    } catch (InterruptedException e) {
      // Told to stop.
    }
  }

  /** The newest answer, once it is not done or is to be compared again. */
  private NameAnswer nextAnswer() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = pace.recheck().toNanos();
      while (wanted == null || (wanted.equals(done) && left > 0)) {
        if (wanted == null) {
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  private void leave(NameAnswer answer, Standing.Other other) throws InterruptedException {
    done = null;
    if (leftRevision != answer.revision()) {
      leftRevision = answer.revision();
      listener.happened(
          new PublicationEvent.LeftToWriter(name, provider, answer.revision(), other.writer()));
    }
    TimeUnit.NANOSECONDS.sleep(pace.look().toNanos());
  }

  private void attempt(NameAnswer answer) throws InterruptedException {
    leftRevision = -1;
    try {
      Publication publication = target.publish(answer, Mode.APPLY, this::allowed);
      boolean again = answer.equals(done);
      boolean doubtful = failures > 0;
      failures = 0;
      done = answer;
      if (!publication.unchanged()) {
        listener.happened(
            new PublicationEvent.Published(name, provider, answer.revision(), publication));
      } else if (!again) {
        listener.happened(new PublicationEvent.Unchanged(name, provider, answer.revision()));
      }
      // An attempt that seemed to fail may have succeeded: what it did is read back too.
      if ((!publication.unchanged() || doubtful) && publication.readable()) {
        readBack(answer);
      }
    } catch (ProviderException e) {
      if (e.kind() != ProviderException.Kind.NOT_WRITER) {
        failed(answer, e);
      }
    } catch (RuntimeException e) {
      // An answer that nobody thought of must not end the publishing of the name.
      failed(answer, new ProviderException(ProviderException.Kind.MALFORMED, "unexpected: " + e));
    }
  }

  private Duration allowed() throws ProviderException {
    return switch (election.standing()) {
      case Standing.Writer writer -> writer.allowed();
      case Standing.Other other ->
          throw new ProviderException(ProviderException.Kind.NOT_WRITER, other.reason());
    };
  }

  private void readBack(NameAnswer answer) throws InterruptedException {
    if (!readBackSettings.wanted()) {
      return;
    }
    long start = System.nanoTime();
    switch (new ReadBack(readBackSettings).await(answer, () -> overtaken(answer))) {
      case ReadBack.Result.Seen seen ->
          listener.happened(
              new PublicationEvent.Verified(
                  name,
                  provider,
                  answer.revision(),
                  seen.servers(),
                  Duration.ofNanos(System.nanoTime() - start)));
      case ReadBack.Result.NotSeen not ->
          listener.happened(
              new PublicationEvent.Unverified(name, provider, answer.revision(), not.reason()));
      case ReadBack.Result.Overtaken _ -> {
        // The newer answer tells its own story.
      }
    }
  }

  private boolean overtaken(NameAnswer answer) {
    lock.lock();
    try {
      return !answer.equals(wanted);
    } finally {
      lock.unlock();
    }
  }

  private void failed(NameAnswer answer, ProviderException e) throws InterruptedException {
    done = null;
    failures++;
    if (e.kind() == ProviderException.Kind.UNAVAILABLE && failures >= FAILURES_OF_A_WRITER) {
      election.cannotWrite();
    }
    Duration pause =
        e.kind().retryable()
            ? pace.backoff().after(failures, e.retryAfter())
            : pace.backoff().limit();
    listener.happened(
        new PublicationEvent.Failed(
            name, provider, answer.revision(), e.kind(), e.reason(), failures, pause));
    if (e.kind() == ProviderException.Kind.RATE_LIMITED) {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      return;
    }
    lock.lockInterruptibly();
    try {
      long left = pause.toNanos();
      while (answer.equals(wanted) && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
