package io.spillway.demo;

import io.spillway.process.ProcessSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The demo as it runs. Confined to the main thread, but for what the control socket asks for. */
public final class Demo {
  private static final long REFRESH_MILLIS = 500;

  private final DemoPlan plan;
  private final List<String> balancerCommand;
  private final Path configuration;
  private final Consumer<String> out;
  private final boolean terminal;
  private final Map<String, ApplicationServer> servers = new LinkedHashMap<>();
  private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();

  /**
   * A demo that has not begun.
   *
   * @param balancerCommand the words that start the load balancer, to which options are added
   * @param configuration the load balancer's configuration file
   * @param out where it tells what happens
   * @param terminal whether {@code out} is a terminal
   */
  public Demo(
      DemoPlan plan,
      List<String> balancerCommand,
      Path configuration,
      Consumer<String> out,
      boolean terminal) {
    this.plan = plan;
    this.balancerCommand = List.copyOf(balancerCommand);
    this.configuration = configuration;
    this.out = out;
    this.terminal = terminal;
    for (String name : DemoPlan.SERVERS) {
      servers.put(name, new ApplicationServer(name, plan.portOf(name)));
    }
  }

  /**
   * Runs until a signal ends it, and leaves nothing behind.
   *
   * @throws DemoException when it cannot start, or the load balancer ends by itself
   */
  public void run() throws DemoException {
    requireFreePorts();
    prepareDirectory();
    ProcessSignal.deliverTo(signals);
    Process balancer = null;
    try (ControlSocket _ = ControlSocket.open(plan.controlSocket(), this::control)) {
      for (ApplicationServer server : servers.values()) {
        server.start();
      }
      balancer = startBalancer();
      watch(balancer);
    } catch (IOException e) {
      throw new DemoException("the demo cannot start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(balancer);
    }
  }

  private void requireFreePorts() throws DemoException {
    for (int port = plan.port(); port <= plan.port() + DemoPlan.SERVERS.size(); port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new DemoException(
            "port "
                + port
                + " of 127.0.0.1 cannot be used ("
                + e.getMessage()
                + "); the demo needs five ports in a row: choose the first with --port");
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
      Files.deleteIfExists(plan.statsSocket());
    } catch (IOException e) {
      throw new DemoException("the demo cannot use the directory " + e.getMessage());
    }
  }

  private Process startBalancer() throws IOException {
    List<String> command = new ArrayList<>(balancerCommand);
    command.addAll(List.of("-db", "-f", configuration.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(plan.environment());
    builder.redirectErrorStream(true);
    Process balancer = builder.start();
    Thread.ofVirtual().name("demo-messages").start(() -> collect(balancer));
    return balancer;
  }

  /** Takes what the load balancer says, for the table to show it above itself. */
  private void collect(Process balancer) {
    try (BufferedReader in = balancer.inputReader(StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        messages.add(line + "\n");
      }
    } catch (IOException e) {
      messages.add("The load balancer's messages cannot be read: " + e.getMessage() + "\n");
    }
  }

  private void watch(Process balancer) throws DemoException, InterruptedException {
    StatusTable table = new StatusTable(plan, out, terminal);
    boolean introduced = false;
    while (signals.poll(introduced ? REFRESH_MILLIS : 20, TimeUnit.MILLISECONDS) == null) {
      tellMessages(table);
      if (!balancer.isAlive()) {
        if (signals.poll(REFRESH_MILLIS, TimeUnit.MILLISECONDS) != null) {
          return; // An interrupt on a terminal reaches both processes, and this one heard it last.
        }
        tellMessages(table);
        throw new DemoException("the load balancer ended with exit code " + balancer.exitValue());
      }
      try {
        List<ServerStatus> status = ServerStatus.of(plan.statsSocket());
        if (!introduced) {
          introduced = true;
          introduce();
        }
        table.show(status);
      } catch (IOException e) {
        // It does not answer yet, or no more: the next turn tells which.
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
    String address = "http://127.0.0.1:" + plan.port() + "/";
    String port = plan.port() == DemoPlan.DEFAULT_PORT ? "" : " --port " + plan.port();
    out.accept(
        """

        Spillway listens on %s and sends requests to facility A (a1, a2),
        and to facility B (b1, b2) while nothing of A is up.

        Try, from a second terminal:
          curl %s
          ./spillway demo stop-server a1%s      and then a2: facility B takes over
          ./spillway demo start-server a1%s     and facility A has the traffic back
        Statistics: %sstats
        Configuration: %s
        Ctrl-C ends the demo and everything it started.

        """
            .formatted(address, address, port, port, address, configuration));
  }

  /** Answers a line of the control socket. */
  private String control(String line) {
    String[] words = line.split(" ");
    ApplicationServer server = words.length == 2 ? servers.get(words[1]) : null;
    if (server == null) {
      return "error: there are the servers " + String.join(", ", DemoPlan.SERVERS) + "\n";
    }
    try {
      switch (words[0]) {
        case "stop-server" -> server.stop();
        case "start-server" -> server.start();
        default -> {
          return "error: unknown command " + words[0] + "\n";
        }
      }
    } catch (IOException e) {
      return "error: " + server.name() + " cannot start: " + e.getMessage() + "\n";
    }
    return server.name() + (server.isRunning() ? " runs\n" : " is stopped\n");
  }

  /** Asks the demo that runs as {@code plan} says to do something with a server. */
  public static String ask(DemoPlan plan, String command, String server) throws DemoException {
    try {
      return LineSocket.ask(plan.controlSocket(), command + " " + server);
    } catch (IOException e) {
      throw new DemoException(
          "no demo runs on port "
              + plan.port()
              + " ("
              + e.getMessage()
              + "); start it with './spillway demo', and give its --port where it has one");
    }
  }

  private void end(@Nullable Process balancer) {
    if (balancer != null) {
      balancer.destroy();
      balancer.onExit().join();
    }
    servers.values().forEach(ApplicationServer::stop);
    try {
      Files.deleteIfExists(plan.statsSocket());
      Files.deleteIfExists(plan.directory());
    } catch (IOException e) {
      out.accept("spillway: cannot remove " + plan.directory() + ": " + e.getMessage() + "\n");
    }
  }
}
