package io.spillway.ops.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private static ServerEvent event(int server, String text) {
    return new ServerEvent(
        Subject.server("b", "s" + server, ""), ServerEvent.Change.DOWN, false, text);
  }

  @Test
  void eventsOfASubjectComeInTheOrderInWhichTheyWerePublishedWhateverElseIsPublished()
      throws Exception {
    EventBus bus = new EventBus(100_000, InstantSource.system());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int server = t;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 5000; i++) {
                      bus.publish(event(server, Integer.toString(i)));
                    }
                  }));
    }
    Map<String, Integer> last = new HashMap<>();
    int seen = 0;
    while (seen < 20_000) {
      for (TimedEvent timed : bus.take(Duration.ofSeconds(10))) {
        int number = Integer.parseInt(timed.event().text());
        Integer before = last.put(timed.event().subject().key(), number);
        assertThat(number).isEqualTo(before == null ? 0 : before + 1);
        seen++;
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(bus.takeReplaced()).isZero();
  }

  @Test
  void whereNobodyTakesPublishingGoesOnAndTheLastEventOfEachSubjectIsKept() throws Exception {
    EventBus bus = new EventBus(10, InstantSource.system());
    for (int i = 0; i < 1000; i++) {
      for (int server = 0; server < 20; server++) {
        bus.publish(event(server, Integer.toString(i)));
      }
    }
    List<TimedEvent> taken = bus.take(Duration.ZERO);
    assertThat(taken).hasSize(30);
    Map<String, String> last = new HashMap<>();
    taken.forEach(timed -> last.put(timed.event().subject().key(), timed.event().text()));
    assertThat(last).hasSize(20).allSatisfy((subject, text) -> assertThat(text).isEqualTo("999"));
    assertThat(bus.takeReplaced()).isEqualTo(1000L * 20 - 30);
    assertThat(bus.take(Duration.ZERO)).isEmpty();
  }
}
