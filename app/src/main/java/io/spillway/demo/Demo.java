package io.spillway.demo;

import io.spillway.process.ProcessSignal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The demo as it runs. Confined to the main thread, but for what the control socket asks for. */
public final class Demo {
  private static final long REFRESH_MILLIS = 500;
  private static final String TOLD = "Facilities: ";

  private final DemoPlan plan;
  private final Consumer<String> out;
  private final boolean terminal;
  private final boolean withFacilities;
  private final Path files;
  private final Map<String, ApplicationServer> servers = new LinkedHashMap<>();
  private final Map<String, Instance> balancers = new LinkedHashMap<>();
  private final List<Instance> instances = new ArrayList<>();
  private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();

  /**
   * A demo that has not begun.
   *
   * @param program the words that start a load balancer, to which options are added
   * @param withFacilities whether that is one which knows facilities; else there is one alone
   * @param files the directory of the configuration files
   * @param out where it tells what happens
   * @param terminal whether {@code out} is a terminal
   */
  public Demo(
      DemoPlan plan,
      List<String> program,
      boolean withFacilities,
      Path files,
      Consumer<String> out,
      boolean terminal) {
    this.plan = plan;
    this.withFacilities = withFacilities;
    this.files = files;
    this.out = out;
    this.terminal = terminal;
    for (String name : DemoPlan.SERVERS) {
      servers.put(name, new ApplicationServer(name, plan.portOf(name)));
    }
    List<String> options = List.of("-f", files.resolve("haproxy.cfg").toString());
    List<String> more = List.of("-f", files.resolve("facilities.cfg").toString());
    for (String facility : withFacilities ? DemoPlan.FACILITIES : List.of("A")) {
      String name = "lb-" + facility.toLowerCase(Locale.ROOT);
      List<String> command = command(program, name, options, withFacilities ? more : List.of());
      balancers.put(
          facility,
          new Instance(plan, name, DemoPlan.addressOf(facility), command, this::hearBalancer));
    }
    instances.addAll(balancers.values());
    if (withFacilities) {
      instances.add(
          new Instance(
              plan,
              "witness",
              "127.0.0.3",
              command(program, "witness", more, List.of()),
              this::hearWitness));
    }
  }

  private static List<String> command(
      List<String> program, String name, List<String> first, List<String> second) {
    return Stream.of(program, List.of("-db", "-L", name), first, second)
        .flatMap(List::stream)
        .toList();
  }

  /** Takes what a load balancer says of itself; what all say of facilities, the witness tells. */
  private void hearBalancer(String line) {
    if (!line.contains(TOLD) && !(withFacilities && line.contains("[NOTICE]"))) {
      messages.add(line + "\n");
    }
  }

  private void hearWitness(String line) {
    int at = line.indexOf(TOLD);
    if (at >= 0) {
      messages.add(line.substring(at + TOLD.length()) + "\n");
    } else if (line.contains("[ALERT]")) {
      messages.add(line + "\n");
    }
  }

  /**
   * Runs until a signal ends it, and leaves nothing behind.
   *
   * @throws DemoException when it cannot start, or a load balancer ends by itself
   */
  public void run() throws DemoException {
    requireFreePorts();
    prepareDirectory();
    ProcessSignal.deliverTo(signals);
    try (ControlSocket _ = ControlSocket.open(plan.controlSocket(), this::control)) {
      for (ApplicationServer server : servers.values()) {
        server.start();
      }
      for (Instance instance : instances) {
        instance.start();
      }
      watch();
    } catch (IOException e) {
      throw new DemoException("the demo cannot start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void requireFreePorts() throws DemoException {
    for (Instance instance : instances) {
      for (int port = plan.port(); port <= plan.lastPort(); port++) {
        try (ServerSocket socket = new ServerSocket()) {
          socket.bind(new InetSocketAddress(instance.address(), port));
        } catch (IOException e) {
          throw new DemoException(
              "port "
                  + port
                  + " of "
                  + instance.address()
                  + " cannot be used ("
                  + e.getMessage()
                  + "); the demo needs "
                  + (plan.lastPort() - plan.port() + 1)
                  + " ports in a row: choose the first with --port");
        }
      }
    }
  }

  private void prepareDirectory() throws DemoException {
    Path directory = plan.directory();
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      clear(directory);
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      Files.writeString(plan.secret(), HexFormat.of().formatHex(secret), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new DemoException("the demo cannot use the directory " + e.getMessage());
    }
  }

  private static void clear(Path directory) throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      for (Path file : left.toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void watch() throws DemoException, InterruptedException {
    StatusTable table = new StatusTable(plan, out, terminal);
    boolean introduced = false;
    while (signals.poll(introduced ? REFRESH_MILLIS : 20, TimeUnit.MILLISECONDS) == null) {
      if (introduced) {
        tellMessages(table);
      }
      for (Instance instance : instances) {
        if (!instance.isOut() && !instance.isRunning()) {
          if (signals.poll(REFRESH_MILLIS, TimeUnit.MILLISECONDS) != null) {
            return; // An interrupt on a terminal reaches all processes, and this one heard it last.
          }
          tellMessages(table);
          throw new DemoException(instance.name() + " ended with exit code " + instance.exitCode());
        }
      }
      try {
        DemoStatus status = DemoStatus.of(List.copyOf(balancers.values()));
        if (!introduced && (!status.leads().isEmpty() || !withFacilities)) {
          introduced = true;
          introduce();
        }
        if (introduced) {
          table.show(status);
        }
      } catch (IOException e) {
        // Nobody answers yet, or no more: the next turn tells which.
        continue;
      }
    }
  }

  private void tellMessages(StatusTable table) {
    for (String message = messages.poll(); message != null; message = messages.poll()) {
      table.tell(message);
    }
  }

  private void introduce() {
    String port = plan.port() == DemoPlan.DEFAULT_PORT ? "" : " --port " + plan.port();
    String address = "http://127.0.0.1:" + plan.port() + "/";
    out.accept(
        """

        Spillway listens on %1$s and sends requests to facility A (a1, a2),
        and to facility B (b1, b2) while nothing of A is up.

        Try, from a second terminal:
          curl %1$s
          ./spillway demo stop-server a1%2$s      and then a2: facility B's servers take over
          ./spillway demo start-server a1%2$s     and facility A's have the traffic back
        """
            .formatted(address, port));
    if (withFacilities) {
      out.accept(
          """

          Facility B has a load balancer of its own, on http://%4$s:%5$d/, and %1$s
          leads to one of the two: their DNS servers follow what both and a witness agree about.
            ./spillway dns query %1$s --server 127.0.0.1:%3$d      (and 127.0.0.2:%3$d)
            ./spillway demo kill-facility A%2$s     its load balancer and servers die, the name moves
            ./spillway demo start-facility A%2$s    and the name returns after five seconds
            ./spillway facility status --socket %6$s
          """
              .formatted(
                  DemoPlan.NAME,
                  port,
                  plan.dnsPort(),
                  DemoPlan.addressOf("B"),
                  plan.port(),
                  plan.statsSocket("lb-b")));
    }
    out.accept(
        """

        Statistics: %sstats
        Configuration: %s
        Ctrl-C ends the demo and everything it started.

        """
            .formatted(address, files));
  }

  /** Answers a line of the control socket. */
  private String control(String line) {
    String[] words = line.split(" ");
    String what = words.length == 2 ? words[1] : "";
    try {
      return switch (words[0]) {
        case "stop-server", "start-server" -> server(words[0].startsWith("start"), what);
        case "kill-facility", "start-facility" -> facility(words[0].startsWith("start"), what);
        default -> "error: unknown command " + words[0] + "\n";
      };
    } catch (IOException e) {
      return "error: " + what + " cannot start: " + e.getMessage() + "\n";
    }
  }

  private String server(boolean starts, String name) throws IOException {
    ApplicationServer server = servers.get(name);
    if (server == null) {
      return "error: there are the servers " + String.join(", ", DemoPlan.SERVERS) + "\n";
    }
    if (starts) {
      server.start();
    } else {
      server.stop();
    }
    return name + (server.isRunning() ? " runs\n" : " is stopped\n");
  }

  private String facility(boolean starts, String name) throws IOException {
    Instance balancer = balancers.get(name);
    if (balancer == null) {
      return "error: there are the facilities " + String.join(", ", balancers.keySet()) + "\n";
    }
    for (String server : DemoPlan.serversOf(name)) {
      server(starts, server);
    }
    if (starts) {
      balancer.start();
    } else {
      balancer.kill();
    }
    return "facility " + name + (starts ? " runs\n" : " is dead\n");
  }

  /** Asks the demo that runs as {@code plan} says to do something with a server or a facility. */
  public static String ask(DemoPlan plan, String command, String what) throws DemoException {
    try {
      return LineSocket.ask(plan.controlSocket(), command + " " + what);
    } catch (IOException e) {
      throw new DemoException(
          "no demo runs on port "
              + plan.port()
              + " ("
              + e.getMessage()
              + "); start it with './spillway demo', and give its --port where it has one");
    }
  }

  private void end() {
    instances.forEach(Instance::stop);
    servers.values().forEach(ApplicationServer::stop);
    try {
      clear(plan.directory());
      Files.deleteIfExists(plan.directory());
    } catch (IOException e) {
      out.accept("spillway: cannot remove " + plan.directory() + ": " + e.getMessage() + "\n");
    }
  }
}
