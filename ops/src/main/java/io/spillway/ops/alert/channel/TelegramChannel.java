package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Notification;
import io.spillway.ops.event.Severity;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Telegram's Bot API, {@code sendMessage}. Immutable.
 *
 * @param server of the API
 * @param token of the bot
 * @param chat the chat's number or {@code @name}
 */
record TelegramChannel(URI server, Secret token, String chat, Duration timeout) implements Channel {
  private static final int MOST_TEXT = 4096;
  private static final int MOST_LINES = 30;

  static TelegramChannel read(Arguments arguments, ChannelReader.Sources sources) {
    ReceiverWords words =
        new ReceiverWords("telegram", arguments, sources, "token", List.of("chat"));
    Secret token = words.key("'token-file' <file> or 'token-env' <name>");
    if (!token.reveal().matches("[A-Za-z0-9:_-]+")) {
      throw arguments.error(
          "the " + token + " is no token of a bot (expected: 123456:ABC-DEF...).");
    }
    return new TelegramChannel(
        words.url("https://api.telegram.org"), token, words.value("chat"), words.timeout());
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    ObjectNode body = NotificationJson.object();
    body.put("chat_id", chat);
    body.put(
        "text",
        ReceiverWords.cut(
            notification.title() + "\n\n" + notification.text(MOST_LINES), MOST_TEXT));
    body.put("disable_notification", notification.severity() == Severity.INFORMATION);
    String root = server.toString().replaceFirst("/+$", "");
    HttpDelivery.post(
        "Telegram",
        URI.create(root + "/bot" + token.reveal() + "/sendMessage"),
        Map.of("Content-Type", "application/json"),
        NotificationJson.text(body),
        timeout);
  }
}
