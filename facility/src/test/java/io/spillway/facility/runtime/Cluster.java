package io.spillway.facility.runtime;

import io.spillway.config.SourcePosition;
import io.spillway.facility.definition.CheckDefinition;
import io.spillway.facility.definition.CheckPace;
import io.spillway.facility.definition.CoordinationDefinition;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.FacilityDefinition;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.facility.maintenance.MaintenanceWindow;
import io.spillway.facility.verdict.Failback;
import io.spillway.facility.verdict.Policy;
import io.spillway.facility.watch.ProcessStates;
import io.spillway.net.Network;
import io.spillway.net.WrittenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Two facilities with an instance each, and a witness, in one process on loopback addresses; every
 * way between two of them is a {@link Wire}.
 */
final class Cluster implements AutoCloseable {
  static final String NAME = "www.example.com";
  static final List<String> VOTERS = List.of("lb1", "lb2", "w1");

  private final Path directory;
  private final Failback failback;
  private final int publicPort;
  private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
  private final Map<String, Wire> wires = new HashMap<>();
  private final Map<String, PublicSite> sites = new HashMap<>();
  private final Map<String, FacilityRuntime> running = new HashMap<>();
  private final Map<String, List<FacilityEvent>> events = new HashMap<>();
  private final Map<String, Integer> checkedPorts = new HashMap<>();
  private final Map<String, byte[]> secrets = new HashMap<>();
  private final Map<String, Instant> dates = new ConcurrentHashMap<>();
  private Map<String, Integer> weights = Map.of();
  private MaintenanceSchedule maintenance = MaintenanceSchedule.NONE;

  Cluster(Path directory, Failback failback) throws IOException {
    this.directory = directory;
    this.failback = failback;
    this.publicPort = freePort("127.0.0.11");
    for (String voter : VOTERS) {
      addresses.put(voter, new InetSocketAddress("127.0.0.1", freePort("127.0.0.1")));
      secrets.put(voter, "a secret that all of them share".getBytes(StandardCharsets.US_ASCII));
    }
    for (String from : VOTERS) {
      for (String to : VOTERS) {
        if (!from.equals(to)) {
          wires.put(from + " " + to, new Wire(addresses.get(to)));
        }
      }
    }
    open("primary");
    open("secondary");
  }

  /** A port that nobody gets who asks the system for any free one, as each connection does. */
  static int freePort(String address) {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(address, port));
        return socket.getLocalPort();
      } catch (IOException e) {
        // Another one, then.
        continue;
      }
    }
  }

  static InetAddress publicAddress(String facility) {
    return Objects.requireNonNull(
        WrittenAddress.literal(facility.equals("primary") ? "127.0.0.11" : "127.0.0.12"));
  }

  /** The facility's public address answers. */
  void open(String facility) throws IOException {
    sites.put(facility, new PublicSite(publicAddress(facility), publicPort));
  }

  /** It does not. */
  void shut(String facility) {
    sites.remove(facility).close();
  }

  PublicSite site(String facility) {
    return sites.get(facility);
  }

  /** {@code voter}'s checks reach nobody, from its next start on. */
  void blind(String voter) throws IOException {
    checkedPorts.put(voter, freePort("127.0.0.1"));
  }

  void changeSecret(String voter) {
    secrets.put(voter, "quite another secret than theirs".getBytes(StandardCharsets.US_ASCII));
  }

  /** When the primary facility is kept out of service, for voters that start from now on. */
  void setMaintenance(MaintenanceWindow... windows) {
    maintenance = new MaintenanceSchedule(List.of(windows));
  }

  /** The facilities share the answers by weights, for voters that start from now on. */
  void setWeights(int primary, int secondary) {
    weights = Map.of("primary", primary, "secondary", secondary);
  }

  /** The clock of {@code voter} stands at {@code date}. */
  void setDate(String voter, Instant date) {
    dates.put(voter, date);
  }

  Wire wire(String from, String to) {
    return wires.get(from + " " + to);
  }

  InetSocketAddress address(String voter) {
    return addresses.get(voter);
  }

  /** Nothing comes from or to {@code voter} any more. */
  void isolate(String voter) {
    wires.forEach(
        (way, wire) -> {
          if (way.startsWith(voter + " ") || way.endsWith(" " + voter)) {
            wire.cut();
          }
        });
  }

  /** Two voters hear each other no more. */
  void part(String one, String other) {
    wire(one, other).cut();
    wire(other, one).cut();
  }

  void mendAll() {
    wires.values().forEach(Wire::mend);
  }

  FacilityRuntime start(String voter) throws IOException {
    FacilityConfiguration configuration = configuration(voter);
    List<FacilityEvent> told = events.computeIfAbsent(voter, v -> new CopyOnWriteArrayList<>());
    Path home = directory.resolve(voter);
    Files.createDirectories(home);
    FacilityRuntime runtime =
        new FacilityRuntime(
            configuration,
            Objects.requireNonNull(configuration.voter(voter)),
            new FacilitySurroundings(
                home.resolve("state"),
                home.resolve("history"),
                () -> dates.getOrDefault(voter, Instant.now()),
                facility -> FacilitySurroundings.Reach.UNKNOWN,
                ProcessStates.NONE),
            told::add);
    runtime.start();
    running.put(voter, runtime);
    return runtime;
  }

  void startAll() throws IOException {
    for (String voter : VOTERS) {
      start(voter);
    }
    await(
        () -> VOTERS.stream().allMatch(v -> status(v).voters().stream().allMatch(x -> x.heard())));
  }

  void stop(String voter) {
    running.remove(voter).close();
  }

  FacilityRuntime runtime(String voter) {
    return running.get(voter);
  }

  FacilityStatus status(String voter) {
    return running.get(voter).status().join();
  }

  long revision(String voter) {
    return status(voter).names().getFirst().revision();
  }

  List<FacilityEvent> events(String voter) {
    return events.get(voter);
  }

  boolean happened(String voter, String kind) {
    return events.get(voter).stream().anyMatch(event -> event.kind().equals(kind));
  }

  /** The one facility that {@code voter} answers. */
  String answer(String voter) {
    List<InetAddress> answer =
        Objects.requireNonNull(running.get(voter).answers().answer(NAME)).addresses();
    return answer.equals(List.of(publicAddress("primary")))
        ? "primary"
        : answer.equals(List.of(publicAddress("secondary"))) ? "secondary" : answer.toString();
  }

  void awaitAnswer(String facility, String... voters) {
    for (String voter : voters) {
      await(() -> answer(voter).equals(facility));
    }
  }

  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  private FacilityConfiguration configuration(String self) {
    SourcePosition position = new SourcePosition("test", 1, 1);
    List<FacilityDefinition> facilities =
        List.of(
            new FacilityDefinition(
                "primary",
                List.of(Objects.requireNonNull(Network.parse("127.0.0.0/8"))),
                List.of(publicAddress("primary")),
                List.of(voter(self, "lb1", "primary", position)),
                maintenance,
                position),
            new FacilityDefinition(
                "secondary",
                List.of(Objects.requireNonNull(Network.parse("127.0.0.0/8"))),
                List.of(publicAddress("secondary")),
                List.of(voter(self, "lb2", "secondary", position)),
                MaintenanceSchedule.NONE,
                position));
    List<Policy.Member> members = new ArrayList<>();
    facilities.forEach(
        f ->
            members.add(
                new Policy.Member(f.name(), f.addresses(), weights.getOrDefault(f.name(), 1))));
    return new FacilityConfiguration(
        facilities,
        List.of(voter(self, "w1", null, position)),
        new CoordinationDefinition(
            new CoordinationDefinition.Protection.Secret(secrets.get(self)),
            null,
            null,
            null,
            List.of(),
            null),
        List.of(
            new NameDefinition(
                NAME,
                new Policy(
                    weights.isEmpty() ? Policy.Choice.ORDER : Policy.Choice.WEIGHTED,
                    members,
                    3,
                    failback,
                    false),
                new CheckDefinition(
                    new CheckDefinition.Http(
                        "GET", "/health", "", List.of(new CheckDefinition.StatusRange(200, 299))),
                    checkedPorts.getOrDefault(self, publicPort),
                    null),
                null,
                new CheckPace(
                    Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(200), 3, 2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                false,
                List.of(),
                position)));
  }

  private VoterDefinition voter(
      String self, String name, @Nullable String facility, SourcePosition position) {
    return new VoterDefinition(
        name,
        self.equals(name) ? addresses.get(name) : wire(self, name).address(),
        facility,
        position);
  }

  @Override
  public void close() throws IOException {
    running.values().forEach(FacilityRuntime::close);
    sites.values().forEach(PublicSite::close);
    for (Wire wire : wires.values()) {
      wire.close();
    }
  }
}
