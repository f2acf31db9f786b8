package io.spillway.ops.event;

import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.verdict.View;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Publishes what happens to facilities, their names and instances. Thread-safe. */
public final class FacilityFeed implements FacilityEvent.Listener {
  private record PublicAddress(String name, String text) {}

  private final EventBus bus;
  private final String self;
  private final Map<String, Map<PublicAddress, View>> views = new HashMap<>();
  private final Set<String> down = new HashSet<>();

  /**
   * A feed.
   *
   * @param self the name of this instance
   */
  public FacilityFeed(EventBus bus, String self) {
    this.bus = bus;
    this.self = self;
  }

  @Override
  public synchronized void happened(FacilityEvent event) {
    bus.publish(FacilityNotice.of(event, self));
    if (event instanceof FacilityEvent.ViewChanged changed) {
      String facility = changed.facility();
      Map<PublicAddress, View> seen = views.computeIfAbsent(facility, _ -> new HashMap<>());
      seen.put(
          new PublicAddress(changed.name(), changed.address().getHostAddress()), changed.view());
      boolean isDown = seen.values().stream().allMatch(view -> view == View.DEAD);
      if (isDown ? down.add(facility) : down.remove(facility)) {
        bus.publish(FacilityNotice.whole(facility, isDown));
      }
    }
  }
}
