package io.spillway.ops.runtime;

import io.spillway.config.Units;
import io.spillway.ops.alert.AlertService;
import io.spillway.ops.alert.Match;
import io.spillway.ops.alert.Silence;
import io.spillway.ops.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Commands about alerts, in a process that tells some. */
final class AlertCommands {
  private static final int SHOWN_EVENTS = 100;
  private static final Duration LONGEST_SILENCE = Duration.ofDays(24);

  static final List<Command> ALL =
      List.of(
          Command.of(
              "show alert",
              "",
              "report problems that last, silences and channels",
              Level.USER,
              (session, words) -> with(session, AlertService::list)),
          Command.of(
              "show alert history",
              "[<count>]",
              "report the last events",
              Level.USER,
              (session, words) -> with(session, alerts -> history(alerts, words))),
          Command.of(
              "alert silence",
              "<time> [<match>...] reason <text>",
              "do not tell of some problems for a while",
              Level.OPERATOR,
              (session, words) -> with(session, alerts -> silence(alerts, words))),
          Command.of(
              "alert unsilence",
              "<number>",
              "end a silence",
              Level.OPERATOR,
              (session, words) -> with(session, alerts -> unsilence(alerts, words))),
          Command.of(
              "alert test",
              "<channel>",
              "tell a channel a message for trying out",
              Level.OPERATOR,
              (session, words) -> with(session, alerts -> test(alerts, words))));

  private AlertCommands() {}

  /** Answers about the alerts of this process. */
  private interface Answer {
    String of(AlertService alerts);
  }

  private static String with(RuntimeSession session, Answer answer) {
    AlertService alerts = session.alerts();
    return alerts == null ? "No alerts are configured in this process.\n" : answer.of(alerts);
  }

  private static String history(AlertService alerts, List<String> words) {
    int count = words.isEmpty() ? SHOWN_EVENTS : Numbers.parse(words, 0);
    return count < 0
        ? "Expects a number of events.\n"
        : String.join("", alerts.history(count).stream().map(line -> line + "\n").toList());
  }

  private static String silence(AlertService alerts, List<String> words) {
    int reason = words.indexOf("reason");
    if (words.isEmpty() || reason < 1 || reason == words.size() - 1) {
      return "Expects <time>, what is meant, 'reason' and why.\n";
    }
    Duration time;
    try {
      time = Units.time(words.getFirst(), TimeUnit.SECONDS);
    } catch (IllegalArgumentException e) {
      return e.getMessage() + "\n";
    }
    if (time.isZero() || time.compareTo(LONGEST_SILENCE) > 0) {
      return "Expects a time from 1ms to 24d.\n";
    }
    Match match = match(words.subList(1, reason));
    if (match == null) {
      return "Expects pairs of 'proxy', 'server', 'facility', 'process', 'kind' or 'severity' and a value"
          + " before 'reason'.\n";
    }
    Silence made =
        alerts.silence(match, time, String.join(" ", words.subList(reason + 1, words.size())));
    return made == null
        ? "No silence: another process keeps the alerts still.\n"
        : "Silence "
            + made.id()
            + " of "
            + made.match().text()
            + " until "
            + made.until().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
            + ".\n";
  }

  private static @Nullable Match match(List<String> words) {
    List<String> proxies = new ArrayList<>();
    List<String> servers = new ArrayList<>();
    List<String> facilities = new ArrayList<>();
    List<String> processes = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    Severity least = null;
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        return null;
      }
      String value = words.get(i + 1);
      List<String> patterns = List.of(value.split(","));
      switch (words.get(i)) {
        case "proxy" -> proxies.addAll(patterns);
        case "server" -> servers.addAll(patterns);
        case "facility" -> facilities.addAll(patterns);
        case "process" -> processes.addAll(patterns);
        case "kind" -> kinds.addAll(patterns);
        case "severity" -> {
          least =
              Stream.of(Severity.values())
                  .filter(severity -> severity.word().equals(value))
                  .findAny()
                  .orElse(null);
          if (least == null) {
            return null;
          }
        }
        default -> {
          return null;
        }
      }
    }
    return new Match(proxies, servers, facilities, processes, kinds, least);
  }

  private static String unsilence(AlertService alerts, List<String> words) {
    int id = words.size() == 1 ? Numbers.parse(words, 0) : -1;
    return id < 0
        ? "Expects the number of a silence.\n"
        : alerts.endSilence(id) ? "" : "No such silence.\n";
  }

  private static String test(AlertService alerts, List<String> words) {
    if (words.size() != 1) {
      return "Expects the name of a channel.\n";
    }
    try {
      String wrong =
          AlertService.test(
              alerts.definition(), words.getFirst(), alerts.instance(), Instant.now());
      return wrong == null
          ? "Channel " + words.getFirst() + " has taken the message.\n"
          : "No success: " + wrong + "\n";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "No success: interrupted\n";
    }
  }
}
