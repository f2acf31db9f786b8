package io.spillway.facility.runtime;

import io.spillway.facility.definition.FacilityDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.exchange.VoterState;
import io.spillway.facility.exchange.VoterState.Instruction;
import io.spillway.facility.runtime.FacilityStatus.AddressStatus;
import io.spillway.facility.runtime.FacilityStatus.NameStatus;
import io.spillway.facility.runtime.FacilityStatus.ShareStatus;
import io.spillway.facility.runtime.FacilityStatus.SiteStatus;
import io.spillway.facility.runtime.FacilityStatus.VoterStatus;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Policy;
import io.spillway.facility.verdict.Tally;
import io.spillway.facility.verdict.View;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the status of a runtime, on its thread. */
record StatusReport(FacilityRuntime runtime) {
  FacilityStatus make(long now) {
    List<VoterStatus> voters = new ArrayList<>();
    for (VoterDefinition voter : runtime.configuration().voters()) {
      voters.add(
          new VoterStatus(
              voter.name(),
              voter.facility(),
              runtime.peers().isHeard(voter.name(), now),
              runtime.exchange().roundTrip(voter.name())));
    }
    List<SiteStatus> sites = new ArrayList<>();
    for (FacilityDefinition facility : runtime.configuration().facilities()) {
      Instruction known = runtime.orders().instruction(facility.name());
      sites.add(
          new SiteStatus(
              facility.name(),
              known.order(),
              known.author(),
              known.scheduled(),
              known.order().kind() == Order.Kind.MAINTENANCE ? known.window() : null,
              runtime.timekeeper().next(facility.name()),
              followers(facility.name(), now)));
    }
    List<NameStatus> names = runtime.names().values().stream().map(w -> name(w, now)).toList();
    return new FacilityStatus(
        runtime.self().name(),
        runtime.heard().size() > runtime.configuration().voters().size() / 2,
        voters,
        sites,
        names);
  }

  private List<String> followers(String facility, long now) {
    long number = runtime.orders().instruction(facility).order().number();
    return runtime.configuration().voters().stream()
        .map(VoterDefinition::name)
        .filter(
            voter -> {
              VoterState state = runtime.peers().state(voter, now);
              Instruction theirs = state == null ? null : state.orders().get(facility);
              long known = theirs == null ? Order.NONE.number() : theirs.order().number();
              return voter.equals(runtime.self().name()) || (state != null && known >= number);
            })
        .toList();
  }

  private NameStatus name(NameWork work, long now) {
    String name = work.definition().name();
    List<AddressStatus> addresses = new ArrayList<>();
    Watches watches = runtime.watches();
    for (Policy.Member member : work.definition().policy().members()) {
      for (InetAddress address : member.addresses()) {
        Long since = work.deliberation().wellSince().get(address);
        addresses.add(
            new AddressStatus(
                member.facility(),
                address,
                views(name, address, now),
                work.deliberation().tallies().getOrDefault(address, new Tally(0, 0)),
                work.verdict().withdrawn().contains(address),
                since == null ? null : Duration.ofNanos(now - since),
                watches == null ? "" : watches.sight(name, address).reason()));
      }
    }
    return new NameStatus(
        name,
        work.verdict().revision(),
        work.since(),
        work.selection(),
        work.answer(),
        shares(work),
        List.copyOf(addresses));
  }

  private static List<ShareStatus> shares(NameWork work) {
    Policy policy = work.definition().policy();
    return policy.choice() != Policy.Choice.WEIGHTED
        ? List.of()
        : policy.members().stream()
            .map(
                member ->
                    new ShareStatus(
                        member.facility(),
                        member.weight(),
                        work.selection().share(member.facility())))
            .toList();
  }

  private Map<String, View> views(String name, InetAddress address, long now) {
    Map<String, View> views = new LinkedHashMap<>();
    Watches watches = runtime.watches();
    for (VoterDefinition voter : runtime.configuration().voters()) {
      if (voter.name().equals(runtime.self().name())) {
        if (watches != null) {
          views.put(voter.name(), watches.sight(name, address).view());
        }
        continue;
      }
      VoterState state = runtime.peers().state(voter.name(), now);
      if (state != null && state.names().containsKey(name)) {
        views.put(
            voter.name(), state.names().get(name).views().getOrDefault(address, View.UNKNOWN));
      }
    }
    return views;
  }
}
