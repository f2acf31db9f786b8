package io.spillway.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private final Path root;
  private final Path directory;
  private final String prefix = "sw" + ProcessHandle.current().pid() + "-";
  private final List<Machine> outside = new ArrayList<>();
  private final Map<String, Program> balancers = new HashMap<>();
  private final Machine internet;
  private final Machine client;
  private final Machine witness;
  private final Machine resolver;
  private final Site primary;
  private final Site secondary;

  /**
   * Builds everything; nothing runs yet.
   *
   * @param root the source tree, whose launcher is used
   */
  Laboratory(Path root) throws IOException {
    this.root = root;
    directory = Files.createTempDirectory("spillway-lab");
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

  /** Starts everything, with these further words in {@code dns-failover}. */
  void start(Map<String, String> settings) throws IOException {
    primary.startServers(directory);
    secondary.startServers(directory);
    Files.writeString(directory.resolve("secret"), "correct horse battery staple, 0123456789\n");
    for (String name : List.of("lb1", "lb2")) {
      Path own = Files.createDirectories(directory.resolve(name));
      write(own.resolve("haproxy.cfg"), "haproxy.cfg", Map.of("DIRECTORY", own.toString()));
    }
    Files.createDirectories(directory.resolve("w1"));
    configure(settings);
    startBalancer("lb1");
    startBalancer("lb2");
    startWitness();
    startResolver();
  }

  private void configure(Map<String, String> settings) throws IOException {
    for (String name : List.of("lb1", "lb2", "w1")) {
      Map<String, String> words = new HashMap<>(settings);
      words.put("DIRECTORY", directory.toString());
      words.put("OWN", directory.resolve(name).toString());
      write(directory.resolve(name).resolve("facilities.cfg"), "facilities.cfg", words);
    }
    write(directory.resolve("example.com.zone"), "example.com.zone", Map.of());
  }

  private void write(Path file, String template, Map<String, String> words) throws IOException {
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

  /** Starts the load balancer {@code lb1} or {@code lb2}. */
  void startBalancer(String name) throws IOException {
    Site site = name.equals("lb1") ? primary : secondary;
    Path own = directory.resolve(name);
    balancers.put(
        name,
        site.balancer()
            .start(
                "spillway",
                List.of(
                    root.resolve("spillway").toString(),
                    "-db",
                    "-f",
                    own.resolve("haproxy.cfg").toString(),
                    "-f",
                    own.resolve("facilities.cfg").toString())));
  }

  /** Starts the witness, a Spillway without proxies. */
  void startWitness() throws IOException {
    balancers.put(
        "w1",
        witness.start(
            "spillway",
            List.of(
                root.resolve("spillway").toString(),
                "-db",
                "-f",
                directory.resolve("w1/facilities.cfg").toString())));
  }

  private void startResolver() throws IOException {
    Path own = Files.createDirectories(directory.resolve("resolver"));
    write(own.resolve("named.conf"), "named.conf", Map.of("DIRECTORY", own.toString()));
    resolver.start(
        "named", List.of("/usr/sbin/named", "-g", "-c", own.resolve("named.conf").toString()));
  }

  /** The instance {@code lb1} or {@code lb2}, or the witness {@code w1}. */
  Program balancer(String name) {
    Program found = balancers.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name + " was not started");
    }
    return found;
  }

  /** Waits until every instance has heard of every other. */
  void awaitQuorum(int seconds) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (String name : List.of("lb1", "lb2")) {
      while (command(name, "facility", "status", "--json").contains("\"heard\":false")) {
        if (System.nanoTime() > deadline) {
          throw new IOException(name + " does not hear everybody");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
  }

  /** The last that each instance said. */
  String outputs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("lb1", "lb2", "w1")) {
      List<String> lines = balancer(name).output().lines().toList();
      all.append(name).append(":\n");
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
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new Sight(
        client.start(
            "observer",
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Observer.class.getName(),
                NAME,
                RESOLVER,
                primary.publicAddress(),
                secondary.publicAddress())));
  }

  @Override
  public void close() throws IOException {
    try {
      primary.close();
      secondary.close();
      for (Machine machine : outside) {
        machine.close();
      }
    } finally {
      removeNamespaces();
      removeFiles();
    }
  }

  /** Whatever is left of this laboratory. */
  private void removeNamespaces() throws IOException {
    for (String line : Shell.run("ip netns list").lines().toList()) {
      String namespace = line.split(" ")[0];
      if (namespace.startsWith(prefix)) {
        for (String pid : Shell.run("ip netns pids " + namespace).lines().toList()) {
          ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
        Shell.run("ip netns del " + namespace);
      }
    }
  }

  private void removeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted((one, other) -> other.compareTo(one))
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
