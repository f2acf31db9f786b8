package io.spillway.facility.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.election.WriterElection;
import io.spillway.facility.provider.election.WriterElection.Standing;
import io.spillway.facility.provider.verify.ReadBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private static final Standing WRITER = new Standing.Writer(Duration.ofSeconds(1));
  private static final Standing OTHER = new Standing.Other("lb1", "lb1 stands before this one");

  private final RecordedEvents events = new RecordedEvents();
  private volatile Standing standing = WRITER;

  /** A provider whose every publication waits for a permit and then does as it is told. */
  private static final class Steered implements DnsProvider {
    final LinkedBlockingQueue<NameAnswer> begun = new LinkedBlockingQueue<>();
    final Semaphore permits = new Semaphore(0);
    final List<NameAnswer> written = new ArrayList<>();
    volatile Kind failure;
    volatile boolean broken;

    @Override
    public Publication publish(NameAnswer answer, Mode mode, WriteGuard guard)
        throws ProviderException, InterruptedException {
      begun.add(answer);
      permits.acquire();
      guard.allowed();
      if (broken) {
        throw new IllegalStateException("a bug");
      }
      Kind kind = failure;
      if (kind != null) {
        throw new ProviderException(kind, "told to fail");
      }
      boolean unchanged = !written.isEmpty() && written.getLast().equals(answer);
      written.add(answer);
      return new Publication(
          unchanged ? List.of() : List.of(Change.set("answer", answer.revision())), true, "");
    }
  }

  private static final class Definition implements ProviderDefinition {
    @Override
    public String kind() {
      return "steered";
    }

    @Override
    public String description() {
      return "steered";
    }

    @Override
    public ReadBack.Settings readBack() {
      return new ReadBack.Settings(false, List.of(), Duration.ofSeconds(1));
    }

    @Override
    public DnsProvider open(ProviderSurroundings surroundings) {
      throw new IllegalStateException("opened by the test");
    }
  }

  private Publisher start(Steered provider, Duration recheck) {
    WriterElection election = () -> standing;
    return Publisher.start(
        "www.example.com",
        new Definition(),
        provider,
        election,
        new Publisher.Pace(
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), new Random(1)),
            recheck,
            Duration.ofMillis(5)),
        events);
  }

  @Test
  void onlyTheNewestOfTheAnswersThatWaitIsPublished() throws Exception {
    Steered provider = new Steered();
    try (Publisher publisher = start(provider, Duration.ofMinutes(5))) {
      publisher.submit(Answers.www(1, 30, "192.0.2.1"));
      assertThat(provider.begun.take().revision()).isEqualTo(1);
      for (int revision = 2; revision <= 100; revision++) {
        publisher.submit(Answers.www(revision, 30, "192.0.2." + revision));
      }
      publisher.submit(Answers.www(50, 30, "192.0.2.50"));
      provider.permits.release(2);
      assertThat(events.next().text()).contains("~ answer: 1");
      assertThat(events.next().text()).contains("~ answer: 100");
      assertThat(provider.written).hasSize(2);
    }
  }

  @Test
  void anInstanceThatIsNotTheWriterWaitsUntilItIs() throws Exception {
    Steered provider = new Steered();
    provider.permits.release(100);
    standing = OTHER;
    try (Publisher publisher = start(provider, Duration.ofMinutes(5))) {
      publisher.submit(Answers.www(1, 30, "192.0.2.1"));
      PublicationEvent.LeftToWriter left = events.next(PublicationEvent.LeftToWriter.class);
      assertThat(left.writer()).isEqualTo("lb1");
      assertThat(provider.begun).isEmpty();
      standing = WRITER;
      assertThat(events.next()).isInstanceOf(PublicationEvent.Published.class);
    }
  }

  @Test
  void anInstanceThatLosesTheRightWhileItReadsDoesNotWrite() throws Exception {
    Steered provider = new Steered();
    try (Publisher publisher = start(provider, Duration.ofMinutes(5))) {
      publisher.submit(Answers.www(1, 30, "192.0.2.1"));
      provider.begun.take();
      standing = OTHER;
      provider.permits.release();
      assertThat(events.next()).isInstanceOf(PublicationEvent.LeftToWriter.class);
      assertThat(provider.written).isEmpty();
    }
  }

  @Test
  void attemptsGoOnWithGrowingPausesAndANewAnswerDoesNotWaitForThem() throws Exception {
    Steered provider = new Steered();
    provider.permits.release(1_000);
    provider.failure = Kind.UNAVAILABLE;
    try (Publisher publisher = start(provider, Duration.ofMinutes(5))) {
      publisher.submit(Answers.www(1, 30, "192.0.2.1"));
      for (int attempt = 1; attempt <= 5; attempt++) {
        PublicationEvent.Failed failed = events.next(PublicationEvent.Failed.class);
        assertThat(failed.attempt()).isEqualTo(attempt);
        assertThat(failed.retryIn()).isLessThanOrEqualTo(Duration.ofMillis(20));
      }
      publisher.submit(Answers.www(2, 30, "192.0.2.2"));
      provider.failure = null;
      assertThat(events.next(PublicationEvent.Published.class).revision()).isEqualTo(2);
    }
  }

  @Test
  void aBugInAProviderIsToldAndDoesNotEndThePublishing() throws Exception {
    Steered provider = new Steered();
    provider.permits.release(1_000);
    provider.broken = true;
    try (Publisher publisher = start(provider, Duration.ofMinutes(5))) {
      publisher.submit(Answers.www(1, 30, "192.0.2.1"));
      assertThat(events.next(PublicationEvent.Failed.class).reason()).contains("a bug");
      provider.broken = false;
      assertThat(events.next(PublicationEvent.Published.class).revision()).isEqualTo(1);
    }
  }

  @Test
  void theAnswerIsComparedAgainFromTimeToTime() throws Exception {
    Steered provider = new Steered();
    provider.permits.release(1_000);
    try (Publisher publisher = start(provider, Duration.ofMillis(10))) {
      publisher.submit(Answers.www(1, 30, "192.0.2.1"));
      for (int i = 0; i < 4; i++) {
        assertThat(provider.begun.take().revision()).isEqualTo(1);
      }
      assertThat(events.next()).isInstanceOf(PublicationEvent.Published.class);
      assertThat(events.rest()).isEmpty();
    }
  }

  @Test
  void pausesDoubleToTheirLimitAndRespectWhatTheProviderAsksFor() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(7));
    for (int attempt = 1; attempt < 200; attempt++) {
      Duration pause = backoff.after(attempt, null);
      long whole = Math.min(60_000, 1_000L << Math.min(attempt - 1, 20));
      assertThat(pause).isBetween(Duration.ofMillis(whole / 2), Duration.ofMillis(whole));
    }
    assertThat(backoff.after(1, Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(5));
  }
}
