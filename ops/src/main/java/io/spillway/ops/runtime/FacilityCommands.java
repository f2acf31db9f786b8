package io.spillway.ops.runtime;

import io.spillway.config.Units;
import io.spillway.facility.dns.DnsServer;
import io.spillway.facility.runtime.FacilityRuntime;
import io.spillway.facility.runtime.FacilityStatus;
import io.spillway.facility.runtime.PublicAnswers;
import io.spillway.facility.verdict.Order;
import io.spillway.ops.facility.FacilityJson;
import io.spillway.ops.facility.FacilityTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Commands about facilities, in a process that watches some. */
final class FacilityCommands {
  private static final int SHOWN_EVENTS = 100;
  private static final int PATIENCE_SECONDS = 5;
  private static final Duration LONGEST_DRILL = Duration.ofDays(1);

  static final List<Command> ALL =
      List.of(
          Command.of(
              "show facility",
              "[json|terse]",
              "report views, votes, verdicts and answers",
              Level.USER,
              (session, words) ->
                  with(
                      session, facility -> show(facility, session.facility().nameServer(), words))),
          Command.of(
              "show facility history",
              "[json] [<count>]",
              "report the last events of facilities",
              Level.USER,
              (session, words) -> with(session, facility -> history(facility, words))),
          Command.of(
              "facility plan",
              "<facility>",
              "tell what would follow if a facility died",
              Level.USER,
              (session, words) -> with(session, words, FacilityCommands::plan)),
          order("drain", Order.Kind.DRAIN, "keep a facility out of service"),
          order("force", Order.Kind.FORCE, "have a facility serve alone"),
          order("auto", Order.Kind.AUTO, "have a facility follow the verdict again"),
          Command.of(
              "facility failback",
              "<facility>",
              "end the hold-down of a facility that is well",
              Level.ADMIN,
              (session, words) -> with(session, words, FacilityCommands::failback)),
          Command.of(
              "facility drill",
              "<facility> <time>",
              "keep a facility out of service for some time",
              Level.ADMIN,
              (session, words) ->
                  with(session, words, (facility, name) -> drill(facility, name, words))));

  private FacilityCommands() {}

  private static Command order(String word, Order.Kind kind, String description) {
    return Command.of(
        "facility " + word,
        "<facility>",
        description,
        Level.ADMIN,
        (session, words) ->
            with(
                session,
                words,
                (facility, name) -> {
                  wait(facility.order(name, kind, Duration.ZERO));
                  return "";
                }));
  }

  /** Answers about the facilities of this process. */
  private interface Answer {
    String of(FacilityRuntime facility);
  }

  /** Answers about one facility. */
  private interface NamedAnswer {
    String of(FacilityRuntime facility, String name);
  }

  private static String with(RuntimeSession session, Answer answer) {
    FacilityRuntime facility = session.facility().watching();
    if (facility == null) {
      return "No facilities are configured in this process.\n";
    }
    try {
      return answer.of(facility);
    } catch (CompletionException e) {
      return "No answer: " + e.getCause() + "\n";
    }
  }

  private static String with(RuntimeSession session, List<String> words, NamedAnswer answer) {
    return with(
        session,
        facility -> {
          String name = words.isEmpty() ? "" : words.getFirst();
          return facility.configuration().facility(name) == null
              ? "No such facility (expected one of: "
                  + String.join(
                      ", ",
                      facility.configuration().facilities().stream().map(f -> f.name()).toList())
                  + ").\n"
              : answer.of(facility, name);
        });
  }

  private static <T> T wait(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static String show(
      FacilityRuntime facility, @Nullable DnsServer nameServer, List<String> words) {
    FacilityStatus status = wait(facility.status());
    if (words.contains("terse")) {
      return FacilityTable.terse(status);
    }
    if (words.contains("json")) {
      return FacilityJson.text(status) + "\n";
    }
    List<InetSocketAddress> servers = nameServer == null ? List.of() : asked(nameServer);
    StringBuilder out = new StringBuilder(FacilityTable.text(status));
    PublicAnswers.ask(
            status.names().stream().map(FacilityStatus.NameStatus::name).toList(),
            servers,
            facility.configuration().coordination().resolvers())
        .forEach((name, heard) -> out.append(FacilityTable.heard(name, heard)));
    return out.toString();
  }

  /** Where the name server of this process can be asked from here. */
  private static List<InetSocketAddress> asked(DnsServer server) {
    return server.addresses().stream()
        .limit(1)
        .map(
            a ->
                a.getAddress().isAnyLocalAddress()
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), a.getPort())
                    : a)
        .toList();
  }

  private static String history(FacilityRuntime facility, List<String> words) {
    int count = SHOWN_EVENTS;
    for (int i = 0; i < words.size(); i++) {
      if (!words.get(i).equals("json")) {
        count = Numbers.parse(words, i);
        if (count < 0) {
          return "Expects a number of events.\n";
        }
      }
    }
    List<String> lines = facility.history(count);
    return words.contains("json")
        ? FacilityJson.lines(lines) + "\n"
        : String.join("", lines.stream().map(line -> line + "\n").toList());
  }

  private static String plan(FacilityRuntime facility, String name) {
    return FacilityTable.plan(name, wait(facility.plan(name)));
  }

  private static String failback(FacilityRuntime facility, String name) {
    return wait(facility.failback(name))
        ? ""
        : "Facility " + name + " has no withdrawn address that a majority sees alive.\n";
  }

  private static String drill(FacilityRuntime facility, String name, List<String> words) {
    try {
      Duration length = Units.time(words.size() < 2 ? "" : words.get(1), TimeUnit.SECONDS);
      if (length.isZero() || length.compareTo(LONGEST_DRILL) > 0) {
        return "Expects a time from 1ms to 1d.\n";
      }
      wait(facility.order(name, Order.Kind.DRILL, length));
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage() + "\n";
    }
  }
}
