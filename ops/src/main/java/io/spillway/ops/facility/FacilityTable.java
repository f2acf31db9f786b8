package io.spillway.ops.facility;

import io.spillway.facility.maintenance.Occurrence;
import io.spillway.facility.runtime.FacilityStatus;
import io.spillway.facility.runtime.FacilityStatus.AddressStatus;
import io.spillway.facility.runtime.FacilityStatus.NameStatus;
import io.spillway.facility.runtime.FacilityStatus.SiteStatus;
import io.spillway.facility.runtime.FacilityStatus.VoterStatus;
import io.spillway.facility.runtime.Forecast;
import io.spillway.facility.runtime.PublicAnswers;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Selection;
import io.spillway.facility.verdict.View;
import java.net.InetAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The status of facilities as tables. Stateless. */
public final class FacilityTable {
  private FacilityTable() {}

  /** Everything that {@code status} tells. */
  public static String text(FacilityStatus status) {
    StringBuilder out = new StringBuilder();
    out.append(status.self())
        .append(": ")
        .append(status.voters().stream().filter(VoterStatus::heard).count())
        .append(" of ")
        .append(status.voters().size())
        .append(" voters are heard, ")
        .append(status.quorum() ? "a majority" : "no majority: nothing changes")
        .append("\n\n");
    out.append(table(voters(status.voters()))).append('\n');
    out.append(table(sites(status.facilities())));
    for (NameStatus name : status.names()) {
      out.append('\n').append(heading(name)).append(table(addresses(name, status)));
    }
    return out.toString();
  }

  /** What name servers and resolvers say about a name; nothing where nobody was asked. */
  public static String heard(String name, List<PublicAnswers.Heard> all) {
    StringBuilder out = new StringBuilder();
    for (PublicAnswers.Heard one : all) {
      out.append(out.isEmpty() ? "\n" + name + " is told\n" : "")
          .append("  by ")
          .append(one.where())
          .append(": ")
          .append(one.what())
          .append('\n');
    }
    return out.toString();
  }

  /**
   * For scripts, a line for each facility ({@code facility <name> <order> <voters that know of
   * it>}) and each name ({@code name <name> <revision> <facilities> <addresses>}); lists have
   * commas.
   */
  public static String terse(FacilityStatus status) {
    StringBuilder out = new StringBuilder();
    for (SiteStatus site : status.facilities()) {
      out.append("facility ")
          .append(site.name())
          .append(' ')
          .append(word(site.order().kind()))
          .append(' ')
          .append(String.join(",", site.followers()))
          .append('\n');
    }
    for (NameStatus name : status.names()) {
      out.append("name ")
          .append(name.name())
          .append(' ')
          .append(name.answer().revision())
          .append(' ')
          .append(String.join(",", name.selection().facilities()))
          .append(' ')
          .append(
              name.answer().addresses().stream()
                  .map(InetAddress::getHostAddress)
                  .collect(Collectors.joining(",")))
          .append('\n');
    }
    return out.toString();
  }

  private static String heading(NameStatus name) {
    return name.name()
        + ": "
        + String.join(", ", name.selection().facilities())
        + " ("
        + reason(name.selection().reason())
        + ", revision "
        + name.revision()
        + " since "
        + name.since().truncatedTo(ChronoUnit.SECONDS)
        + ")\n  answers "
        + name.answer().addresses().stream()
            .map(InetAddress::getHostAddress)
            .collect(Collectors.joining(", "))
        + " for "
        + name.answer().timeToLive().toSeconds()
        + " s\n"
        + (name.shares().isEmpty() ? "" : "  each leads to one: " + shares(name) + "\n");
  }

  private static String shares(NameStatus name) {
    return name.shares().stream()
        .map(
            share ->
                String.format(
                    Locale.ROOT,
                    "%s %.1f %% (weight %d)",
                    share.facility(),
                    100 * share.share(),
                    share.weight()))
        .collect(Collectors.joining(", "));
  }

  private static String reason(Selection.Reason reason) {
    return switch (reason) {
      case NORMAL -> "normal";
      case DEGRADED -> "degraded";
      case FORCED -> "forced";
      case ALL_DEAD -> "all look dead";
    };
  }

  private static List<List<String>> voters(List<VoterStatus> voters) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("VOTER", "FACILITY", "HEARD", "ROUND TRIP"));
    for (VoterStatus voter : voters) {
      Duration trip = voter.roundTrip();
      rows.add(
          List.of(
              voter.name(),
              voter.facility() == null ? "(witness)" : voter.facility(),
              voter.heard() ? "yes" : "NO",
              trip == null
                  ? "-"
                  : String.format(Locale.ROOT, "%.1f ms", trip.toNanos() / 1_000_000.0)));
    }
    return rows;
  }

  private static List<List<String>> sites(List<SiteStatus> sites) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("FACILITY", "ORDER", "TOLD TO", "KNOWN BY", "MAINTENANCE"));
    for (SiteStatus site : sites) {
      rows.add(
          List.of(
              site.name(),
              word(site.order().kind()),
              site.author().isEmpty() || site.scheduled() ? "-" : site.author(),
              site.author().isEmpty() ? "-" : String.join(",", site.followers()),
              maintenance(site)));
    }
    return rows;
  }

  private static String maintenance(SiteStatus site) {
    if (site.until() != null) {
      return "until " + site.until() + ", by the clock of " + site.author();
    }
    Occurrence next = site.next();
    return next == null ? "-" : "next from " + next.begin() + " to " + next.end();
  }

  /** The word of the configuration's commands. */
  static String word(Order.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The word of a view. */
  static String word(View view) {
    return view.name().toLowerCase(Locale.ROOT);
  }

  private static List<List<String>> addresses(NameStatus name, FacilityStatus status) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("FACILITY", "ADDRESS"));
    status.voters().forEach(voter -> head.add(voter.name()));
    head.addAll(List.of("VERDICT", "LAST CHECK HERE"));
    rows.add(head);
    for (AddressStatus address : name.addresses()) {
      List<String> row = new ArrayList<>();
      row.add(address.facility());
      row.add(address.address().getHostAddress());
      for (VoterStatus voter : status.voters()) {
        View view = address.views().get(voter.name());
        row.add(view == null || view == View.UNKNOWN ? "-" : word(view));
      }
      Duration well = address.wellFor();
      row.add(
          !address.withdrawn()
              ? "serves"
              : "withdrawn" + (well == null ? "" : ", well for " + well.toSeconds() + " s"));
      row.add(address.lastCheck().isEmpty() ? "-" : address.lastCheck());
      rows.add(row);
    }
    return rows;
  }

  /** What would follow if {@code facility} died. */
  public static String plan(String facility, List<Forecast> forecasts) {
    StringBuilder out = new StringBuilder("If facility " + facility + " died:\n");
    for (Forecast forecast : forecasts) {
      out.append("  ").append(forecast.name()).append(": ");
      String now = String.join(", ", forecast.now().facilities());
      String then = String.join(", ", forecast.then().facilities());
      if (!forecast.quorum()) {
        out.append("stays at ")
            .append(now)
            .append(": those that are left are no majority, and nobody would decide\n");
      } else if (forecast.then().equals(forecast.now())) {
        out.append("stays at ").append(now).append('\n');
      } else {
        out.append("from ").append(now).append(" to ").append(then);
        out.append(" (")
            .append(
                forecast.then().addresses().stream()
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", ")))
            .append(")")
            .append(
                forecast.then().reason() == Selection.Reason.ALL_DEAD
                    ? ", where nothing looks alive either"
                    : "")
            .append('\n');
      }
    }
    return out.toString();
  }

  private static String table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
