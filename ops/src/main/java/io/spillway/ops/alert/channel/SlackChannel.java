package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.ops.alert.Notification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Slack's incoming webhooks: {@code text} and one attachment with a colour. Immutable.
 *
 * @param url the webhook's, which is a secret
 */
record SlackChannel(URI url, Duration timeout) implements Channel {
  private static final int MOST_TEXT = 3000;
  private static final int MOST_LINES = 30;

  static SlackChannel read(Arguments arguments, ChannelReader.Sources sources) {
    ReceiverWords words = new ReceiverWords("slack", arguments, sources, null, List.of());
    return new SlackChannel(words.url(null), words.timeout());
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    ObjectNode body = NotificationJson.object();
    body.put("text", escaped(ReceiverWords.cut(notification.title(), MOST_TEXT)));
    ObjectNode attachment = body.putArray("attachments").addObject();
    attachment.put("color", colour(notification));
    attachment.put("text", escaped(ReceiverWords.cut(notification.text(MOST_LINES), MOST_TEXT)));
    attachment.put("footer", escaped("Spillway on " + notification.instance()));
    attachment.put("ts", notification.time().getEpochSecond());
    HttpDelivery.post(
        "Slack",
        url,
        Map.of("Content-Type", "application/json"),
        NotificationJson.text(body),
        timeout);
  }

  private static String colour(Notification notification) {
    if (notification.isRecovery()) {
      return "good";
    }
    return switch (notification.severity()) {
      case CRITICAL -> "danger";
      case WARNING -> "warning";
      case INFORMATION -> "#439FE0";
    };
  }

  /** The three characters that Slack's markup wants escaped. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return "slack";
  }
}
