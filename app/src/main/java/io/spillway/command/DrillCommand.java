package io.spillway.command;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code spillway drill}: a rehearsed failover, step by step. */
final class DrillCommand implements Command {
  private static final String SUFFIX = "-down";
  private static final String LENGTH = "1m";
  private static final Duration POLL = Duration.ofMillis(20);

  private final Program program;

  DrillCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "drill";
  }

  @Override
  public String summary() {
    return "rehearses the failover of a facility, and returns";
  }

  @Override
  public String help() {
    return """
    Usage: spillway drill FACILITY-down [--for TIME] -f FILE... | --socket ADDRESS

    Takes a facility out by verdict only: its names lead elsewhere, its servers stay as they are.
    Tells when each step happens, and ends after the time (1m) by itself, also where this command
    is interrupted.

    Examples:
      spillway drill primary-down --for 2m -f haproxy.cfg -f facilities.cfg
    """;
  }

  @Override
  public int run(List<String> arguments) {
    RuntimeArguments read = RuntimeArguments.read(arguments);
    if (read == null
        || read.json()
        || read.words().size() != 1
        || !read.words().getFirst().endsWith(SUFFIX)) {
      program.console().error(help());
      return 1;
    }
    RuntimeClient client = read.client(program);
    if (client == null) {
      return 1;
    }
    String word = read.words().getFirst();
    String facility = word.substring(0, word.length() - SUFFIX.length());
    String time = read.time();
    try {
      return drill(client, facility, time == null ? LENGTH : time);
    } catch (IOException e) {
      program.console().error("spillway: " + e.getMessage() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  /** What was told already. */
  private static final class Told {
    private final Set<String> followers = new HashSet<>();
    private final Map<String, String> names = new HashMap<>();
    private String order = "";
  }

  private int drill(RuntimeClient client, String facility, String time)
      throws IOException, InterruptedException {
    Told told = new Told();
    for (String line : client.ask("show facility terse").split("\n")) {
      String[] words = line.split(" ");
      if (words[0].equals("name") && words.length == 5) {
        told.names.put(words[1], words[3] + " " + words[4]);
      }
    }
    long start = System.nanoTime();
    String refusal = client.ask("facility drill " + facility + " " + time).strip();
    if (!refusal.isEmpty()) {
      program.console().error("spillway: " + refusal + "\n");
      return 1;
    }
    boolean began = false;
    while (true) {
      for (String line : client.ask("show facility terse").split("\n")) {
        tell(line.split(" "), facility, told, start);
      }
      began |= told.order.equals("drill");
      if (began && !told.order.equals("drill")) {
        return 0;
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
  }

  private void tell(String[] words, String facility, Told told, long start) {
    if (words[0].equals("facility") && words.length >= 3 && words[1].equals(facility)) {
      if (!told.order.equals(words[2])) {
        told.order = words[2];
        told.followers.clear();
        step(
            start,
            "facility "
                + facility
                + (words[2].equals("drill")
                    ? " is taken out"
                    : " follows what operators said last: " + words[2]));
      }
      for (String follower : words.length == 4 ? words[3].split(",") : new String[0]) {
        if (told.followers.add(follower)) {
          step(start, follower + " knows of it");
        }
      }
    }
    if (words[0].equals("name") && words.length == 5) {
      String where = words[3] + " " + words[4];
      if (!where.equals(told.names.put(words[1], where))) {
        step(start, words[1] + " leads to " + words[3] + " (" + words[4] + ")");
      }
    }
  }

  private void step(long start, String what) {
    program
        .console()
        .out(String.format(Locale.ROOT, "%+9.3f s  %s%n", (System.nanoTime() - start) / 1e9, what));
  }
}
