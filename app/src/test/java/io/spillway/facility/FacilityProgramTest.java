package io.spillway.facility;

import static io.spillway.facility.TwoFacilities.PRIMARY;
import static io.spillway.facility.TwoFacilities.SECONDARY;
import static io.spillway.facility.TwoFacilities.await;
import static io.spillway.facility.TwoFacilities.spillway;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Two instances and a witness as three processes, which are killed, stopped and continued. */
class FacilityProgramTest {
  @TempDir private Path directory;
  private TwoFacilities two;

  @BeforeEach
  void configure() throws IOException {
    two = new TwoFacilities(directory, "provider authoritative");
  }

  @AfterEach
  void stop() throws Exception {
    two.close();
  }

  @Test
  void theNameMovesAndReturnsWhileInstancesAreKilledStoppedAndContinued() throws Exception {
    two.startAll();
    two.awaitAnswer(PRIMARY, "lb1", "lb2", "w1");

    // The whole facility dies: its public address, and its instance.
    two.of("lb1").signal("KILL");
    two.shut(PRIMARY);
    two.awaitAnswer(SECONDARY, "lb2", "w1");
    assertThat(two.of("lb2").output()).contains("moves from primary to secondary");

    // It comes back: the instance knows the verdict, and the name returns after the hold-down.
    two.start("lb1");
    two.of("lb1").await(() -> two.answers("lb1", SECONDARY));
    two.open(PRIMARY);
    two.awaitAnswer(PRIMARY, "lb1", "lb2", "w1");

    // An instance that is stopped for a while misses a change, and learns it.
    two.of("lb2").signal("STOP");
    two.shut(SECONDARY);
    two.awaitAnswer(PRIMARY, "lb1", "w1");
    await(() -> two.status("w1").contains("\"withdrawn\":true"));
    await(() -> two.status("w1").contains("\"facility\":\"secondary\",\"heard\":false"));
    two.of("lb2").signal("CONT");
    two.of("lb2").awaitOutput("this process did not run for");
    await(() -> two.status("lb2").contains("\"withdrawn\":true"));
    two.open(SECONDARY);

    // A drill takes the facility out and brings it back.
    await(() -> !two.status("lb1").contains("\"withdrawn\":true"));
    String socket = two.socket("lb1").toString();
    assertThat(spillway("drill", "primary-down", "--for", "1s", "--socket", socket))
        .contains("facility primary is taken out")
        .contains("lb2 knows of it")
        .contains("www.example.com leads to secondary (127.0.0.12)")
        .contains("www.example.com leads to primary (127.0.0.11)");
    assertThat(spillway("facility", "history", "--socket", socket))
        .contains("facility primary is taken out for a drill");
    assertThat(spillway("facility", "plan", "primary", "-f", directory + "/lb1.cfg"))
        .contains("from primary to secondary");

    // The DNS server tells of itself.
    assertThat(spillway("facility", "status", "--socket", socket))
        .contains("www.example.com is told\n  by " + two.nameServer("lb1") + ": " + PRIMARY)
        .contains("  by " + two.nameServer("lb2") + ": " + PRIMARY);
    assertThat(spillway("dns", "query", "WWW.example.com", "--server", two.nameServer("lb2")))
        .contains("NOERROR", "127.0.0.11", two.nameServer("lb2") + " answered in");
    assertThat(spillway("dns", "query", "no.example.com", "-f", two.facilities("lb1").toString()))
        .contains("NXDOMAIN");
    assertThat(spillway("dns", "status", "--socket", socket))
        .contains("zone example.com. serial ", "queries_A: ", "responses_NXDOMAIN: 1");
  }

  @Test
  void anInstanceThatWasStoppedNeverAnswersWhatHeldBefore() throws Exception {
    two.startAll();
    two.awaitAnswer(PRIMARY, "lb1", "lb2", "w1");
    try (DatagramSocket client = new DatagramSocket()) {
      two.of("lb1").signal("STOP");
      try {
        two.shut(PRIMARY);
        two.awaitAnswer(SECONDARY, "lb2", "w1");
        // Only now what it knew is too old: the name may move sooner than that.
        await(() -> two.status("w1").contains("\"facility\":\"primary\",\"heard\":false"));
        // These wait in the socket of the process that is stopped.
        String[] server = two.nameServer("lb1").split(":", 2);
        Record question = Record.newRecord(Name.fromString("www.example.com."), Type.A, DClass.IN);
        for (int i = 0; i < 20; i++) {
          byte[] query = Message.newQuery(question).toWire();
          client.send(
              new DatagramPacket(
                  query,
                  query.length,
                  InetAddress.getByName(server[0]),
                  Integer.parseInt(server[1])));
        }
      } finally {
        two.of("lb1").signal("CONT");
      }
      two.awaitAnswer(SECONDARY, "lb1");
      client.setSoTimeout(1);
      DatagramPacket response = new DatagramPacket(new byte[1500], 1500);
      try {
        while (true) {
          client.receive(response);
          byte[] bytes = Arrays.copyOf(response.getData(), response.getLength());
          assertThat(new Message(bytes).getSection(Section.ANSWER).toString())
              .doesNotContain(PRIMARY);
        }
      } catch (SocketTimeoutException e) {
        // That was all.
      }
    }
    two.of("lb1").awaitOutput("this process did not run for");
  }

  @Test
  void aProcessTakesAnothersPlaceAndTheDnsServerAnswersAllTheTime() throws Exception {
    two.startAll();
    two.shut(PRIMARY);
    two.awaitAnswer(SECONDARY, "lb1", "lb2", "w1");
    Launched first = two.of("lb1");
    Launched second = two.start("lb1", "-sf", String.valueOf(first.process().pid()));
    while (first.process().isAlive()) {
      assertThat(two.dig("lb1", "www.example.com")).isEqualTo(SECONDARY);
    }
    second.awaitOutput("watching facilities as lb1");
    two.awaitAllHeard("lb1");
    two.awaitAnswer(SECONDARY, "lb1");
    two.open(PRIMARY);
    two.awaitAnswer(PRIMARY, "lb1", "lb2", "w1");
  }

  @Test
  void withoutANameOrAnAddressOfItsOwnTheProgramSaysWhatToWrite() throws Exception {
    try (Launched process =
        Launched.start(directory, "-L", "nobody", "-db", "-f", two.facilities("lb1").toString())) {
      assertThat(process.exitCode()).isEqualTo(1);
      assertThat(process.output())
          .contains("Cannot tell which instance or witness this is")
          .contains("-L <name>");
    }
  }

  @Test
  void serversTakeTheTierOfTheirFacility() throws Exception {
    Path proxies = directory.resolve("proxies.cfg");
    Files.writeString(
        proxies,
        """
        defaults
          mode http
          timeout client 5s
          timeout server 5s
          timeout connect 5s
        backend app
          tiers by-facility
          server far 10.0.2.7:80
          server near 10.0.1.7:80
        """);
    assertThat(spillway("explain", proxies.toString(), two.facilities("lb1").toString()))
        .containsPattern("server far 10.0.2.7:80.*\\n +tier 2 ")
        .containsPattern("server near 10.0.1.7:80.*\\n +tier 1 ");
    assertThat(spillway("-c", "-f", proxies.toString()))
        .contains("'tiers by-facility': there are no facilities");
  }

  @Test
  void aNameThatNobodyAnswersForIsTold() throws Exception {
    Path file = directory.resolve("alone.cfg");
    Files.writeString(
        file,
        Files.readString(two.facilities("lb1")).replaceAll("(?s)dns-server.*", "")
            + "dns-server\n  bind :5353 only lb7\n");
    assertThat(spillway("-c", "-f", file.toString()))
        .contains(
            "'provider authoritative': no zone holds www.example.com",
            "there is no instance or witness 'lb7'");
    Files.writeString(
        file,
        Files.readString(file).replaceAll("provider authoritative|dns-server.*|.*only lb7", ""));
    assertThat(spillway("-c", "-f", file.toString()))
        .contains("nobody answers for www.example.com")
        .doesNotContain("ALERT");
  }
}
