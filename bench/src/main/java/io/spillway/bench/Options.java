package io.spillway.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for. Immutable.
 *
 * @param seconds how long each row is measured
 * @param warmUp a fifth of it is how long one run is that warms a JVM up, three times as much how
 *     long the runs of a row take together at most, in seconds
 * @param rounds how often everything is measured; the table shows the median by CPU
 * @param only keys of rows, all where empty
 * @param subjects names of subjects, all where empty
 * @param output where the Markdown goes
 */
record Options(
    int seconds, int warmUp, int rounds, List<String> only, List<String> subjects, Path output) {

  static final String HELP =
      """
      bench/run compares Spillway with HAProxy, nginx and Undertow on this machine.

        --quick            3 seconds a row, short warm-up; for a first look
        --seconds N        how long each row is measured (default 10)
        --warm-up N        a JVM is loaded before each row in runs of N/5 seconds, until three of
                           them differ by less than 3 % in CPU per request, or 3 N seconds long
                           (default 15)
        --rounds N         measure all N times and show the median by CPU (default 1)
        --only LIST        rows: http-100,http-10k,http-1m,http-new,tcp-100,tcp-1m,memory
        --subjects LIST    haproxy,nginx,undertow,spillway
        --output FILE      also write the Markdown there (default bench/target/results.md)
        --help

      One core for the proxy, one for the load and the origin; nothing leaves loopback.
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException for an unknown option or a missing value
   */
  static Options parse(String[] arguments, Path root) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    Options options =
        new Options(10, 15, 1, List.of(), List.of(), root.resolve("bench/target/results.md"));
    while (!words.isEmpty()) {
      options = options.with(words.pop(), words);
    }
    return options;
  }

  private Options with(String option, Deque<String> words) {
    if (option.equals("--quick")) {
      return new Options(3, 6, rounds, only, subjects, output);
    }
    if (!List.of("--seconds", "--warm-up", "--rounds", "--only", "--subjects", "--output")
        .contains(option)) {
      throw new IllegalArgumentException("unknown option " + option + "; try --help");
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException(option + " wants a value");
    }
    String value = words.pop();
    return switch (option) {
      case "--seconds" ->
          new Options(Integer.parseInt(value), warmUp, rounds, only, subjects, output);
      case "--warm-up" ->
          new Options(seconds, Integer.parseInt(value), rounds, only, subjects, output);
      case "--rounds" ->
          new Options(seconds, warmUp, Integer.parseInt(value), only, subjects, output);
      case "--only" ->
          new Options(seconds, warmUp, rounds, List.of(value.split(",")), subjects, output);
      case "--subjects" ->
          new Options(seconds, warmUp, rounds, only, List.of(value.split(",")), output);
      default -> new Options(seconds, warmUp, rounds, only, subjects, Path.of(value));
    };
  }

  boolean wants(String key) {
    return only.isEmpty() || only.contains(key);
  }

  boolean wants(Subject subject) {
    return subjects.isEmpty() || subjects.contains(subject.name());
  }
}
