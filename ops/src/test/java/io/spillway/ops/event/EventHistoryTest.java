package io.spillway.ops.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventHistoryTest {
  @TempDir private Path directory;

  private static TimedEvent event(int number) {
    return new TimedEvent(
        Instant.parse("2026-11-27T10:00:00Z").plusSeconds(number),
        new BackendEvent(Subject.backend("b" + number), false, "no\nserver"));
  }

  @Test
  void whatHappenedSurvivesARestart() throws Exception {
    Path file = directory.resolve("events");
    new EventHistory(file, 100).add(List.of(event(1), event(2)));
    EventHistory again = new EventHistory(file, 100);
    again.add(List.of(event(3)));
    assertThat(again.last(2))
        .containsExactly(
            "2026-11-27T10:00:02Z critical backend-down backend b2: no?server",
            "2026-11-27T10:00:03Z critical backend-down backend b3: no?server");
    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @Test
  void theFileNeverHoldsMoreThanItsLimit() throws Exception {
    Path file = directory.resolve("events");
    EventHistory history = new EventHistory(file, 10);
    for (int i = 0; i < 100; i++) {
      history.add(List.of(event(i)));
      assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(10);
    }
    assertThat(history.last(1).getFirst()).contains("b99");
  }
}
