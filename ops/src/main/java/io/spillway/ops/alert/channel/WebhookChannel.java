package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Notification;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Posts notifications to a URL: as JSON, or as a template says. With a secret, {@code
 * X-Spillway-Signature} is {@code sha256=} and the hexadecimal HMAC-SHA256 of the value of {@code
 * X-Spillway-Timestamp}, a dot and the body. {@code X-Spillway-Id} is the same however often a
 * delivery is tried. Immutable.
 */
record WebhookChannel(
    URI url,
    Map<String, Secret> secretHeaders,
    @Nullable Secret secret,
    @Nullable String template,
    String contentType,
    Duration timeout)
    implements Channel {
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([a-z]+)\\s*\\}\\}");
  private static final int MOST_LINES = 50;

  static WebhookChannel read(Arguments arguments, ChannelReader.Sources sources) {
    URI url = ChannelWords.url(arguments);
    Map<String, Secret> headers = new LinkedHashMap<>();
    Secret secret = null;
    String template = null;
    String contentType = "application/json";
    Duration timeout = ChannelWords.TIMEOUT;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "secret-file" -> secret = sources.credentials().file(arguments, "secret-file");
        case "secret-env" -> secret = sources.credentials().variable(arguments, "secret-env");
        case "header-file" ->
            headers.put(
                arguments.text("the name of a header"),
                sources.credentials().file(arguments, "header-file"));
        case "header" ->
            headers.put(
                arguments.text("the name of a header"),
                new Secret("the configuration", arguments.word("its value").unicode()));
        case "template-file" -> template = template(arguments, sources);
        case "content-type" -> contentType = arguments.text("a media type");
        case "timeout" -> timeout = ChannelWords.timeout(arguments);
        default ->
            throw ChannelWords.unknown(
                arguments,
                "webhook",
                word,
                "'secret-file', 'secret-env', 'header', 'header-file', 'template-file',"
                    + " 'content-type', 'timeout'");
      }
    }
    return new WebhookChannel(url, headers, secret, template, contentType, timeout);
  }

  private static String template(Arguments arguments, ChannelReader.Sources sources) {
    Word file = arguments.word("a file name");
    String text;
    try {
      text = new String(sources.files().read(file.unicode()), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw arguments.error(
          file, "'template-file': unable to read '" + file + "' (" + e.getMessage() + ").");
    }
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      if (!Places.NAMES.contains(places.group(1))) {
        throw arguments.error(
            file,
            "'template-file': '"
                + file
                + "' has '"
                + places.group()
                + "' (expected one of: "
                + String.join(", ", Places.NAMES)
                + ").");
      }
    }
    return text;
  }

  /** What a template may hold. */
  private static final class Places {
    static final java.util.List<String> NAMES =
        java.util.List.of(
            "title", "text", "status", "severity", "group", "instance", "time", "id", "alerts");
  }

  @Override
  public void tell(Notification notification) throws ChannelException, InterruptedException {
    String body = body(notification);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    headers.put("X-Spillway-Id", notification.id());
    Secret key = secret;
    if (key != null) {
      String timestamp = Long.toString(System.currentTimeMillis() / 1000);
      headers.put("X-Spillway-Timestamp", timestamp);
      headers.put("X-Spillway-Signature", "sha256=" + signature(key, timestamp + "." + body));
    }
    secretHeaders.forEach((name, value) -> headers.put(name, value.reveal()));
    HttpDelivery.post("the webhook at " + url.getHost(), url, headers, body, timeout);
  }

  private String body(Notification notification) {
    String pattern = template;
    if (pattern == null) {
      return NotificationJson.text(NotificationJson.of(notification));
    }
    JsonNode values = NotificationJson.of(notification);
    boolean isJson = contentType.contains("json");
    return PLACE
        .matcher(pattern)
        .replaceAll(
            place -> {
              String name = place.group(1);
              String text =
                  switch (name) {
                    case "alerts" -> NotificationJson.text(values.get("alerts"));
                    case "text" -> quoted(notification.text(MOST_LINES), isJson);
                    default -> quoted(values.get(name).asString(), isJson);
                  };
              return Matcher.quoteReplacement(text);
            });
  }

  /** Inside the quotes of a JSON string, or as it is elsewhere. */
  private static String quoted(String text, boolean isJson) {
    if (!isJson) {
      return text;
    }
    String json = NotificationJson.text(text);
    return json.substring(1, json.length() - 1);
  }

  private static String signature(Secret key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
