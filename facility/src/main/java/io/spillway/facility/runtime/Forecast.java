package io.spillway.facility.runtime;

import io.spillway.facility.exchange.VoterState.NameState;
import io.spillway.facility.verdict.Deliberation;
import io.spillway.facility.verdict.Policy;
import io.spillway.facility.verdict.Selection;
import io.spillway.facility.verdict.Testimony;
import io.spillway.facility.verdict.View;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What would become of a name if a facility died: its public addresses dead for everybody who
 * watches them, and its instances silent. Computed from what is known now. Immutable.
 *
 * @param name the name
 * @param quorum whether those that are left would be a majority
 * @param now where the name leads
 * @param then where it would lead
 */
public record Forecast(String name, boolean quorum, Selection now, Selection then) {
  static List<Forecast> of(FacilityRuntime runtime, String facility, long time) {
    List<Forecast> forecasts = new ArrayList<>();
    for (NameWork work : runtime.names().values()) {
      String name = work.definition().name();
      Policy policy = work.definition().policy();
      List<Testimony> left = new ArrayList<>();
      Watches watches = runtime.watches();
      NameState own =
          new NameState(watches == null ? Map.of() : watches.views(name), work.verdict());
      for (Testimony testimony : runtime.peers().testimonies(name, own, time)) {
        if (!facility.equals(testimony.facility())) {
          left.add(withDead(testimony, policy, facility));
        }
      }
      Deliberation deliberation =
          work.deliberation().next(policy, work.verdict(), left, runtime.validity(), time);
      Selection then =
          deliberation.disagreesWith(work.verdict())
              ? Selection.of(
                  policy, work.verdict().next(deliberation.withdrawn()), runtime.orders().orders())
              : work.selection();
      forecasts.add(new Forecast(name, deliberation.quorum(), work.selection(), then));
    }
    return forecasts;
  }

  private static Testimony withDead(Testimony testimony, Policy policy, String facility) {
    Map<InetAddress, View> views = new HashMap<>(testimony.views());
    policy.members().stream()
        .filter(member -> member.facility().equals(facility))
        .flatMap(member -> member.addresses().stream())
        .forEach(address -> views.put(address, View.DEAD));
    return new Testimony(testimony.voter(), testimony.facility(), views, testimony.heardAt());
  }
}
