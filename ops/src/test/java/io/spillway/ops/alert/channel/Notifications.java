package io.spillway.ops.alert.channel;

import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.AlertTexts;
import io.spillway.ops.alert.Notification;
import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Notifications and channels for tests. */
final class Notifications {
  static final Instant TIME = Instant.parse("2026-11-27T10:00:10Z");
  static final Instant BEGAN = Instant.parse("2026-11-27T10:00:00Z");

  private Notifications() {}

  /** A server and its backend are down. */
  static Notification firing() {
    return of(
        alert("backend-down", Severity.CRITICAL, null),
        alert("server-down", Severity.WARNING, null));
  }

  /** A server is up again. */
  static Notification recovered() {
    return of(alert("server-down", Severity.WARNING, BEGAN.plusSeconds(65)));
  }

  private static Notification of(Alert... alerts) {
    return at(TIME, alerts);
  }

  static Notification at(Instant time, Alert... alerts) {
    return new Notification(
        "lb1-1-1",
        "c",
        "spillway servers",
        Notification.Audience.FACILITY,
        time,
        List.of(alerts),
        false,
        "lb1",
        null);
  }

  private static Alert alert(String kind, Severity severity, @Nullable Instant ended) {
    return alert(kind, severity, BEGAN, ended);
  }

  static Alert alert(String kind, Severity severity, Instant began, @Nullable Instant ended) {
    Subject subject =
        kind.startsWith("server") ? Subject.server("shop", "s1", "east") : Subject.backend("shop");
    return new Alert(
        subject.key() + " " + kind,
        subject,
        kind,
        severity,
        "Server shop/s1 is DOWN, info: \"<Connection & refused>\"",
        began,
        ended,
        ended == null ? Alert.Status.FIRING : Alert.Status.RECOVERED);
  }

  /** The channel that {@code words} describe. */
  static Channel channel(String words, Map<String, String> environment) {
    return Objects.requireNonNull(
        AlertTexts.read("  channel c " + words + "\n", environment).channels().get("c"));
  }
}
