package io.spillway.command;

import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.walk.AskedRequest;
import io.spillway.proxy.walk.RequestWalk;
import io.spillway.proxy.walk.WalkOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request and what is expected to become of it: a block of a file of {@code spillway test}.
 *
 * @param place the file and the line that the block begins in
 * @param lines its lines, comments left out
 */
record RoutingExpectation(String place, List<String> lines) {
  RoutingExpectation {
    lines = List.copyOf(lines);
  }

  /** The blocks of a file. */
  static List<RoutingExpectation> all(String file, List<String> lines) {
    List<RoutingExpectation> all = new ArrayList<>();
    List<String> block = new ArrayList<>();
    int first = 1;
    for (int i = 0; i <= lines.size(); i++) {
      String line = i < lines.size() ? lines.get(i).strip() : "";
      if (line.isEmpty() && !block.isEmpty()) {
        all.add(new RoutingExpectation(file + ":" + first, block));
        block = new ArrayList<>();
      }
      if (!line.isEmpty() && !line.startsWith("#")) {
        first = block.isEmpty() ? i + 1 : first;
        block.add(line);
      }
    }
    return all;
  }

  /** What is not as expected, a line each; empty where all is. */
  List<String> wrong(Configuration configuration, long wallClockMicros) {
    String request = "";
    String source = "";
    String frontend = "";
    List<String> headers = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("\\s+", 2);
      String value = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "request" -> request = value;
        case "source" -> source = value;
        case "frontend" -> frontend = value;
        case "header" -> headers.add(value);
        case "expect" -> expected.add(value);
        default ->
            wrong.add(
                place
                    + ": unknown word '"
                    + words[0]
                    + "' (expected: request, header, source, frontend or expect)");
      }
    }
    if (expected.isEmpty()) {
      wrong.add(place + ": nothing is expected of the request");
    }
    if (!wrong.isEmpty()) {
      return wrong;
    }
    try {
      WalkOutcome outcome =
          new RequestWalk(configuration)
              .walk(AskedRequest.of(request, headers, source), frontend, wallClockMicros);
      for (String expectation : expected) {
        String found = found(expectation, outcome);
        if (!found.isEmpty()) {
          wrong.add(place + ": " + request + ": expected " + expectation + ", but " + found);
        }
      }
    } catch (IllegalArgumentException e) {
      wrong.add(place + ": " + e.getMessage());
    }
    return wrong;
  }

  /** What was found instead of {@code expectation}; empty where it is met. */
  private static String found(String expectation, WalkOutcome outcome) {
    String[] words = expectation.split("\\s+", 2);
    String value = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "backend" -> compared(value, outcome.backend(), "no backend");
      case "server" ->
          compared(
              value, outcome.servers().isEmpty() ? "" : outcome.servers().getFirst(), "no server");
      case "frontend" -> compared(value, outcome.frontend(), "no frontend");
      case "status" ->
          compared(value, outcome.status() == 0 ? "" : "" + outcome.status(), "a server answers");
      case "location" -> compared(value, outcome.location(), "there is no redirection");
      case "header" ->
          outcome.sent().stream().anyMatch(line -> isHeader(line, value))
              ? ""
              : "the server gets " + outcome.sent();
      case "no-header" ->
          outcome.sent().stream().noneMatch(line -> isNamed(line, value))
              ? ""
              : "the server gets " + outcome.sent();
      default ->
          "'"
              + words[0]
              + "' is unknown (expected: backend, server, frontend, status, location, header or"
              + " no-header)";
    };
  }

  private static String compared(String expected, String found, String none) {
    return expected.equals(found) ? "" : found.isEmpty() ? none : "it is " + found;
  }

  private static boolean isNamed(String line, String name) {
    return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
  }

  private static boolean isHeader(String line, String header) {
    int colon = header.indexOf(':');
    return colon > 0
        && isNamed(line, header.substring(0, colon))
        && line.substring(colon + 1).strip().equals(header.substring(colon + 1).strip());
  }
}
