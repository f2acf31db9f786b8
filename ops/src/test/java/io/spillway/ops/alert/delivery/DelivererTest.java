package io.spillway.ops.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.Backoff;
import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import io.spillway.ops.alert.channel.Channel;
import io.spillway.ops.alert.channel.ChannelException;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelivererTest {
  private static final Backoff SHORT =
      new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(7));

  @TempDir private Path directory;
  private final List<String> reports = new CopyOnWriteArrayList<>();

  private static Notification notification(int number, boolean isRepeat) {
    Instant time = Instant.parse("2026-11-27T10:00:00.123456Z").plusSeconds(number);
    Alert alert =
        new Alert(
            "server b/s" + number + " server-down",
            Subject.server("b", "s" + number, "east"),
            "server-down",
            Severity.WARNING,
            "Server b/s" + number + " is DOWN",
            time,
            time.plusSeconds(5),
            Alert.Status.RECOVERED);
    return new Notification(
        "id" + number,
        "hook",
        "group",
        Notification.Audience.FACILITY,
        time,
        List.of(alert),
        isRepeat,
        "lb1",
        null);
  }

  @Test
  void whatAChannelDoesNotTakeIsKeptOverARestartAndThenToldOnceInOrderWithItsTrueTimes()
      throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    Channel broken =
        _ -> {
          attempts.incrementAndGet();
          throw ChannelException.forNow("the network is down");
        };
    DeliveryQueue queue = new DeliveryQueue(directory, 100);
    Deliverer first =
        new Deliverer("hook", broken, queue, SHORT, (t, text) -> reports.add(t + " " + text));
    List<Notification> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(notification(i, false));
      queue.add(all.getLast());
    }
    while (attempts.get() < 5) {
      Thread.onSpinWait();
    }
    first.close();
    assertThat(first.trouble()).isEqualTo("the network is down");
    assertThat(reports).singleElement().asString().contains("true channel hook does not take");

    LinkedBlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    AtomicBoolean failsOnce = new AtomicBoolean(true);
    DeliveryQueue again = new DeliveryQueue(directory, 100);
    assertThat(again.size()).isEqualTo(20);
    Channel works =
        one -> {
          if (failsOnce.getAndSet(false)) {
            throw ChannelException.until("busy", Duration.ofMillis(1));
          }
          told.add(one);
        };
    try (Deliverer second =
        new Deliverer("hook", works, again, SHORT, (t, text) -> reports.add(t + " " + text))) {
      List<Notification> received = new ArrayList<>();
      while (received.size() < 20) {
        received.add(told.take());
      }
      assertThat(received).isEqualTo(all);
      while (again.size() > 0) {
        Thread.onSpinWait();
      }
      assertThat(second.trouble()).isNull();
    }
    assertThat(reports.getLast()).startsWith("false channel hook takes notifications again");
    assertThat(told).isEmpty();
    assertThat(new DeliveryQueue(directory, 100).size()).isZero();
  }

  @Test
  void aNotificationThatIsRefusedForGoodDoesNotHoldUpTheOthers() throws Exception {
    LinkedBlockingQueue<Notification> told = new LinkedBlockingQueue<>();
    Channel picky =
        one -> {
          if (one.id().equals("id0")) {
            throw ChannelException.forGood("answered 400");
          }
          told.add(one);
        };
    DeliveryQueue queue = new DeliveryQueue(directory, 100);
    try (Deliverer deliverer =
        new Deliverer("hook", picky, queue, SHORT, (t, text) -> reports.add(text))) {
      queue.add(notification(0, false));
      queue.add(notification(1, false));
      assertThat(told.take().id()).isEqualTo("id1");
      assertThat(deliverer.trouble()).isNull();
    }
    assertThat(reports).singleElement().asString().contains("for good: answered 400", "b/s0");
  }

  @Test
  void theQueueIsBoundedDropsTheOldestAndLeavesRepetitionsOut() throws Exception {
    DeliveryQueue queue = new DeliveryQueue(directory, 3);
    assertThat(queue.add(notification(0, true))).isZero();
    for (int i = 1; i < 3; i++) {
      assertThat(queue.add(notification(i, false))).isZero();
    }
    assertThat(queue.add(notification(3, true))).isZero();
    assertThat(queue.size()).isEqualTo(3);
    assertThat(queue.add(notification(4, false))).isEqualTo(1);
    assertThat(queue.first().id()).isEqualTo("id1");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void aFileThatHoldsNoNotificationIsSetAside() throws Exception {
    new DeliveryQueue(directory, 3).add(notification(0, false));
    Files.writeString(directory.resolve("7.json"), "{\"id\":");
    DeliveryQueue queue = new DeliveryQueue(directory, 3);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(directory.resolve("7.json.unreadable")).exists();
  }
}
