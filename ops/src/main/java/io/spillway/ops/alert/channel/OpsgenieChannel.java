package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Notification;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Opsgenie's Alert API v2, which Jira Service Management has, too. All problems that are told
 * together are one alert, with one alias from its beginning to its end. Immutable.
 *
 * @param server of the API
 * @param key of the integration
 */
record OpsgenieChannel(URI server, Secret key, Duration timeout) implements Channel {
  private static final int MOST_MESSAGE = 130;
  private static final int MOST_ALIAS = 512;
  private static final int MOST_DESCRIPTION = 15_000;
  private static final int MOST_LINES = 100;

  static OpsgenieChannel read(Arguments arguments, ChannelReader.Sources sources) {
    ReceiverWords words = new ReceiverWords("opsgenie", arguments, sources, "key", List.of());
    return new OpsgenieChannel(
        words.url("https://api.opsgenie.com"),
        words.key("'key-file' <file> or 'key-env' <name>"),
        words.timeout());
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    String alias = ReceiverWords.cut(notification.group(), MOST_ALIAS);
    String path = "/v2/alerts";
    ObjectNode body = NotificationJson.object();
    body.put("source", "Spillway on " + notification.instance());
    String text = ReceiverWords.cut(notification.text(MOST_LINES), MOST_DESCRIPTION);
    if (notification.isRecovery()) {
      path +=
          "/"
              + URLEncoder.encode(alias, StandardCharsets.UTF_8).replace("+", "%20")
              + "/close?identifierType=alias";
      body.put("note", text);
    } else {
      body.put("message", ReceiverWords.cut(notification.title(), MOST_MESSAGE));
      body.put("alias", alias);
      body.put("description", text);
      body.put(
          "priority",
          switch (notification.severity()) {
            case CRITICAL -> "P1";
            case WARNING -> "P3";
            case INFORMATION -> "P5";
          });
      body.put("entity", notification.alerts().getFirst().subject().name());
      body.putArray("tags").add("spillway");
    }
    String root = server.toString().replaceFirst("/+$", "");
    HttpDelivery.post(
        "Opsgenie",
        URI.create(root + path),
        Map.of("Content-Type", "application/json", "Authorization", "GenieKey " + key.reveal()),
        NotificationJson.text(body),
        timeout);
  }
}
