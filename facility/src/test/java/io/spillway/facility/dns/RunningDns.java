package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import io.spillway.net.EventLoops;
import io.spillway.net.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A server on a free port of the loopback address, and the programs that ask it. The port is none
 * that the kernel hands out: dig shares its own with whoever allows that, and would ask itself.
 */
final class RunningDns implements AutoCloseable {
  private final EventLoops loops;
  private final DnsServer server;

  private RunningDns(EventLoops loops, DnsServer server) {
    this.loops = loops;
    this.server = server;
  }

  /** Starts a server with these sections; {@code dns-server} is put before them. */
  static RunningDns start(SettableAnswers answers, String serverLines, String sections) {
    return start(Transport.best(), answers, serverLines, sections);
  }

  static RunningDns start(
      Transport transport, SettableAnswers answers, String serverLines, String sections) {
    DnsDefinition definition =
        DnsText.read(
            (serverLines.contains("bind ")
                    ? "dns-server\n"
                    : "dns-server\n  bind 127.0.0.1:" + FreePorts.one() + "\n")
                + serverLines
                + "\n"
                + sections);
    EventLoops loops = new EventLoops(2, transport);
    try {
      return new RunningDns(
          loops, DnsServer.start(definition, answers, loops, InstantSource.system(), null));
    } catch (IOException e) {
      loops.close();
      if (String.valueOf(e.getMessage()).contains("in use")) {
        // The port that was free for UDP is taken for TCP.
        return start(transport, answers, serverLines, sections);
      }
      throw new IllegalStateException(e);
    }
  }

  DnsServer server() {
    return server;
  }

  int port() {
    return server.addresses().getFirst().getPort();
  }

  /** What {@code dig} prints. */
  String dig(String... arguments) {
    return program("dig", "@127.0.0.1", "-p", Integer.toString(port()), arguments);
  }

  /** What {@code kdig} prints. */
  String kdig(String... arguments) {
    return program("kdig", "@127.0.0.1", "-p", Integer.toString(port()), arguments);
  }

  private static String program(
      String name, String where, String option, String port, String... arguments) {
    List<String> command = new ArrayList<>(List.of(name, where, option, port));
    command.addAll(Arrays.asList(arguments));
    return run(command);
  }

  /** Runs a program to its end; what it prints on both its outputs. */
  static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    assertThat(server.counters().get(DnsCounter.INTERNAL_ERRORS)).isZero();
    server.close();
    loops.close();
  }
}
