package io.spillway.facility.runtime;

import io.spillway.facility.definition.CheckDefinition;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.verdict.Policy;
import io.spillway.facility.verdict.View;
import io.spillway.facility.watch.AddressCheck;
import io.spillway.facility.watch.Checker;
import io.spillway.facility.watch.NetworkCheck;
import io.spillway.facility.watch.ProcessStates;
import io.spillway.facility.watch.Sight;
import io.spillway.facility.watch.Watch;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The watches of this voter: for each name the public addresses of all facilities but its own,
 * unless the name says otherwise. Thread-safe.
 */
final class Watches implements AutoCloseable {
  /** Hears of changed views, on the thread of a watch. */
  @FunctionalInterface
  interface Listener {
    void changed(NameDefinition name, String facility, InetAddress address, Sight after);
  }

  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("watch deadlines").unstarted(task));
  private final Map<String, Map<InetAddress, Watch>> byName = new LinkedHashMap<>();

  /** Watches from now on. */
  Watches(
      FacilityConfiguration configuration,
      VoterDefinition self,
      ProcessStates processes,
      Listener listener) {
    for (NameDefinition name : configuration.names()) {
      CheckDefinition check = name.check();
      Checker network =
          check == null ? null : new NetworkCheck(check, name.pace().timeout(), deadlines);
      Map<InetAddress, Watch> watches = new LinkedHashMap<>();
      for (Policy.Member member : name.policy().members()) {
        if (member.facility().equals(self.facility()) && !name.policy().ownVotes()) {
          continue;
        }
        Checker checker =
            new AddressCheck(network, name.processCheck(), processes, member.facility());
        for (InetAddress address : member.addresses()) {
          watches.computeIfAbsent(
              address,
              a ->
                  Watch.start(
                      a,
                      checker,
                      name.pace(),
                      (seen, before, after) -> {
                        if (before.view() != after.view()) {
                          listener.changed(name, member.facility(), seen, after);
                        }
                      }));
        }
      }
      byName.put(name.name(), watches);
    }
  }

  /** How this voter sees the addresses of {@code name}. */
  Map<InetAddress, View> views(String name) {
    Map<InetAddress, View> views = new HashMap<>();
    byName.getOrDefault(name, Map.of()).forEach((a, watch) -> views.put(a, watch.sight().view()));
    return views;
  }

  /** How {@code address} of {@code name} looks; {@link Sight#NONE} where it is not watched. */
  Sight sight(String name, InetAddress address) {
    Watch watch = byName.getOrDefault(name, Map.of()).get(address);
    return watch == null ? new Sight(View.UNKNOWN, 0, "") : watch.sight();
  }

  /** Forgets all that was seen. */
  void forget() {
    byName.values().forEach(watches -> watches.values().forEach(Watch::forget));
  }

  @Override
  public void close() {
    byName.values().forEach(watches -> watches.values().forEach(Watch::close));
    deadlines.shutdownNow();
  }
}
