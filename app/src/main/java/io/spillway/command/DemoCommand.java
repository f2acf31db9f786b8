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
           spillway demo kill-facility|start-facility FACILITY [--port PORT]

    Starts four small application servers, two in facility A and two in facility B, a load balancer
    in each facility with demo/haproxy.cfg and demo/facilities.cfg, and a witness; shows which server
    is up, how many requests it has had, and which facility the name www.demo.example leads to.

      --port PORT         the load balancers' port (8080) on 127.0.0.1 and 127.0.0.2; servers, the
                          instances' exchange and the DNS servers have the next six
      --balancer PROGRAM  runs PROGRAM in Spillway's place, in facility A alone: haproxy, say

    Examples:
      spillway demo
      spillway demo stop-server a1
      spillway demo start-server a1
      spillway demo kill-facility A
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
                balancer.isEmpty(),
                root.resolve("demo"),
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
