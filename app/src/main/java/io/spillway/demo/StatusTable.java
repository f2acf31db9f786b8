package io.spillway.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Shows the servers: on a terminal as a table that is drawn anew in its place, elsewhere as a line
 * for each server whose state changes. Confined to one thread.
 */
final class StatusTable {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final DemoPlan plan;
  private final Consumer<String> out;
  private final boolean terminal;
  private final Map<String, String> shownStates = new HashMap<>();
  private String shownLeads = "";
  private int drawnLines;

  StatusTable(DemoPlan plan, Consumer<String> out, boolean terminal) {
    this.plan = plan;
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows everything as it is now. */
  void show(DemoStatus status) {
    if (terminal) {
      draw(status);
    } else {
      tellChanges(status);
    }
  }

  /** Shows a line above the table. */
  void tell(String line) {
    StringBuilder text = new StringBuilder();
    up(text);
    drawnLines = 0;
    out.accept(text.append(terminal ? "\u001b[J" : "").append(line).toString());
  }

  private void up(StringBuilder text) {
    if (drawnLines > 0) {
      text.append("\u001b[").append(drawnLines).append('A');
    }
  }

  private void draw(DemoStatus status) {
    List<ServerStatus> servers = status.servers();
    StringBuilder text = new StringBuilder();
    up(text);
    drawnLines = servers.size() + (status.leads().isEmpty() ? 1 : 2);
    line(text, "server", "facility", "address", "state", "requests", "");
    for (ServerStatus server : servers) {
      line(
          text,
          server.name(),
          DemoPlan.facilityOf(server.name()),
          address(server),
          server.state(),
          String.valueOf(server.sessions()),
          isUp(server) ? GREEN : RED);
    }
    if (!status.leads().isEmpty()) {
      text.append("\u001b[2K  ")
          .append(DemoPlan.NAME)
          .append(" leads to ")
          .append(status.leads())
          .append(System.lineSeparator());
    }
    out.accept(text.toString());
  }

  private static void line(
      StringBuilder text,
      String name,
      String facility,
      String address,
      String state,
      String requests,
      String colour) {
    text.append("\u001b[2K")
        .append(String.format(Locale.ROOT, "  %-7s %-9s %-16s ", name, facility, address))
        .append(colour)
        .append(String.format(Locale.ROOT, "%-10s", state))
        .append(colour.isEmpty() ? "" : PLAIN)
        .append(String.format(Locale.ROOT, " %9s%n", requests));
  }

  private void tellChanges(DemoStatus status) {
    if (!status.leads().isEmpty() && !status.leads().equals(shownLeads)) {
      shownLeads = status.leads();
      out.accept(DemoPlan.NAME + " leads to " + status.leads() + System.lineSeparator());
    }
    for (ServerStatus server : status.servers()) {
      if (!server.state().equals(shownStates.put(server.name(), server.state()))) {
        out.accept(
            String.format(
                Locale.ROOT,
                "%s (facility %s, %s) is %s after %d requests%n",
                server.name(),
                DemoPlan.facilityOf(server.name()),
                address(server),
                server.state(),
                server.sessions()));
      }
    }
  }

  private String address(ServerStatus server) {
    return "127.0.0.1:" + plan.portOf(server.name());
  }

  private static boolean isUp(ServerStatus server) {
    return server.state().startsWith("UP");
  }
}
