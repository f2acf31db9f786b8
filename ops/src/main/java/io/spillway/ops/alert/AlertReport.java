package io.spillway.ops.alert;

import io.spillway.ops.alert.delivery.Deliverer;
import io.spillway.ops.alert.delivery.DeliveryQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code alert list} prints. Stateless. */
final class AlertReport {
  private AlertReport() {}

  static String text(
      @Nullable AlertEngine engine,
      Map<String, DeliveryQueue> queues,
      Map<String, Deliverer> deliverers,
      Instant now) {
    if (engine == null) {
      return "Another process keeps the alerts still; this one takes its place when it ends.\n";
    }
    StringBuilder out = new StringBuilder();
    List<Alert> active = engine.active();
    out.append(active.isEmpty() ? "No problem lasts.\n" : "");
    for (Alert alert : active) {
      out.append(alert.severity().word()).append("  ");
      out.append("for ").append(Alert.words(Duration.between(alert.began(), now))).append("  ");
      out.append(alert.line());
      out.append(engine.isSuppressed(alert) ? "  (not told)" : "").append('\n');
    }
    for (Silence silence : engine.silences()) {
      out.append("silence ").append(silence.id()).append(" of ").append(silence.match().text());
      out.append(" until ").append(silence.until()).append(": ").append(silence.reason());
      out.append('\n');
    }
    queues.forEach(
        (name, queue) -> {
          out.append("channel ").append(name).append(": ").append(queue.size()).append(" waiting");
          Deliverer deliverer = deliverers.get(name);
          String trouble = deliverer == null ? null : deliverer.trouble();
          out.append(trouble == null ? "" : "; " + trouble).append('\n');
        });
    return out.toString();
  }
}
