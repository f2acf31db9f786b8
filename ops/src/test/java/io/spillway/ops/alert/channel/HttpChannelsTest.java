package io.spillway.ops.alert.channel;

import static io.spillway.ops.alert.channel.Notifications.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spillway.ops.alert.channel.StrictReceiver.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The requests of channels, as the receivers' documentation wants them. */
class HttpChannelsTest {
  @TempDir private Path directory;
  private StrictReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new StrictReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private Request sent(Channel channel, boolean recovered) throws Exception {
    channel.tell(recovered ? Notifications.recovered() : Notifications.firing());
    Request request = receiver.requests.take();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.headers()).containsEntry("Content-Type", "application/json");
    assertThat(receiver.requests).isEmpty();
    return request;
  }

  private static List<String> names(JsonNode node) {
    return node.propertyNames().stream().sorted().toList();
  }

  @Test
  void aWebhookGetsJsonThatItCanProveToBeFromWhoHasTheSecret() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "wh-s3cret\n");
    Channel channel =
        channel(
            "webhook " + receiver.url() + "/hook?a=b secret-file " + secret + " header X-Team ops",
            Map.of());
    Request request = sent(channel, false);
    assertThat(request.path()).isEqualTo("/hook?a=b");
    assertThat(request.headers())
        .containsEntry("X-Team", "ops")
        .containsEntry("X-Spillway-Id", "lb1-1-1");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("wh-s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signed = request.headers().get("X-Spillway-Timestamp") + "." + request.body();
    assertThat(request.headers().get("X-Spillway-Signature"))
        .isEqualTo(
            "sha256="
                + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    JsonNode json = request.json();
    assertThat(json.get("status").asString()).isEqualTo("firing");
    assertThat(json.get("severity").asString()).isEqualTo("critical");
    assertThat(json.get("title").asString()).isEqualTo("[critical] 1 backend-down, 1 server-down");
    JsonNode server = json.get("alerts").get(1);
    assertThat(server.get("proxy").asString()).isEqualTo("shop");
    assertThat(server.get("server").asString()).isEqualTo("s1");
    assertThat(server.get("facility").asString()).isEqualTo("east");
    assertThat(server.get("began").asString()).isEqualTo("2026-11-27T10:00:00Z");
    JsonNode over = sent(channel, true).json().get("alerts").get(0);
    assertThat(over.get("status").asString()).isEqualTo("recovered");
    assertThat(over.get("ended").asString()).isEqualTo("2026-11-27T10:01:05Z");
    assertThat(over.get("seconds").asDouble()).isEqualTo(65);
    assertThat(channel.toString()).doesNotContain("wh-s3cret");
  }

  @Test
  void aTemplateMakesTheBodyAndWhatItHoldsIsQuotedForJson() throws Exception {
    Path template =
        Files.writeString(
            directory.resolve("template"),
            "{\"msg\":\"{{title}} {{ text }}\",\"level\":\"{{severity}}\",\"all\":{{alerts}}}");
    JsonNode json =
        sent(channel("webhook " + receiver.url() + " template-file " + template, Map.of()), true)
            .json();
    assertThat(json.get("msg").asString())
        .startsWith("[recovered] RECOVERED after 1m 5s: Server shop/s1 is DOWN")
        .contains("info: \"<Connection & refused>\"");
    assertThat(json.get("level").asString()).isEqualTo("warning");
    assertThat(json.get("all").get(0).get("kind").asString()).isEqualTo("server-down");
  }

  @Test
  void slackGetsTextAndAnAttachmentWithItsThreeCharactersEscaped() throws Exception {
    Channel channel =
        channel("slack url-env SLACK", Map.of("SLACK", receiver.url() + "/services/T0/B0/XX"));
    Request request = sent(channel, false);
    assertThat(request.path()).isEqualTo("/services/T0/B0/XX");
    JsonNode json = request.json();
    assertThat(names(json)).containsExactly("attachments", "text");
    JsonNode attachment = json.get("attachments").get(0);
    assertThat(names(attachment)).containsExactly("color", "footer", "text", "ts");
    assertThat(attachment.get("color").asString()).isEqualTo("danger");
    assertThat(attachment.get("text").asString())
        .contains("&lt;Connection &amp; refused&gt;")
        .doesNotContain("<");
    assertThat(attachment.get("ts").isIntegralNumber()).isTrue();
    assertThat(sent(channel, true).json().get("attachments").get(0).get("color").asString())
        .isEqualTo("good");
    assertThat(channel.toString()).doesNotContain("services");
  }

  @Test
  void teamsGetsAMessageWithOneAdaptiveCard() throws Exception {
    receiver.answers(202, "", Map.of());
    JsonNode json =
        sent(channel("teams url-env TEAMS", Map.of("TEAMS", receiver.url() + "/w")), false).json();
    assertThat(json.get("type").asString()).isEqualTo("message");
    JsonNode attachment = json.get("attachments").get(0);
    assertThat(attachment.get("contentType").asString())
        .isEqualTo("application/vnd.microsoft.card.adaptive");
    JsonNode card = attachment.get("content");
    assertThat(card.get("type").asString()).isEqualTo("AdaptiveCard");
    assertThat(card.get("version").asString()).isEqualTo("1.4");
    assertThat(card.get("body")).hasSize(4);
    for (Iterator<JsonNode> parts = card.get("body").iterator(); parts.hasNext(); ) {
      JsonNode part = parts.next();
      assertThat(part.get("type").asString()).isEqualTo("TextBlock");
      assertThat(part.get("text").asString()).isNotEmpty();
    }
    assertThat(card.get("body").get(0).get("color").asString()).isEqualTo("Attention");
  }

  @Test
  void discordGetsAnEmbedThatMentionsNobody() throws Exception {
    receiver.answers(204, "", Map.of());
    JsonNode json =
        sent(
                channel(
                    "discord url-env HOOK", Map.of("HOOK", receiver.url() + "/api/webhooks/1/t")),
                false)
            .json();
    JsonNode embed = json.get("embeds").get(0);
    assertThat(embed.get("title").asString().length()).isBetween(1, 256);
    assertThat(embed.get("description").asString().length()).isBetween(1, 4096);
    assertThat(embed.get("color").asInt()).isBetween(0, 0xFFFFFF);
    assertThat(embed.get("timestamp").asString()).isEqualTo("2026-11-27T10:00:10Z");
    assertThat(json.get("allowed_mentions").get("parse")).isEmpty();
  }

  @Test
  void telegramGetsTheTextForItsChat() throws Exception {
    receiver.answers(200, "{\"ok\":true}", Map.of());
    Channel channel =
        channel(
            "telegram token-env BOT chat -100200 url " + receiver.url(),
            Map.of("BOT", "12345:AbC_d-e"));
    Request request = sent(channel, false);
    assertThat(request.path()).isEqualTo("/bot12345:AbC_d-e/sendMessage");
    assertThat(names(request.json())).containsExactly("chat_id", "disable_notification", "text");
    assertThat(request.json().get("chat_id").asString()).isEqualTo("-100200");
    assertThat(request.json().get("text").asString().length()).isBetween(1, 4096);
    assertThat(channel.toString()).doesNotContain("AbC");
  }

  @Test
  void pagerDutyGetsATriggerAndAResolveWithTheSameKey() throws Exception {
    receiver.answers(202, "{\"status\":\"success\"}", Map.of());
    Channel channel =
        channel(
            "pagerduty routing-key-env PD url " + receiver.url() + "/v2/enqueue",
            Map.of("PD", "R0UT1NG"));
    JsonNode trigger = sent(channel, false).json();
    assertThat(trigger.get("routing_key").asString()).isEqualTo("R0UT1NG");
    assertThat(trigger.get("event_action").asString()).isEqualTo("trigger");
    JsonNode payload = trigger.get("payload");
    assertThat(payload.get("severity").asString()).isEqualTo("critical");
    assertThat(payload.get("source").asString()).isEqualTo("lb1");
    assertThat(payload.get("summary").asString().length()).isBetween(1, 1024);
    assertThat(payload.get("timestamp").asString()).isEqualTo("2026-11-27T10:00:00Z");
    JsonNode resolve = sent(channel, true).json();
    assertThat(resolve.get("event_action").asString()).isEqualTo("resolve");
    assertThat(resolve.get("dedup_key")).isEqualTo(trigger.get("dedup_key"));
    assertThat(resolve.has("payload")).isFalse();
    assertThat(channel.toString()).doesNotContain("R0UT1NG");
  }

  @Test
  void opsgenieGetsAnAlertAndCloses() throws Exception {
    receiver.answers(202, "{\"result\":\"Request will be processed\"}", Map.of());
    Channel channel = channel("opsgenie key-env OG url " + receiver.url(), Map.of("OG", "0p5"));
    Request create = sent(channel, false);
    assertThat(create.path()).isEqualTo("/v2/alerts");
    assertThat(create.headers()).containsEntry("Authorization", "GenieKey 0p5");
    assertThat(create.json().get("message").asString().length()).isBetween(1, 130);
    assertThat(create.json().get("alias").asString()).isEqualTo("spillway servers");
    assertThat(create.json().get("priority").asString()).isEqualTo("P1");
    Request close = sent(channel, true);
    assertThat(close.path()).isEqualTo("/v2/alerts/spillway%20servers/close?identifierType=alias");
    assertThat(close.json().get("note").asString()).contains("RECOVERED after 1m 5s");
  }

  @Test
  void whatAReceiverAnswersSaysWhetherToTryAgainAndNoMessageShowsASecret() {
    Channel channel =
        channel("slack url-env SLACK", Map.of("SLACK", receiver.url() + "/services/T0/B0/XX"));
    receiver.answers(429, "slow down", Map.of("Retry-After", "7"));
    ChannelException busy = failure(channel);
    assertThat(busy.isFinal()).isFalse();
    assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(7));
    receiver.answers(400, "invalid_payload", Map.of());
    assertThat(failure(channel).isFinal()).isTrue();
    receiver.answers(403, "invalid_token", Map.of());
    assertThat(failure(channel).isFinal()).isFalse();
    receiver.close();
    ChannelException gone = failure(channel);
    assertThat(gone.isFinal()).isFalse();
    assertThat(gone.getMessage()).startsWith("Slack").doesNotContain("XX");
  }

  private static ChannelException failure(Channel channel) {
    return catchThrowableOfType(ChannelException.class, () -> channel.tell(Notifications.firing()));
  }
}
