package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Notification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * PagerDuty's Events API v2. All problems that are told together are one incident, which has one
 * {@code dedup_key} from its beginning to its resolution. Immutable.
 *
 * @param key the routing key of the integration
 */
record PagerDutyChannel(URI url, Secret key, Duration timeout) implements Channel {
  private static final int MOST_SUMMARY = 1024;
  private static final int MOST_KEY = 255;

  static PagerDutyChannel read(Arguments arguments, ChannelReader.Sources sources) {
    ReceiverWords words =
        new ReceiverWords("pagerduty", arguments, sources, "routing-key", List.of());
    return new PagerDutyChannel(
        words.url("https://events.pagerduty.com/v2/enqueue"),
        words.key("'routing-key-file' <file> or 'routing-key-env' <name>"),
        words.timeout());
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    ObjectNode body = NotificationJson.object();
    body.put("routing_key", key.reveal());
    body.put("event_action", notification.isRecovery() ? "resolve" : "trigger");
    body.put("dedup_key", ReceiverWords.cut(notification.group(), MOST_KEY));
    if (!notification.isRecovery()) {
      ObjectNode payload = body.putObject("payload");
      payload.put("summary", ReceiverWords.cut(notification.title(), MOST_SUMMARY));
      payload.put("source", notification.instance());
      payload.put("severity", severity(notification));
      payload.put("timestamp", notification.alerts().getFirst().began().toString());
      payload.put("component", notification.alerts().getFirst().subject().name());
      payload.put("group", notification.group());
      payload.put("class", notification.alerts().getFirst().kind());
      payload.putObject("custom_details").set("alerts", NotificationJson.alerts(notification));
      body.put("client", "Spillway");
    }
    HttpDelivery.post(
        "PagerDuty",
        url,
        Map.of("Content-Type", "application/json"),
        NotificationJson.text(body),
        timeout);
  }

  private static String severity(Notification notification) {
    return switch (notification.severity()) {
      case CRITICAL -> "critical";
      case WARNING -> "warning";
      case INFORMATION -> "info";
    };
  }
}
