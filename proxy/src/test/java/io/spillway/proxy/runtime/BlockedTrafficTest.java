package io.spillway.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.EventLoops;
import io.spillway.net.Transport;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The warning about an event loop that stands still. */
class BlockedTrafficTest {
  @Test
  void aLoopThatStandsStillIsToldWithThePlaceAndTurnsAgain() throws Exception {
    BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    CountDownLatch end = new CountDownLatch(1);
    try (EventLoops loops = new EventLoops(2, Transport.best());
        BlockedTraffic watch = new BlockedTraffic(loops, Duration.ofMillis(100), warnings::add)) {
      watch.start();
      assertThat(loops.turn(Duration.ofDays(1))).isTrue();
      loops.loops().get(1).execute(() -> standStill(end));
      String warning = warnings.take();
      while (!warning.startsWith("thread 2 ") || !warning.contains("standStill")) {
        warning = warnings.take(); // A machine that is busy may have held up another one before.
      }
      assertThat(warning)
          .matches("(?s)thread 2 has stopped processing traffic for \\d+ milliseconds\\. .*")
          .contains("BlockedTrafficTest.standStill");
      assertThat(loops.turn(Duration.ofMillis(1))).isFalse();
      end.countDown();
      assertThat(loops.turn(Duration.ofDays(1))).isTrue();
    }
  }

  private static void standStill(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
