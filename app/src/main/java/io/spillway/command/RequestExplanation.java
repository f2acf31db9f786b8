package io.spillway.command;

import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.walk.AskedRequest;
import io.spillway.proxy.walk.RequestWalk;
import io.spillway.proxy.walk.WalkOutcome;
import io.spillway.proxy.walk.WalkStep;
import java.util.ArrayList;
import java.util.List;

/** {@code spillway explain --request}: the way of one request through the configuration. */
final class RequestExplanation {
  private static final int MICROS_PER_MILLI = 1000;

  private final Program program;

  RequestExplanation(Program program) {
    this.program = program;
  }

  int run(List<String> arguments) {
    String request = "";
    String source = "";
    String frontend = "";
    List<String> headers = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String option = arguments.get(i);
      if (!option.startsWith("-")) {
        files.add(option);
        continue;
      }
      if (i + 1 == arguments.size()) {
        return failed("option " + option + " wants a value");
      }
      String value = arguments.get(++i);
      switch (option) {
        case "--request" -> request = value;
        case "--src" -> source = value;
        case "--frontend" -> frontend = value;
        case "-H" -> headers.add(value);
        case "-f" -> files.add(value);
        default -> {
          return failed("unknown option " + option);
        }
      }
    }
    if (files.isEmpty()) {
      return failed("no configuration is named (expected: -f FILE)");
    }
    Loading loading = Loading.ofFiles(program, files);
    Configuration configuration = loading.load();
    if (configuration == null) {
      program.console().error(loading.report());
      return 1;
    }
    try {
      AskedRequest asked = AskedRequest.of(request, headers, source);
      long now = System.currentTimeMillis() * MICROS_PER_MILLI;
      program
          .console()
          .out(text(new RequestWalk(configuration).walk(asked, frontend, now), loading));
      return 0;
    } catch (IllegalArgumentException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private int failed(String message) {
    program.console().error("spillway explain: " + message);
    return 1;
  }

  private static String text(WalkOutcome outcome, Loading loading) {
    StringBuilder text = new StringBuilder();
    String section = "frontend " + outcome.frontend();
    text.append(section).append('\n');
    for (WalkStep step : outcome.steps()) {
      if (!step.section().equals(section)) {
        section = step.section();
        text.append(section).append('\n');
      }
      String line = loading.reader().lineAt(step.position());
      text.append(step.applies() ? "  + " : "  - ")
          .append(step.position().file())
          .append(':')
          .append(step.position().line())
          .append(": ")
          .append(line == null ? "" : line.strip())
          .append('\n');
      for (String reason : step.reasons()) {
        text.append("        ").append(reason).append('\n');
      }
      if (!step.result().isEmpty()) {
        text.append("      => ").append(step.result()).append('\n');
      }
    }
    if (!outcome.backend().isEmpty()) {
      text.append("backend ").append(outcome.backend()).append('\n');
    }
    if (outcome.status() != 0) {
      text.append("answer ").append(outcome.status());
      text.append(outcome.location().isEmpty() ? "" : " " + outcome.location()).append('\n');
    }
    if (!outcome.servers().isEmpty()) {
      text.append("servers ").append(String.join(", ", outcome.servers())).append('\n');
      text.append("request to the server\n");
      outcome.sent().forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString().stripTrailing();
  }
}
