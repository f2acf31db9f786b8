package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The workflow webhooks of Microsoft Teams: a message with one Adaptive Card. Immutable.
 *
 * @param url the webhook's, which is a secret
 */
record TeamsChannel(URI url, Duration timeout) implements Channel {
  private static final int MOST_ALERTS = 30;

  static TeamsChannel read(Arguments arguments, ChannelReader.Sources sources) {
    ReceiverWords words = new ReceiverWords("teams", arguments, sources, null, List.of());
    return new TeamsChannel(words.url(null), words.timeout());
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    ObjectNode body = NotificationJson.object();
    body.put("type", "message");
    ObjectNode attachment = body.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    ObjectNode card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.4");
    ArrayNode parts = card.putArray("body");
    ObjectNode title = part(parts, notification.title());
    title.put("weight", "Bolder");
    title.put("size", "Medium");
    title.put("color", colour(notification));
    List<Alert> alerts = notification.alerts();
    for (Alert alert : alerts.subList(0, Math.min(MOST_ALERTS, alerts.size()))) {
      part(parts, alert.began() + "  " + alert.severity().word() + "  " + alert.line());
    }
    if (alerts.size() > MOST_ALERTS) {
      part(parts, "and " + (alerts.size() - MOST_ALERTS) + " more");
    }
    part(parts, "Spillway on " + notification.instance()).put("isSubtle", true);
    HttpDelivery.post(
        "Teams",
        url,
        Map.of("Content-Type", "application/json"),
        NotificationJson.text(body),
        timeout);
  }

  private static ObjectNode part(ArrayNode parts, String text) {
    ObjectNode part = parts.addObject();
    part.put("type", "TextBlock");
    part.put("text", text);
    part.put("wrap", true);
    return part;
  }

  private static String colour(Notification notification) {
    if (notification.isRecovery()) {
      return "Good";
    }
    return switch (notification.severity()) {
      case CRITICAL -> "Attention";
      case WARNING -> "Warning";
      case INFORMATION -> "Accent";
    };
  }

  @Override
  public String toString() {
    return "teams";
  }
}
