package io.spillway.ops.alert.channel;

import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Notifications as JSON, as webhooks and scripts get them. Stateless; thread-safe. */
public final class NotificationJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private NotificationJson() {}

  /** A new object. */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The text of {@code node}. */
  static String text(Object node) {
    return MAPPER.writeValueAsString(node);
  }

  /** All of {@code notification}. */
  static ObjectNode of(Notification notification) {
    ObjectNode out = object();
    out.put("version", 1);
    out.put("id", notification.id());
    out.put("status", status(notification));
    out.put("severity", notification.severity().word());
    out.put("title", notification.title());
    out.put("group", notification.group());
    out.put("instance", notification.instance());
    out.put("time", notification.time().toString());
    out.put("repeat", notification.isRepeat());
    out.set("alerts", alerts(notification));
    return out;
  }

  /** {@code firing}, {@code recovered} or {@code note}. */
  static String status(Notification notification) {
    return !notification.firing().isEmpty()
        ? "firing"
        : notification.isRecovery() ? "recovered" : "note";
  }

  static ArrayNode alerts(Notification notification) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Alert alert : notification.alerts()) {
      ObjectNode one = all.addObject();
      one.put("key", alert.key());
      one.put("kind", alert.kind());
      one.put("status", alert.status().name().toLowerCase(Locale.ROOT));
      one.put("severity", alert.severity().word());
      one.put("subject", alert.subject().name());
      one.put("proxy", alert.subject().proxy());
      one.put("server", alert.subject().server());
      one.put("facility", alert.subject().facility());
      one.put("text", alert.text());
      one.put("began", alert.began().toString());
      Instant ended = alert.ended();
      Duration lasted = alert.duration();
      if (ended != null && lasted != null) {
        one.put("ended", ended.toString());
        one.put("seconds", lasted.toMillis() / 1000.0);
      }
    }
    return all;
  }
}
