package io.spillway.proxy.balance;

import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import java.util.List;

/** The algorithms, by the word after {@code balance}. */
public enum Algorithm {
  ROUND_ROBIN("roundrobin") {
    @Override
    public Balancer over(List<Server> servers) {
      return new RoundRobin(servers);
    }
  };

  private final String word;

  Algorithm(String word) {
    this.word = word;
  }

  /** The word of the configuration. */
  public String word() {
    return word;
  }

  /** A balancer over the servers of one priority group. */
  public abstract Balancer over(List<Server> servers);
}
