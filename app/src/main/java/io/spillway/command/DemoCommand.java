package io.spillway.command;

import io.spillway.demo.Demo;
import io.spillway.demo.DemoException;
import io.spillway.demo.DemoPlan;
import io.spillway.process.ChildProcess;
import io.spillway.process.SystemCallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code spillway demo}: two facilities on this machine, and what happens when one fails. */
final class DemoCommand implements Command {
  private final Program program;

  DemoCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "shows a failover between two facilities on this machine";
  }

  @Override
  public String help() {
    return """
    Usage: spillway demo [--port PORT] [--balancer PROGRAM]
           spillway demo stop-server|start-server SERVER [--port PORT]

    Starts four small application servers, two in facility A and two in facility B, and Spillway
    before them with demo/haproxy.cfg; shows which server is up and how many requests it has had.

      --port PORT         Spillway's port on 127.0.0.1 (8080); the servers have the next four
      --balancer PROGRAM  runs PROGRAM in Spillway's place, to compare: haproxy, say

    Examples:
      spillway demo
      spillway demo stop-server a1
      spillway demo start-server a1
    """;
  }

  @Override
  public int run(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    try {
      String port = option(words, "--port", String.valueOf(DemoPlan.DEFAULT_PORT));
      String balancer = option(words, "--balancer", "");
      DemoPlan plan = new DemoPlan(Integer.parseInt(port));
      if (words.isEmpty()) {
        List<String> command = balancer.isEmpty() ? ChildProcess.program() : List.of(balancer);
        Path root = Path.of(System.getProperty("spillway.root", "."));
        Console console = program.console();
        new Demo(
                plan,
                command,
                root.resolve("demo/haproxy.cfg"),
                console::out,
                console.outIsTerminal())
            .run();
        return 0;
      }
      if (words.size() == 2) {
        String answer = Demo.ask(plan, words.getFirst(), words.getLast());
        if (answer.startsWith("error: ")) {
          program.console().error("spillway: " + answer.substring("error: ".length()));
          return 1;
        }
        program.console().out(answer);
        return 0;
      }
    } catch (DemoException e) {
      program.console().error("spillway: " + e.reason() + "\n");
      return 1;
    } catch (IllegalArgumentException | SystemCallException e) {
      program.console().error("spillway: " + e.getMessage() + "\n");
      return 1;
    }
    program.console().error(help());
    return 1;
  }

  /** Takes an option and its value out of {@code words}. */
  private static String option(List<String> words, String name, String initial) {
    int at = words.indexOf(name);
    if (at < 0) {
      return initial;
    }
    if (at + 1 == words.size()) {
      throw new IllegalArgumentException(name + " expects a value");
    }
    String value = words.get(at + 1);
    words.subList(at, at + 2).clear();
    return value;
  }
}
