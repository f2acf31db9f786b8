package io.spillway.facility;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.alert.WebhookReceiver;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two instances and a witness that all have alerts: one of them tells. */
class AlertingFacilitiesProgramTest {
  @TempDir private Path directory;
  private TwoFacilities two;
  private int port;
  private WebhookReceiver receiver;

  @BeforeEach
  void configure() throws IOException {
    two = new TwoFacilities(directory);
    port = FreePorts.inARow(1);
    receiver = new WebhookReceiver(port);
    for (String voter : TwoFacilities.VOTERS) {
      Files.writeString(
          directory.resolve(voter + "-alerts.cfg"),
          """
          alerts
            state-directory %s
            group-wait 1s
            group-interval 1s
            channel hook webhook %s
            route kind instance-lost,name-moved,process-died to hook
          """
              .formatted(directory.resolve(voter).resolve("alerts"), receiver.url()));
    }
  }

  @AfterEach
  void stop() throws Exception {
    two.close();
    receiver.close();
  }

  @Test
  void anInstanceThatIsKilledIsToldOnceByTheOneThatIsThenTheFirst() throws Exception {
    for (String voter : TwoFacilities.VOTERS) {
      two.start(voter, "-f", directory + "/" + voter + "-alerts.cfg");
    }
    for (String voter : TwoFacilities.VOTERS) {
      two.awaitAllHeard(voter);
    }
    // While all start, they may miss each other for a moment, and tell that.
    Instant killed = Instant.now();
    two.of("lb1").signal("KILL");
    two.of("lb2").await(() -> told(killed).contains("lb2 tells instance-lost lb1 firing"));

    // Its return is told by one, too, and what happened to its process by itself.
    two.start("lb1", "-f", directory + "/lb1-alerts.cfg");
    two.of("lb2").await(() -> told(killed).stream().anyMatch(t -> t.contains("process-died")));
    two.of("lb2").await(() -> told(killed).stream().anyMatch(t -> t.endsWith("lb1 recovered")));
    two.of("lb2").await(() -> history("w1").contains("instance-heard instance lb1"));
    // On a slow machine the witness may miss lb2 for a moment, and tells as well rather than not.
    assertThat(told(killed).stream().filter(t -> t.endsWith("instance-lost lb1 firing")))
        .contains("lb2 tells instance-lost lb1 firing")
        .doesNotHaveDuplicates();
    assertThat(told(killed).stream().filter(t -> t.endsWith("instance-lost lb1 recovered")))
        .isNotEmpty()
        .doesNotHaveDuplicates();
    assertThat(told(killed).stream().filter(t -> t.contains("process-died")))
        .containsExactly("lb1 tells process-died lb1 note");
    assertThat(history("w1")).contains("instance-lost instance lb1");
  }

  /** What was told of problems that began after {@code begin}, and by whom. */
  private List<String> told(Instant begin) {
    List<String> all = new ArrayList<>();
    for (JsonNode message : receiver.messages) {
      for (JsonNode alert : message.get("alerts")) {
        if (Instant.parse(alert.get("began").asString()).isAfter(begin)) {
          all.add(
              message.get("instance").asString()
                  + " tells "
                  + alert.get("kind").asString()
                  + " "
                  + alert.get("subject").asString()
                  + " "
                  + alert.get("status").asString());
        }
      }
    }
    return all;
  }

  private String history(String voter) {
    try {
      return Files.readString(directory.resolve(voter).resolve("alerts").resolve("events"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
