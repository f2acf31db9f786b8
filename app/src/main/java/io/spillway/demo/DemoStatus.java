package io.spillway.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the demo looks like at a moment. Immutable.
 *
 * @param servers the servers as the first load balancer that runs sees them, with the requests that
 *     all have given them
 * @param leads where the name leads, or the empty string where nobody says
 */
record DemoStatus(List<ServerStatus> servers, String leads) {
  /**
   * Asks the load balancers that run.
   *
   * @throws IOException when none of them answers
   */
  static DemoStatus of(List<Instance> balancers) throws IOException {
    List<ServerStatus> servers = List.of();
    String leads = "";
    IOException silence = new IOException("no load balancer runs");
    for (Instance balancer : balancers) {
      if (!balancer.isRunning()) {
        continue;
      }
      try {
        List<ServerStatus> seen = ServerStatus.of(balancer);
        servers = servers.isEmpty() ? seen : sum(servers, seen);
        if (leads.isEmpty()) {
          leads = leads(balancer.ask("show facility terse"));
        }
      } catch (IOException e) {
        silence = e;
      }
    }
    if (servers.isEmpty()) {
      throw silence;
    }
    return new DemoStatus(servers, leads);
  }

  private static List<ServerStatus> sum(List<ServerStatus> first, List<ServerStatus> second) {
    List<ServerStatus> sum = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      ServerStatus one = first.get(i);
      long more = i < second.size() ? second.get(i).sessions() : 0;
      sum.add(new ServerStatus(one.name(), one.state(), one.sessions() + more));
    }
    return sum;
  }

  /** Of a line {@code name <name> <revision> <facilities> <addresses>}. */
  private static String leads(String status) {
    for (String line : status.split("\n")) {
      String[] words = line.split(" ");
      if (words.length == 5 && words[0].equals("name") && words[1].equals(DemoPlan.NAME)) {
        return "facility " + words[3] + ", " + words[4];
      }
    }
    return "";
  }
}
