package io.spillway.facility.definition;

import java.util.List;

/**
 * That the addresses of a facility are well only while a watched process of it is. Immutable.
 *
 * @param processes names of {@code process} sections, at least one
 * @param backends the backends of such a process that must have a server; none where it is enough
 *     that it answers
 */
public record ProcessCheck(List<String> processes, List<String> backends) {
  public ProcessCheck {
    processes = List.copyOf(processes);
    backends = List.copyOf(backends);
  }
}
