package io.spillway.ops.facility;

import io.spillway.facility.runtime.FacilityStatus;
import io.spillway.facility.runtime.FacilityStatus.AddressStatus;
import io.spillway.facility.runtime.FacilityStatus.NameStatus;
import io.spillway.facility.runtime.FacilityStatus.ShareStatus;
import io.spillway.facility.runtime.FacilityStatus.SiteStatus;
import io.spillway.facility.runtime.FacilityStatus.VoterStatus;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The status of facilities as JSON, on one line. Stateless. */
public final class FacilityJson {
  private FacilityJson() {}

  /** Everything that {@code status} tells. */
  public static String text(FacilityStatus status) {
    return "{\"self\":"
        + string(status.self())
        + ",\"quorum\":"
        + status.quorum()
        + ",\"voters\":"
        + list(status.voters(), FacilityJson::voter)
        + ",\"facilities\":"
        + list(status.facilities(), FacilityJson::site)
        + ",\"names\":"
        + list(status.names(), FacilityJson::name)
        + "}";
  }

  /** The lines of the history. */
  public static String lines(Collection<String> lines) {
    return list(lines, FacilityJson::string);
  }

  private static String voter(VoterStatus voter) {
    return "{\"name\":"
        + string(voter.name())
        + ",\"facility\":"
        + string(voter.facility())
        + ",\"heard\":"
        + voter.heard()
        + ",\"round_trip_ms\":"
        + millis(voter.roundTrip())
        + "}";
  }

  private static String site(SiteStatus site) {
    return "{\"name\":"
        + string(site.name())
        + ",\"order\":"
        + string(FacilityTable.word(site.order().kind()))
        + ",\"number\":"
        + site.order().number()
        + ",\"told_to\":"
        + string(site.author())
        + ",\"scheduled\":"
        + site.scheduled()
        + ",\"maintenance_until\":"
        + moment(site.until())
        + ",\"maintenance_next\":"
        + moment(site.next() == null ? null : site.next().begin())
        + ",\"known_by\":"
        + list(site.followers(), FacilityJson::string)
        + "}";
  }

  private static String name(NameStatus name) {
    return "{\"name\":"
        + string(name.name())
        + ",\"revision\":"
        + name.revision()
        + ",\"since\":"
        + string(name.since().toString())
        + ",\"facilities\":"
        + list(name.selection().facilities(), FacilityJson::string)
        + ",\"reason\":"
        + string(name.selection().reason().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        + ",\"answer\":"
        + list(name.answer().addresses(), a -> string(a.getHostAddress()))
        + ",\"answer_revision\":"
        + name.answer().revision()
        + ",\"ttl\":"
        + name.answer().timeToLive().toSeconds()
        + ",\"shares\":"
        + list(name.shares(), FacilityJson::share)
        + ",\"addresses\":"
        + list(name.addresses(), FacilityJson::address)
        + "}";
  }

  private static String share(ShareStatus share) {
    return "{\"facility\":"
        + string(share.facility())
        + ",\"weight\":"
        + share.weight()
        + ",\"share\":"
        + String.format(Locale.ROOT, "%.4f", share.share())
        + "}";
  }

  private static String address(AddressStatus address) {
    InetAddress ip = address.address();
    return "{\"facility\":"
        + string(address.facility())
        + ",\"address\":"
        + string(ip.getHostAddress())
        + ",\"views\":{"
        + address.views().entrySet().stream()
            .map(e -> string(e.getKey()) + ":" + string(FacilityTable.word(e.getValue())))
            .collect(Collectors.joining(","))
        + "},\"alive\":"
        + address.tally().alive()
        + ",\"dead\":"
        + address.tally().dead()
        + ",\"withdrawn\":"
        + address.withdrawn()
        + ",\"well_for_ms\":"
        + millis(address.wellFor())
        + ",\"last_check\":"
        + string(address.lastCheck())
        + "}";
  }

  private static String moment(@Nullable Instant moment) {
    return string(moment == null ? null : moment.toString());
  }

  private static String millis(@Nullable Duration duration) {
    return duration == null
        ? "null"
        : String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1_000_000.0);
  }

  private static <T> String list(Collection<T> all, Function<T, String> text) {
    return all.stream().map(text).collect(Collectors.joining(",", "[", "]"));
  }

  static String string(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
