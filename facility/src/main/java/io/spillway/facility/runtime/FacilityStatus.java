package io.spillway.facility.runtime;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.maintenance.Occurrence;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Selection;
import io.spillway.facility.verdict.Tally;
import io.spillway.facility.verdict.View;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How everything looks from one instance at one moment. Immutable.
 *
 * @param self this instance or witness
 * @param quorum whether a majority of all voters is heard
 * @param voters all voters in the order of the configuration
 * @param facilities all facilities in the order of the configuration
 * @param names all names in the order of the configuration
 */
public record FacilityStatus(
    String self,
    boolean quorum,
    List<VoterStatus> voters,
    List<SiteStatus> facilities,
    List<NameStatus> names) {
  /**
   * An instance or a witness.
   *
   * @param facility null for a witness
   * @param heard whether it is heard, or is this one
   * @param roundTrip how long it takes to hear back from it, or null
   */
  public record VoterStatus(
      String name, @Nullable String facility, boolean heard, @Nullable Duration roundTrip) {}

  /**
   * A facility.
   *
   * @param order what was decided about it
   * @param author the voter that an operator told, or by whose clock a maintenance window opened or
   *     closed; the empty string where nothing was decided
   * @param scheduled whether that was for maintenance, and no operator
   * @param until when the maintenance ends, where the facility is kept out of service for it
   * @param next the maintenance window that opens next by this instance's clock, or null
   * @param followers the voters that are known to have this order
   */
  public record SiteStatus(
      String name,
      Order order,
      String author,
      boolean scheduled,
      @Nullable Instant until,
      @Nullable Occurrence next,
      List<String> followers) {}

  /**
   * A public name.
   *
   * @param revision of the verdict
   * @param since since when the verdict holds here, by the wall clock
   * @param selection where the name leads
   * @param answer what is answered
   * @param shares how the answers are shared out among all its facilities under {@code weighted};
   *     else empty
   * @param addresses its addresses, the preferred facility's first
   */
  public record NameStatus(
      String name,
      long revision,
      Instant since,
      Selection selection,
      NameAnswer answer,
      List<ShareStatus> shares,
      List<AddressStatus> addresses) {}

  /**
   * How many of a name's answers lead to a facility.
   *
   * @param weight as configured
   * @param share from 0 to 1
   */
  public record ShareStatus(String facility, int weight, double share) {}

  /**
   * A public address of a name.
   *
   * @param views how each voter sees it that is heard
   * @param tally the views that count
   * @param withdrawn whether the verdict withdraws it
   * @param wellFor how long a withdrawn address has been seen alive, or null
   * @param lastCheck what this instance's last check found, or the empty string
   */
  public record AddressStatus(
      String facility,
      InetAddress address,
      Map<String, View> views,
      Tally tally,
      boolean withdrawn,
      @Nullable Duration wellFor,
      String lastCheck) {}
}
