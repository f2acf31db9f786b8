package io.spillway.command;

import io.spillway.config.report.SourceReport;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.Explanation;
import java.util.List;

/**
 * {@code spillway explain}: what holds in each proxy, and which line says so; or what becomes of
 * one request, and which rules say so.
 */
final class ExplainCommand implements Command {
  private final Program program;

  ExplainCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String summary() {
    return "shows what holds in each proxy, and where it comes from";
  }

  @Override
  public String help() {
    return """
    Usage: spillway explain FILE...
           spillway explain --request 'METHOD URL' [-H 'NAME: VALUE']... [--src ADDRESS]
                            [--frontend NAME] -f FILE...

    Reads the files as one configuration and prints each proxy with its defaults filled in; behind
    each setting stands the file, the line and the section that it comes from.

    With --request, takes a request through the configuration without any traffic, as if it came
    first after a start: prints the rules that it comes to and why they apply, the backend, the
    servers in the order in which they would be tried, and the request as the server gets it.

    Examples:
      spillway explain haproxy.cfg
      spillway explain /etc/haproxy/conf.d
      spillway explain --request 'GET https://shop.example.com/cart' --src 192.0.2.7 -f haproxy.cfg
    """;
  }

  @Override
  public int run(List<String> arguments) {
    if (arguments.contains("--request")) {
      return new RequestExplanation(program).run(arguments);
    }
    if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
      program.console().error(help());
      return 1;
    }
    Loading loading = Loading.ofFiles(program, arguments);
    Configuration configuration = loading.load();
    if (configuration == null) {
      program
          .console()
          .error(new SourceReport(loading.reader()::lineAt, false).text(loading.diagnostics()));
      return 1;
    }
    program.console().out(Explanation.of(configuration, loading.reader()::lineAt).text());
    return 0;
  }
}
