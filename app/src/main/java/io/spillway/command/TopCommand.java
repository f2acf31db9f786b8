package io.spillway.command;

import io.spillway.config.Units;
import io.spillway.top.Snapshot;
import io.spillway.top.TopScreen;
import io.spillway.top.TopView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code spillway top}: a live view of a process over its stats socket. */
final class TopCommand implements Command {
  private static final String USUAL_SOCKET = "/run/haproxy/admin.sock";
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final Program program;

  TopCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "top";
  }

  @Override
  public String summary() {
    return "shows live rates, queues, errors and states of HAProxy or Spillway";
  }

  @Override
  public String help() {
    return """
    Usage: spillway top [-f FILE... | --socket ADDRESS] [--delay TIME]

    Shows the proxies and servers of a running HAProxy or Spillway, over its 'stats socket'; without
    -f and --socket, over /run/haproxy/admin.sock. Where the output is no terminal it is printed
    once. --delay is how often the process is asked, 1s by default.

      up, down (k, j)  choose a server        d  drain it
      x                maintenance            e  ready again
      w                set its weight         a  servers alone, or everything
      q                quit

    The keys that change something need a socket of level admin.

    Examples:
      spillway top
      spillway top --socket 10.0.0.2:9999 --delay 5s
    """;
  }

  @Override
  public int run(List<String> arguments) {
    List<String> rest = new ArrayList<>(arguments);
    Duration delay = Duration.ofSeconds(1);
    int at = rest.indexOf("--delay");
    if (at >= 0) {
      Duration read = at + 1 < rest.size() ? time(rest.get(at + 1)) : null;
      if (read == null) {
        program.console().error("spillway: '--delay' expects a time of at least 100ms, as 2s.\n");
        return 1;
      }
      delay = read;
      rest.subList(at, at + 2).clear();
    }
    RuntimeArguments read = RuntimeArguments.read(rest);
    if (read == null || !read.words().isEmpty() || read.json() || read.time() != null) {
      program.console().error(help());
      return 1;
    }
    boolean isUsual =
        read.files().isEmpty() && read.socket() == null && Files.exists(Path.of(USUAL_SOCKET));
    RuntimeClient client = isUsual ? RuntimeClient.at(USUAL_SOCKET) : read.client(program);
    if (client == null) {
      return 1;
    }
    try {
      Snapshot first = Snapshot.of(client.ask(Snapshot.COMMANDS));
      if (!program.console().outIsTerminal() || !Terminal.isTerminal(0)) {
        program.console().out(TopView.text(first));
        return 0;
      }
      new TopScreen(client::ask, program.console()::out, delay.toMillis()).run();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      program.console().error("spillway: " + e.getMessage() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static @Nullable Duration time(String text) {
    try {
      Duration time = Units.time(text, TimeUnit.SECONDS);
      return time.compareTo(SHORTEST) < 0 ? null : time;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
