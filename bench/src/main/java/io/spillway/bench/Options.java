package io.spillway.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. Immutable.
 *
 * @param seconds how long one turn of a subject is
 * @param turns how many turns each subject has in each row
 * @param warmUp a fifth of it is how long one run is that warms a JVM up, three times as much how
 *     long the runs of a row take together at most, in seconds
 * @param only keys of rows, all where empty
 * @param subjects names of subjects, all where empty
 * @param beside another checkout of Spillway to measure beside this one, or null
 * @param output where the Markdown goes
 */
record Options(
    int seconds,
    int turns,
    int warmUp,
    List<String> only,
    List<String> subjects,
    @Nullable Path beside,
    Path output) {

  static final String HELP =
      """
      bench/run compares Spillway with HAProxy, nginx and Undertow on this machine.

        --quick            three turns of a second, short warm-up; for a first look
        --seconds N        how long one turn of a subject is (default 2)
        --turns N          how many turns each subject has in each row, in rotation with the others
                           (default 7)
        --warm-up N        a JVM is loaded before each row in runs of N/5 seconds, until three of
                           them differ by less than 3 % in CPU per request, or 3 N seconds long
                           (default 15)
        --only LIST        rows: http-100,http-10k,http-1m,http-new,tcp-100,tcp-1m,memory
        --subjects LIST    haproxy,nginx,undertow,spillway
        --beside DIR       another checkout of Spillway, measured in rotation with this one
        --output FILE      also write the Markdown there (default bench/target/results.md)
        --help

      One core for the proxy, one for the load and the origin; nothing leaves loopback. The table
      shows medians of the turns. A ratio to HAProxy is the median of the ratios of each round, so
      that what slows the machine for a while changes it little.
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException for an unknown option or a missing value
   */
  static Options parse(String[] arguments, Path root) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    int seconds = 2;
    int turns = 7;
    int warmUp = 15;
    List<String> only = List.of();
    List<String> subjects = List.of();
    Path beside = null;
    Path output = root.resolve("bench/target/results.md");
    while (!words.isEmpty()) {
      String option = words.pop();
      switch (option) {
        case "--quick" -> {
          seconds = 1;
          turns = 3;
          warmUp = 6;
        }
        case "--seconds" -> seconds = number(option, words);
        case "--turns" -> turns = number(option, words);
        case "--warm-up" -> warmUp = number(option, words);
        case "--only" -> only = List.of(value(option, words).split(","));
        case "--subjects" -> subjects = List.of(value(option, words).split(","));
        case "--beside" -> beside = Path.of(value(option, words)).toAbsolutePath();
        case "--output" -> output = Path.of(value(option, words));
        default -> throw new IllegalArgumentException("unknown option " + option + "; try --help");
      }
    }
    return new Options(seconds, turns, warmUp, only, subjects, beside, output);
  }

  private static String value(String option, Deque<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(option + " wants a value");
    }
    return words.pop();
  }

  private static int number(String option, Deque<String> words) {
    String word = value(option, words);
    try {
      int number = Integer.parseInt(word);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " wants a number from 1 on, not '" + word + "'");
  }

  boolean wants(String key) {
    return only.isEmpty() || only.contains(key);
  }

  boolean wants(Subject subject) {
    return subjects.isEmpty()
        || subjects.contains(subject.name())
        || subject instanceof Subject.Spillway spillway && spillway.root().equals(beside);
  }
}
