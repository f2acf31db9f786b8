package io.spillway.facility.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.exchange.VoterState.Instruction;
import io.spillway.facility.verdict.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  @TempDir private Path directory;

  @Test
  void ordersAreReadAsTheyWereWritten() throws IOException {
    Map<String, Instruction> orders =
        Map.of(
            "primary",
            new Instruction(
                new Order(Order.Kind.MAINTENANCE, 2049),
                "lb1",
                0,
                Instant.parse("2026-12-01T04:00:00Z"),
                true),
            "secondary",
            new Instruction(new Order(Order.Kind.DRILL, 1024), "w1", 500, Instant.EPOCH, false));
    StateFile file = new StateFile(directory.resolve("state"));
    file.write(new KeptState(Map.of(), orders));
    assertThat(file.read().orders()).isEqualTo(orders);
  }

  @Test
  void anOrderThatAnEarlierVersionWroteIsRead() throws IOException {
    Path path = directory.resolve("state");
    Files.writeString(path, "spillway facility state 1\norder primary DRAIN 1025 lb2 0\nend\n");
    assertThat(new StateFile(path).read().orders())
        .isEqualTo(
            Map.of(
                "primary",
                new Instruction(
                    new Order(Order.Kind.DRAIN, 1025), "lb2", 0, Instant.EPOCH, false)));
  }
}
