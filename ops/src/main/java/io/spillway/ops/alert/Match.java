package io.spillway.ops.alert;

import io.spillway.ops.event.Severity;
import io.spillway.ops.event.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which problems are meant. An empty list means all. Patterns have {@code *} for any characters and
 * {@code ?} for one. Immutable.
 *
 * @param proxies patterns of names of proxies
 * @param servers patterns of names of servers, or of {@code proxy/server}
 * @param facilities patterns of names of facilities
 * @param processes patterns of names of watched processes
 * @param kinds patterns of kinds
 * @param least the least severity, or null for all
 */
public record Match(
    List<String> proxies,
    List<String> servers,
    List<String> facilities,
    List<String> processes,
    List<String> kinds,
    @Nullable Severity least) {
  /** All problems. */
  public static final Match ALL = of(null);

  /** All problems of at least this severity; null for all. */
  public static Match of(@Nullable Severity least) {
    return new Match(List.of(), List.of(), List.of(), List.of(), List.of(), least);
  }

  /** A match as it was kept on disk, where an older one has no {@code processes}. */
  public Match(
      List<String> proxies,
      List<String> servers,
      List<String> facilities,
      @Nullable List<String> processes,
      List<String> kinds,
      @Nullable Severity least) {
    this.proxies = List.copyOf(proxies);
    this.servers = List.copyOf(servers);
    this.facilities = List.copyOf(facilities);
    this.processes = processes == null ? List.of() : List.copyOf(processes);
    this.kinds = List.copyOf(kinds);
    this.least = least;
  }

  /** Whether a problem of {@code kind} is meant. */
  public boolean matches(Subject subject, String kind, Severity severity) {
    return (least == null || severity.compareTo(least) >= 0)
        && matches(proxies, subject.proxy())
        && (servers.isEmpty()
            || (!subject.server().isEmpty()
                && (matches(servers, subject.server())
                    || matches(servers, subject.proxy() + "/" + subject.server()))))
        && matches(facilities, subject.facility())
        && matches(processes, subject.process())
        && matches(kinds, kind);
  }

  private static boolean matches(List<String> patterns, String text) {
    return patterns.isEmpty()
        || (!text.isEmpty() && patterns.stream().anyMatch(p -> matches(p, 0, text, 0)));
  }

  private static boolean matches(String pattern, int p, String text, int t) {
    int star = -1;
    int from = t;
    int i = p;
    int j = t;
    while (j < text.length()) {
      if (i < pattern.length() && pattern.charAt(i) == '*') {
        star = i++;
        from = j;
      } else if (i < pattern.length()
          && (pattern.charAt(i) == '?' || pattern.charAt(i) == text.charAt(j))) {
        i++;
        j++;
      } else if (star >= 0) {
        i = star + 1;
        j = ++from;
      } else {
        return false;
      }
    }
    while (i < pattern.length() && pattern.charAt(i) == '*') {
      i++;
    }
    return i == pattern.length();
  }

  /** As it is written in a configuration; {@code everything} where all is meant. */
  public String text() {
    StringBuilder out = new StringBuilder();
    append(out, "proxy", proxies);
    append(out, "server", servers);
    append(out, "facility", facilities);
    append(out, "process", processes);
    append(out, "kind", kinds);
    if (least != null) {
      append(out, "severity", List.of(least.word()));
    }
    return out.isEmpty() ? "everything" : out.toString();
  }

  private static void append(StringBuilder out, String word, List<String> values) {
    if (!values.isEmpty()) {
      out.append(out.isEmpty() ? "" : " ").append(word).append(' ');
      out.append(String.join(",", values));
    }
  }
}
