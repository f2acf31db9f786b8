package io.spillway.proxy.walk;

import java.util.List;

/**
 * What becomes of a request. Immutable.
 *
 * @param frontend the frontend that takes it
 * @param backend the backend that it goes to; empty where there is none
 * @param servers the servers in the order in which they would be tried if each failed
 * @param status the status that it is answered with without a server, or 0
 * @param location where such an answer redirects to, or empty
 * @param steps the rules that it came to
 * @param sent the head that goes to the server, a line each; empty where none does
 */
public record WalkOutcome(
    String frontend,
    String backend,
    List<String> servers,
    int status,
    String location,
    List<WalkStep> steps,
    List<String> sent) {
  public WalkOutcome {
    servers = List.copyOf(servers);
    steps = List.copyOf(steps);
    sent = List.copyOf(sent);
  }
}
