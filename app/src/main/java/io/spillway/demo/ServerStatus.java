package io.spillway.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the load balancer says of a server. Immutable.
 *
 * @param name the server's name
 * @param state its state: {@code UP}, {@code DOWN} …
 * @param sessions how many requests it has been given
 */
record ServerStatus(String name, String state, long sessions) {
  /**
   * Asks a load balancer for the servers of backend {@code facilities}.
   *
   * @throws IOException when nobody listens there
   */
  static List<ServerStatus> of(Instance balancer) throws IOException {
    String[] lines = balancer.ask("show stat").split("\n");
    List<String> columns = List.of(lines[0].replace("# ", "").split(","));
    int proxy = columns.indexOf("pxname");
    int name = columns.indexOf("svname");
    int state = columns.indexOf("status");
    int sessions = columns.indexOf("stot");
    List<ServerStatus> found = new ArrayList<>();
    for (String line : lines) {
      String[] values = line.split(",", -1);
      if (values.length >= columns.size() - 1
          && values[proxy].equals("facilities")
          && DemoPlan.SERVERS.contains(values[name])) {
        found.add(new ServerStatus(values[name], values[state], Long.parseLong(values[sessions])));
      }
    }
    return found;
  }
}
