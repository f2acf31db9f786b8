package io.spillway.facility;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.spillway.Launched;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances and a witness as three processes, which are killed, stopped and continued. */
class FacilityProgramTest {
  private static final List<String> VOTERS = List.of("lb1", "lb2", "w1");

  @TempDir private Path directory;
  private final Map<String, Launched> running = new HashMap<>();
  private final Map<String, HttpServer> sites = new HashMap<>();
  private final Map<String, Integer> dnsPorts = new HashMap<>();
  private int sitePort;

  @BeforeEach
  void configure() throws IOException {
    int port = Launched.freePorts(6);
    sitePort = port;
    dnsPorts.put("lb1", port + 4);
    dnsPorts.put("lb2", port + 5);
    Files.writeString(directory.resolve("secret"), "a secret of more than sixteen characters\n");
    for (int i = 0; i < VOTERS.size(); i++) {
      String voter = VOTERS.get(i);
      Files.createDirectories(directory.resolve(voter));
      Files.writeString(
          directory.resolve(voter + ".cfg"),
          """
          global
            stats socket %s level admin
          """
              .formatted(socket(voter)),
          StandardCharsets.UTF_8);
      Files.writeString(
          directory.resolve(voter + "-facilities.cfg"),
          """
          facility primary
            network 10.0.1.0/24
            public 127.0.0.11
            instance lb1 127.0.0.1:%d
          facility secondary
            network 10.0.2.0/24
            public 127.0.0.12
            instance lb2 127.0.0.1:%d
          witness w1 127.0.0.1:%d
          coordination
            secret-file %s
            state-file %s
            history-file %s
          dns-failover www.example.com
            order primary secondary
            check http GET /health port %d expect status 200
            inter 200ms timeout 200ms fall 3 rise 2
            ttl 30s
            ttl-degraded 5s
            quorum majority
            failback after 1s
            provider authoritative
          dns-server
            bind 127.0.0.1:%d only lb1
            bind 127.0.0.1:%d only lb2
          dns-zone example.com
            ns ns1.example.com 127.0.0.1
            record mail A 192.0.2.25
          """
              .formatted(
                  port + 1,
                  port + 2,
                  port + 3,
                  directory.resolve("secret"),
                  directory.resolve(voter).resolve("state"),
                  directory.resolve(voter).resolve("history"),
                  sitePort,
                  port + 4,
                  port + 5));
    }
    open("127.0.0.11");
    open("127.0.0.12");
  }

  @AfterEach
  void stop() throws Exception {
    for (Launched process : running.values()) {
      process.close();
    }
    sites.values().forEach(site -> site.stop(0));
  }

  private Path socket(String voter) {
    return directory.resolve(voter + ".sock");
  }

  private void open(String address) throws IOException {
    HttpServer site = HttpServer.create(new InetSocketAddress(address, sitePort), 16);
    site.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    site.start();
    sites.put(address, site);
  }

  private void shut(String address) {
    sites.remove(address).stop(0);
  }

  private void start(String voter) throws IOException {
    running.put(
        voter,
        Launched.start(
            directory,
            "-L",
            voter,
            "-db",
            "-f",
            directory.resolve(voter + ".cfg").toString(),
            "-f",
            directory.resolve(voter + "-facilities.cfg").toString()));
  }

  private void startAll() throws IOException {
    for (String voter : VOTERS) {
      start(voter);
    }
    for (String voter : VOTERS) {
      Launched process = running.get(voter);
      process.await(() -> Files.exists(socket(voter)));
      process.await(
          () ->
              spillway("facility", "status", "--socket", socket(voter).toString())
                  .contains("3 of 3 voters"));
    }
  }

  private String spillway(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Launched.launcher().toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void awaitAnswer(String address, String... voters) {
    for (String voter : voters) {
      await(() -> answers(voter, address));
      if (dnsPorts.containsKey(voter)) {
        // The DNS server follows within the instant in which the verdict is known.
        await(() -> dig(voter, "www.example.com").equals(address));
        assertThat(dig(voter, "mail.example.com")).isEqualTo("192.0.2.25");
      }
    }
  }

  private String dig(String instance, String name) {
    return run(List.of(
            "dig",
            "+short",
            "+tries=1",
            "@127.0.0.1",
            "-p",
            String.valueOf(dnsPorts.get(instance)),
            name))
        .strip();
  }

  private boolean answers(String voter, String address) {
    return spillway("facility", "status", "--json", "--socket", socket(voter).toString())
        .contains("\"answer\":[\"" + address + "\"]");
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.interrupted()).as("given up").isFalse();
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void theNameMovesAndReturnsWhileInstancesAreKilledStoppedAndContinued() throws Exception {
    startAll();
    awaitAnswer("127.0.0.11", "lb1", "lb2", "w1");

    // The whole facility dies: its public address, and its instance.
    running.get("lb1").signal("KILL");
    shut("127.0.0.11");
    awaitAnswer("127.0.0.12", "lb2", "w1");
    assertThat(running.get("lb2").output()).contains("moves from primary to secondary");

    // It comes back: the instance knows the verdict, and the name returns after the hold-down.
    start("lb1");
    running.get("lb1").await(() -> answers("lb1", "127.0.0.12"));
    open("127.0.0.11");
    awaitAnswer("127.0.0.11", "lb1", "lb2", "w1");

    // An instance that is stopped for a while misses a change, and learns it.
    running.get("lb2").signal("STOP");
    shut("127.0.0.12");
    awaitAnswer("127.0.0.11", "lb1", "w1");
    await(
        () ->
            spillway("facility", "status", "--json", "--socket", socket("w1").toString())
                .contains("\"withdrawn\":true"));
    await(
        () ->
            spillway("facility", "status", "--json", "--socket", socket("w1").toString())
                .contains("\"facility\":\"secondary\",\"heard\":false"));
    running.get("lb2").signal("CONT");
    running.get("lb2").awaitOutput("this process did not run for");
    await(
        () ->
            spillway("facility", "status", "--json", "--socket", socket("lb2").toString())
                .contains("\"withdrawn\":true"));
    open("127.0.0.12");

    // A drill takes the facility out and brings it back.
    await(
        () ->
            !spillway("facility", "status", "--json", "--socket", socket("lb1").toString())
                .contains("\"withdrawn\":true"));
    String drill =
        spillway("drill", "primary-down", "--for", "1s", "--socket", socket("lb1").toString());
    assertThat(drill)
        .contains("facility primary is taken out")
        .contains("lb2 knows of it")
        .contains("www.example.com leads to secondary (127.0.0.12)")
        .contains("www.example.com leads to primary (127.0.0.11)");
    assertThat(spillway("facility", "history", "--socket", socket("lb1").toString()))
        .contains("facility primary is taken out for a drill");
    assertThat(spillway("facility", "plan", "primary", "-f", directory + "/lb1.cfg"))
        .contains("from primary to secondary");
  }

  @Test
  void withoutANameOrAnAddressOfItsOwnTheProgramSaysWhatToWrite() throws Exception {
    try (Launched process =
        Launched.start(
            directory,
            "-L",
            "nobody",
            "-db",
            "-f",
            directory.resolve("lb1-facilities.cfg").toString())) {
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
    assertThat(
            spillway(
                "explain", proxies.toString(), directory.resolve("lb1-facilities.cfg").toString()))
        .containsPattern("server far 10.0.2.7:80.*\\n +tier 2 ")
        .containsPattern("server near 10.0.1.7:80.*\\n +tier 1 ");
    assertThat(spillway("-c", "-f", proxies.toString()))
        .contains("'tiers by-facility': there are no facilities");
  }
}
