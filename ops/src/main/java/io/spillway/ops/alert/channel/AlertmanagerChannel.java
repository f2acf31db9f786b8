package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The v2 API of Prometheus's Alertmanager: an alert for each problem, in one request. Immutable.
 *
 * @param server where it is
 * @param token the bearer token, or null
 * @param expiry after what time a problem counts as over that nothing more is said of; longer than
 *     the time after which problems are told again
 */
record AlertmanagerChannel(URI server, @Nullable Secret token, Duration expiry, Duration timeout)
    implements Channel {
  private static final Duration USUAL_EXPIRY = Duration.ofDays(1);

  static AlertmanagerChannel read(Arguments arguments, ChannelReader.Sources sources) {
    URI url = ChannelWords.url(arguments);
    Secret token = null;
    Duration expiry = USUAL_EXPIRY;
    Duration timeout = ChannelWords.TIMEOUT;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "token-file" -> token = sources.credentials().file(arguments, "token-file");
        case "token-env" -> token = sources.credentials().variable(arguments, "token-env");
        case "expire" -> expiry = arguments.time(TimeUnit.SECONDS);
        case "timeout" -> timeout = ChannelWords.timeout(arguments);
        default ->
            throw ChannelWords.unknown(
                arguments, "alertmanager", word, "'token-file', 'token-env', 'expire', 'timeout'");
      }
    }
    return new AlertmanagerChannel(url, token, expiry, timeout);
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    ArrayNode body = JsonNodeFactory.instance.arrayNode();
    for (Alert alert : notification.alerts()) {
      ObjectNode one = body.addObject();
      ObjectNode labels = one.putObject("labels");
      labels.put("alertname", alert.kind());
      labels.put("severity", alert.severity().word());
      labels.put("subject", alert.subject().name());
      label(labels, "proxy", alert.subject().proxy());
      label(labels, "server", alert.subject().server());
      label(labels, "facility", alert.subject().facility());
      if (notification.audience() == Notification.Audience.INSTANCE) {
        labels.put("instance", notification.instance());
      }
      ObjectNode annotations = one.putObject("annotations");
      annotations.put("summary", alert.text());
      one.put("startsAt", alert.began().toString());
      Instant ended = alert.ended();
      one.put("endsAt", (ended == null ? notification.time().plus(expiry) : ended).toString());
    }
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json");
    Secret bearer = token;
    if (bearer != null) {
      headers.put("Authorization", "Bearer " + bearer.reveal());
    }
    String root = server.toString().replaceFirst("/+$", "");
    HttpDelivery.post(
        "Alertmanager at " + server.getHost(),
        URI.create(root + "/api/v2/alerts"),
        headers,
        NotificationJson.text(body),
        timeout);
  }

  /** Alertmanager takes no label without a value. */
  private static void label(ObjectNode labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.put(name, value);
    }
  }
}
