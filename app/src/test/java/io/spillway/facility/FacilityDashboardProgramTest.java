package io.spillway.facility;

import static io.spillway.facility.TwoFacilities.PRIMARY;
import static io.spillway.facility.TwoFacilities.SECONDARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Facilities on the dashboard of one of their instances. */
class FacilityDashboardProgramTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ALICE =
      "Basic "
          + Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private TwoFacilities two;
  private URI page;

  @BeforeEach
  void start() throws IOException {
    two = new TwoFacilities(directory, "provider authoritative");
    int port = FreePorts.inARow(1);
    page = URI.create("http://127.0.0.1:" + port + "/");
    Path dashboard = directory.resolve("dashboard.cfg");
    Files.writeString(
        dashboard,
        """
        userlist ops
          user alice insecure-password secret
        frontend operators
          mode http
          timeout client 60s
          bind 127.0.0.1:%d
          http-request use-service dashboard
          dashboard auth ops
          dashboard admin if TRUE
        """
            .formatted(port));
    two.start("lb1", "-f", dashboard.toString());
    two.start("lb2");
    two.start("w1");
    TwoFacilities.VOTERS.forEach(two::awaitAllHeard);
    two.awaitAnswer(PRIMARY, "lb1", "lb2", "w1");
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    two.close();
  }

  private JsonNode ask(HttpRequest.Builder request) {
    try {
      return JSON.readTree(
          client
              .send(
                  request.header("authorization", ALICE).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private JsonNode get(String file) {
    return ask(HttpRequest.newBuilder(page.resolve(file)));
  }

  private JsonNode act(String form) {
    return ask(
        HttpRequest.newBuilder(page.resolve("act"))
            .header("x-dashboard-token", get("role.json").get("token").asString())
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private JsonNode facilities() {
    return get("state.json").get("facilities");
  }

  private String order(int facility) {
    return facilities().get("facilities").get(facility).get("order").asString();
  }

  @Test
  void aFacilityIsDrainedWithItsPlanInSightAndGivenBack() {
    JsonNode all = facilities();
    assertThat(all.get("self").asString()).isEqualTo("lb1");
    assertThat(all.get("quorum").asBoolean()).isTrue();
    assertThat(all.get("voters")).allMatch(voter -> voter.get("heard").asBoolean());
    assertThat(all.get("names").get(0).get("facilities").toString()).isEqualTo("[\"primary\"]");

    assertThat(get("plan.json?facility=primary").get("text").asString()).contains("secondary");
    JsonNode outcome = act("action=facility-drain&facility=primary");
    assertThat(outcome.get("done").asBoolean()).as(outcome.toString()).isTrue();
    two.awaitAnswer(SECONDARY, "lb1", "lb2", "w1");
    two.of("lb1").await(() -> order(0).equals("drain"));
    two.of("lb1").awaitOutput("Dashboard: alice from 127.0.0.1: facility drain primary");
    two.of("lb1").await(() -> get("state.json").get("events").toString().contains("name-moved"));

    assertThat(act("action=facility-auto&facility=primary").get("done").asBoolean()).isTrue();
    two.awaitAnswer(PRIMARY, "lb1", "lb2", "w1");

    JsonNode wrong = act("action=facility-drain&facility=nosuch");
    assertThat(wrong.get("done").asBoolean()).isFalse();
    assertThat(wrong.get("text").asString()).contains("primary, secondary");
  }

  @Test
  void anInstanceThatDiesIsSeenOnTheLinkToItsFacility() throws Exception {
    two.of("lb2").signal("KILL");
    two.of("lb1").await(() -> !facilities().get("voters").get(1).get("heard").asBoolean());
    two.of("lb1").await(() -> get("state.json").get("events").toString().contains("instance-lost"));
  }
}
