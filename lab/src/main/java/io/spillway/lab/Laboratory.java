package io.spillway.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * All machines and cables, and the programs on them. Confined to one thread.
 *
 * <pre>
 *  client 192.0.2.20   witness 192.0.2.9   resolver 192.0.2.53
 *        └───────────────────┼───────────────────┘
 *                        internet
 *         203.0.113.0/24 ┌───┴───┐ 198.51.100.0/24
 *              router-primary   router-secondary      NAT: public .10 to the load balancer
 *               10.0.1.0/24 ┐ private ┌ 10.0.2.0/24
 *      lb1 .5  a1 .11  a2 .12         lb2 .5  b1 .11  b2 .12
 * </pre>
 */
final class Laboratory implements AutoCloseable {
  static final String RESOLVER = "192.0.2.53";
  static final String NAME = "www.example.com";

  /** All that vote. */
  static final List<String> INSTANCES = List.of("lb1", "lb2", "w1");

  /** Where the resolver asks for the zone, where a scenario does not say otherwise. */
  private static final String SERVERS = "203.0.113.10; 198.51.100.10;";

  private final Path root;
  private final Path directory;
  private final String prefix = Leftovers.PREFIX + ProcessHandle.current().pid() + "-";
  private final List<Machine> outside = new ArrayList<>();
  private final Map<String, Program> instances = new HashMap<>();
  private final Machine internet;
  private final Machine client;
  private final Machine witness;
  private final Machine resolver;
  private final Site primary;
  private final Site secondary;
  private final Map<String, Map<String, String>> environments = new HashMap<>();
  private final List<String> nameServers = new ArrayList<>();
  private final Thread removal = new Thread(this::removeAtExit);

  /**
   * Builds everything; nothing runs yet.
   *
   * @param root the source tree, whose launcher is used
   */
  Laboratory(Path root) throws IOException {
    this.root = root;
    directory = Files.createTempDirectory("spillway-lab");
    Runtime.getRuntime().addShutdownHook(removal);
    boolean built = false;
    try {
      internet = outsider("internet");
      internet.run("sysctl -qw net.ipv4.ip_forward=1");
      internet.bridge("street");
      internet.address("street", "192.0.2.1/24");
      witness = house("witness", 9);
      client = house("client", 20);
      resolver = house("resolver", 53);
      primary =
          new Site(
              "primary",
              "203.0.113",
              "10.0.1",
              "lb1",
              List.of("a1", "a2"),
              internet,
              this::machine);
      secondary =
          new Site(
              "secondary",
              "198.51.100",
              "10.0.2",
              "lb2",
              List.of("b1", "b2"),
              internet,
              this::machine);
      primary.router().cable("private", secondary.router(), "private");
      primary.router().address("private", primary.linkAddress() + "/24");
      secondary.router().address("private", secondary.linkAddress() + "/24");
      primary.routeTo(secondary);
      secondary.routeTo(primary);
      built = true;
    } finally {
      if (!built) {
        removeNamespaces();
      }
    }
  }

  private Machine machine(String name) throws IOException {
    return new Machine(name, prefix, directory);
  }

  private Machine outsider(String name) throws IOException {
    Machine made = machine(name);
    outside.add(made);
    return made;
  }

  private Machine house(String name, int host) throws IOException {
    Machine made = outsider(name);
    made.cable("eth0", internet, "p" + host);
    internet.plug("p" + host, "street");
    made.address("eth0", "192.0.2." + host + "/24");
    made.run("ip route add default via 192.0.2.1");
    return made;
  }

  Site primary() {
    return primary;
  }

  Site secondary() {
    return secondary;
  }

  Machine witness() {
    return witness;
  }

  Machine client() {
    return client;
  }

  /** Where configurations and outputs are; removed at the end. */
  Path directory() {
    return directory;
  }

  /** A further machine on the internet's street, {@code 192.0.2.<host>}. */
  Machine outside(String name, int host) throws IOException {
    return house(name, host);
  }

  /** Lets the client ask this name server, too; before {@link #observe}. */
  void askToo(String nameServer) {
    nameServers.add(nameServer);
  }

  /** A further variable in the environment of an instance, from its next start on. */
  void environment(String instance, String variable, String value) {
    environments.computeIfAbsent(instance, i -> new HashMap<>()).put(variable, value);
  }

  /** Starts everything, with these words in the templates of the configuration. */
  void start(Map<String, String> settings) throws IOException {
    primary.startServers(directory);
    secondary.startServers(directory);
    Files.writeString(directory.resolve("secret"), "correct horse battery staple, 0123456789\n");
    Map<String, String> words = new HashMap<>(settings);
    words.put("DIRECTORY", directory.toString());
    write(directory.resolve("haproxy.cfg"), "haproxy.cfg", words);
    write(directory.resolve("facilities.cfg"), "facilities.cfg", words);
    write(directory.resolve("example.com.zone"), "example.com.zone", words);
    for (String instance : INSTANCES) {
      Files.createDirectories(directory.resolve(instance));
      startInstance(instance);
    }
    Path own = Files.createDirectories(directory.resolve("resolver"));
    write(
        own.resolve("named.conf"),
        "named.conf",
        Map.of("DIRECTORY", own.toString(), "SERVERS", settings.getOrDefault("SERVERS", SERVERS)));
    resolver.start(
        "named", List.of("/usr/sbin/named", "-g", "-c", own.resolve("named.conf").toString()));
  }

  /** Writes one of the laboratory's templates, its words replaced. */
  void write(Path file, String template, Map<String, String> words) throws IOException {
    try (InputStream in = Laboratory.class.getResourceAsStream(template)) {
      if (in == null) {
        throw new IOException(template + " is not among the laboratory's resources");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace("@" + word.getKey() + "@", word.getValue());
      }
      Files.writeString(file, text);
    }
  }

  /** Starts a load balancer, {@code lb1} or {@code lb2}, or the witness {@code w1}. */
  void startInstance(String name) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(root.resolve("spillway").toString(), "-db", "-L", name));
    if (!name.equals("w1")) {
      command.addAll(List.of("-f", directory.resolve("haproxy.cfg").toString()));
    }
    command.addAll(List.of("-f", directory.resolve("facilities.cfg").toString()));
    Map<String, String> environment = new HashMap<>(environments.getOrDefault(name, Map.of()));
    environment.put("OWN", directory.resolve(name).toString());
    instances.put(name, machineOf(name).start("spillway", command, environment));
  }

  private Machine machineOf(String instance) {
    return switch (instance) {
      case "lb1" -> primary.balancer();
      case "lb2" -> secondary.balancer();
      default -> witness;
    };
  }

  /** The instance {@code lb1} or {@code lb2}, or the witness {@code w1}. */
  Program instance(String name) {
    Program found = instances.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name + " was not started");
    }
    return found;
  }

  /** Waits until every instance has heard of every other. */
  void awaitQuorum(int seconds) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (String name : List.of("lb1", "lb2")) {
      while (!hearsAll(name)) {
        if (System.nanoTime() > deadline) {
          throw new IOException(name + " does not hear everybody");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
  }

  private boolean hearsAll(String instance) {
    try {
      return !command(instance, "facility", "status", "--json").contains("\"heard\":false");
    } catch (IOException e) {
      // Its socket is not there yet.
      return false;
    }
  }

  /** The last that each instance said. */
  String outputs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : INSTANCES) {
      List<String> lines = instance(name).output().lines().toList();
      all.append(name).append(", which ").append(instance(name).state()).append(":\n");
      lines
          .subList(Math.max(0, lines.size() - 15), lines.size())
          .forEach(line -> all.append("    ").append(line).append('\n'));
    }
    return all.toString();
  }

  /** Runs a command of Spillway against an instance. */
  String command(String instance, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(root.resolve("spillway").toString()));
    all.addAll(List.of(words));
    all.addAll(List.of("--socket", directory.resolve(instance).resolve("stats.sock").toString()));
    return Shell.run(all);
  }

  /** Starts what a client sees. */
  Sight observe() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Observer.class.getName(),
                NAME,
                RESOLVER,
                primary.publicAddress(),
                secondary.publicAddress()));
    command.addAll(nameServers);
    return new Sight(client.start("observer", command));
  }

  /** The Java that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(removal);
    } catch (IllegalStateException e) {
      // The hook is at work already.
      return;
    }
    removeNamespaces();
    removeFiles();
  }

  /** After Ctrl-C, or whatever else ends this process. */
  private void removeAtExit() {
    try {
      removeNamespaces();
      removeFiles();
    } catch (IOException e) {
      System.err.println("the laboratory could not be removed: " + e.getMessage());
    }
  }

  private void removeNamespaces() throws IOException {
    Leftovers.remove(namespace -> namespace.startsWith(prefix));
  }

  private void removeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
