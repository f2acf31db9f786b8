package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.ops.alert.Notification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Discord's "Execute Webhook": one embed, in which nobody is mentioned. Immutable.
 *
 * @param url the webhook's, which is a secret
 */
record DiscordChannel(URI url, Duration timeout) implements Channel {
  private static final int MOST_TITLE = 256;
  private static final int MOST_TEXT = 4096;
  private static final int MOST_LINES = 30;

  static DiscordChannel read(Arguments arguments, ChannelReader.Sources sources) {
    ReceiverWords words = new ReceiverWords("discord", arguments, sources, null, List.of());
    return new DiscordChannel(words.url(null), words.timeout());
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    ObjectNode body = NotificationJson.object();
    body.put("username", "Spillway");
    ObjectNode embed = body.putArray("embeds").addObject();
    embed.put("title", ReceiverWords.cut(notification.title(), MOST_TITLE));
    embed.put("description", ReceiverWords.cut(notification.text(MOST_LINES), MOST_TEXT));
    embed.put("color", colour(notification));
    embed.put("timestamp", notification.time().toString());
    embed.putObject("footer").put("text", "Spillway on " + notification.instance());
    body.putObject("allowed_mentions").putArray("parse");
    HttpDelivery.post(
        "Discord",
        url,
        Map.of("Content-Type", "application/json"),
        NotificationJson.text(body),
        timeout);
  }

  private static int colour(Notification notification) {
    if (notification.isRecovery()) {
      return 0x2ECC71;
    }
    return switch (notification.severity()) {
      case CRITICAL -> 0xE74C3C;
      case WARNING -> 0xF1C40F;
      case INFORMATION -> 0x3498DB;
    };
  }

  @Override
  public String toString() {
    return "discord";
  }
}
