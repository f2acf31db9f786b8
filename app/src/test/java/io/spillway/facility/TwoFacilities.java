package io.spillway.facility;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
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

/** Two instances and a witness as processes, and the public addresses of two facilities. */
final class TwoFacilities implements AutoCloseable {
  static final String PRIMARY = "127.0.0.11";
  static final String SECONDARY = "127.0.0.12";
  static final List<String> VOTERS = List.of("lb1", "lb2", "w1");

  private final Path directory;
  private final Map<String, Launched> running = new HashMap<>();
  private final Map<String, HttpServer> sites = new HashMap<>();
  private final Map<String, Integer> dnsPorts = new HashMap<>();
  private final int sitePort;

  /**
   * Writes the files of all three; both public addresses answer.
   *
   * @param nameLines more lines of the {@code dns-failover} section
   */
  TwoFacilities(Path directory, String... nameLines) throws IOException {
    this.directory = directory;
    int port = FreePorts.inARow(6);
    sitePort = port;
    dnsPorts.put("lb1", port + 4);
    dnsPorts.put("lb2", port + 5);
    Files.writeString(directory.resolve("secret"), "a secret of more than sixteen characters\n");
    for (String voter : VOTERS) {
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
          facilities(voter),
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
            resolver 127.0.0.1:%d
          dns-failover www.example.com
            order primary secondary
            check http GET /health port %d expect status 200
            inter 200ms timeout 200ms fall 3 rise 2
            ttl 30s
            ttl-degraded 5s
            quorum majority
            failback after 1s
            %s
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
                  port + 5,
                  sitePort,
                  String.join("\n  ", nameLines),
                  port + 4,
                  port + 5));
    }
    open(PRIMARY);
    open(SECONDARY);
  }

  /** The file of facilities of a voter. */
  Path facilities(String voter) {
    return directory.resolve(voter + "-facilities.cfg");
  }

  /** The options that name both files of a voter. */
  List<String> files(String voter) {
    return List.of(
        "-f", directory.resolve(voter + ".cfg").toString(), "-f", facilities(voter).toString());
  }

  /** The runtime API's socket of a voter. */
  Path socket(String voter) {
    return directory.resolve(voter + ".sock");
  }

  /** The public address answers checks from now on. */
  void open(String address) throws IOException {
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

  /** The public address refuses checks from now on. */
  void shut(String address) {
    sites.remove(address).stop(0);
  }

  /** Starts a voter; {@code options} come before its files. */
  Launched start(String voter, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-L", voter, "-db"));
    arguments.addAll(List.of(options));
    arguments.addAll(files(voter));
    Launched process = Launched.start(directory, arguments.toArray(String[]::new));
    running.put(voter, process);
    return process;
  }

  /** Starts all, and waits until each hears the others. */
  void startAll() throws IOException {
    for (String voter : VOTERS) {
      start(voter);
    }
    for (String voter : VOTERS) {
      awaitAllHeard(voter);
    }
  }

  /** Waits until {@code voter} hears all others. */
  void awaitAllHeard(String voter) {
    running
        .get(voter)
        .await(
            () -> {
              running
                  .values()
                  .forEach(
                      one -> assertThat(one.process().isAlive()).as("%s", one.output()).isTrue());
              return Files.exists(socket(voter))
                  && spillway("facility", "status", "--socket", socket(voter).toString())
                      .contains("3 of 3 voters");
            });
  }

  /** The process of a voter. */
  Launched of(String voter) {
    return running.get(voter);
  }

  /** What the program says when it is run with {@code arguments}. */
  static String spillway(String... arguments) {
    List<String> command = new ArrayList<>(List.of(Launched.launcher().toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** What a command says. */
  static String run(List<String> command) {
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

  /** The status of a voter, for programs. */
  String status(String voter) {
    return spillway("facility", "status", "--json", "--socket", socket(voter).toString());
  }

  /** Whether {@code voter} says that the name leads to {@code address}. */
  boolean answers(String voter, String address) {
    return status(voter).contains("\"answer\":[\"" + address + "\"]");
  }

  /** Waits until {@code voters} and their DNS servers answer {@code address}. */
  void awaitAnswer(String address, String... voters) {
    for (String voter : voters) {
      await(() -> answers(voter, address));
      if (dnsPorts.containsKey(voter)) {
        await(() -> dig(voter, "www.example.com").equals(address));
        assertThat(dig(voter, "mail.example.com")).isEqualTo("192.0.2.25");
      }
    }
  }

  /** Where the DNS server of an instance is. */
  String nameServer(String instance) {
    return "127.0.0.1:" + dnsPorts.get(instance);
  }

  /** What the DNS server of an instance answers, by dig. */
  String dig(String instance, String name) {
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

  /** Waits until {@code condition} holds. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.interrupted()).as("given up").isFalse();
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (Launched process : running.values()) {
      process.close();
    }
    sites.values().forEach(site -> site.stop(0));
  }
}
