package io.spillway.ops.runtime;

import io.spillway.ops.stats.StatFilter;
import io.spillway.ops.stats.StatPrinter;
import io.spillway.ops.stats.StatTable;
import io.spillway.proxy.resolve.Nameserver;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.StatRow;
import io.spillway.proxy.stats.Statistics;
import java.util.List;
import java.util.function.Consumer;

/** {@code show stat}, {@code show backend} and {@code clear counters}. */
final class StatCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show stat",
              "[domain <resolvers|proxy>] [<proxy> <type> <sid>] [json|no-maint|typed|up]*",
              "report counters for each proxy and server",
              Level.USER,
              StatCommands::showStat),
          Command.of(
              "show backend",
              "",
              "list backends in the current running config",
              Level.USER,
              (session, arguments) -> showBackend(session)),
          Command.of(
              "clear counters",
              "[all]",
              "clear max statistics counters (or all counters)",
              Level.OPERATOR,
              StatCommands::clear));

  private StatCommands() {}

  private static String showStat(RuntimeSession session, List<String> arguments) {
    List<String> options = arguments;
    if (!arguments.isEmpty() && arguments.getFirst().equals("domain")) {
      String domain = arguments.size() < 2 ? "" : arguments.get(1);
      options = arguments.subList(Math.min(2, arguments.size()), arguments.size());
      switch (domain) {
        case "resolvers" -> {
          return ResolverCommands.statistics(session.process().resolvers(), options);
        }
        case "proxy" -> {
          return showStat(session, options);
        }
        default -> {
          return "Invalid statistics domain.\n";
        }
      }
    }
    int proxyId = -1;
    int types = -1;
    int serviceId = -1;
    if (arguments.size() >= 3 && isNumber(arguments.get(1)) && isNumber(arguments.get(2))) {
      proxyId = proxyId(session, arguments.get(0));
      types = Integer.parseInt(arguments.get(1));
      serviceId = Integer.parseInt(arguments.get(2));
      options = arguments.subList(3, arguments.size());
      if (proxyId == 0) {
        return "No such proxy.\n";
      }
    }
    StatFilter filter =
        new StatFilter(
            proxyId,
            types,
            serviceId,
            options.contains("up"),
            options.contains("no-maint"),
            List.of(),
            "");
    boolean showsLegends = session.level().compareTo(Level.OPERATOR) >= 0;
    List<StatRow> rows = StatTable.rows(session.process(), filter, showsLegends);
    if (options.contains("typed")) {
      return StatPrinter.typed(rows);
    }
    return options.contains("json") ? StatPrinter.json(rows) + "\n" : StatPrinter.csv(rows);
  }

  private static boolean isNumber(String text) {
    return text.matches("-?[0-9]{1,9}");
  }

  /** The number of the proxy that {@code text} means by number or name; 0 for none. */
  private static int proxyId(RuntimeSession session, String text) {
    if (isNumber(text)) {
      return Integer.parseInt(text);
    }
    for (ProxyStatus proxy : session.process().proxies()) {
      if (proxy.name().equals(text)) {
        return proxy.id();
      }
    }
    return 0;
  }

  private static String showBackend(RuntimeSession session) {
    StringBuilder out = new StringBuilder("# name\n");
    for (ProxyStatus proxy : session.process().proxies()) {
      if (proxy.backend() != null) {
        out.append(proxy.name()).append('\n');
      }
    }
    return out.toString();
  }

  private static String clear(RuntimeSession session, List<String> arguments) {
    boolean all = arguments.contains("all");
    if (all && session.level() != Level.ADMIN) {
      return "Permission denied\n";
    }
    Consumer<Statistics> clear = all ? Statistics::clear : Statistics::clearMaxima;
    clear.accept(session.process().statistics());
    if (all) {
      session.process().resolvers().stream()
          .flatMap(resolvers -> resolvers.nameservers().stream())
          .forEach(Nameserver::clear);
    }
    for (ProxyStatus proxy : session.process().proxies()) {
      FrontendStatus frontend = proxy.frontend();
      if (frontend != null) {
        clear.accept(frontend.statistics());
        frontend.listeners().forEach(listener -> clear.accept(listener.statistics()));
      }
      BackendStatus backend = proxy.backend();
      if (backend != null) {
        clear.accept(backend.statistics());
        for (Server server : backend.servers()) {
          clear.accept(server.statistics());
        }
      }
    }
    return "";
  }
}
