package io.spillway.command;

import io.spillway.proxy.definition.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code spillway test}: whether the rules do with requests what a file expects of them. */
final class TestCommand implements Command {
  private static final int MICROS_PER_MILLI = 1000;

  private final Program program;

  TestCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public String summary() {
    return "checks what the rules do with the requests of a file";
  }

  @Override
  public String help() {
    return """
    Usage: spillway test FILE... -f CONFIGURATION...

    Takes the requests of the files through the configuration, without any traffic, and compares
    what becomes of them with what the files expect. The exit code is 0 where all is as expected.

    A file has blocks, with an empty line between them; a line may be a comment, '#' before it:

      request GET https://shop.example.com/cart
      header X-Api-Key: secret
      source 192.0.2.7
      frontend web
      expect backend shop
      expect server s1
      expect status 403
      expect location https://example.com/
      expect header X-Forwarded-Proto: https
      expect no-header X-Api-Key

    'source', 'frontend' and 'header' may be left out. 'expect status' is the status of an answer
    without a server, 'expect server' the server that is tried first, 'expect header' a header of
    the request that the server gets.

    Examples:
      spillway test rules.test -f haproxy.cfg
    """;
  }

  @Override
  public int run(List<String> arguments) {
    List<String> tests = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("-f") && i + 1 < arguments.size()) {
        files.add(arguments.get(++i));
      } else {
        tests.add(arguments.get(i));
      }
    }
    if (tests.isEmpty() || files.isEmpty() || tests.stream().anyMatch(t -> t.startsWith("-"))) {
      program.console().error(help());
      return 1;
    }
    int failed = 0;
    int count = 0;
    for (String test : tests) {
      List<String> lines;
      try {
        lines = Files.readAllLines(Path.of(test), StandardCharsets.UTF_8);
      } catch (IOException e) {
        program.console().error("spillway test: cannot read " + test + ": " + e.getMessage());
        return 1;
      }
      for (RoutingExpectation expectation : RoutingExpectation.all(test, lines)) {
        Loading loading = Loading.ofFiles(program, files);
        Configuration configuration = loading.load();
        if (configuration == null) {
          program.console().error(loading.report());
          return 1;
        }
        long now = System.currentTimeMillis() * MICROS_PER_MILLI;
        List<String> wrong = expectation.wrong(configuration, now);
        count++;
        failed += wrong.isEmpty() ? 0 : 1;
        wrong.forEach(program.console()::error);
      }
    }
    program
        .console()
        .out(
            count
                + " requests, "
                + (failed == 0 ? "all as expected" : failed + " not as expected"));
    return failed == 0 && count > 0 ? 0 : 1;
  }
}
