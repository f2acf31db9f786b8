package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.NameBuffer;
import io.spillway.facility.dns.message.RecordType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All zones of a server. Immutable. */
public final class Zones {
  private final List<Zone> all;
  private final NameTable<Zone> table;
  private final int depth;

  /** Zones of different names. */
  public Zones(List<Zone> zones) {
    all = List.copyOf(zones);
    table = new NameTable<>(all, Zone::apex);
    depth = all.stream().mapToInt(zone -> zone.apex().labels()).max().orElse(0);
  }

  /** The zones. */
  public List<Zone> all() {
    return all;
  }

  /**
   * The zone that answers for {@code name}, or null. What a zone's parent says about the zone's
   * keys is asked of the parent, where it is here too (RFC 4035 section 3.1.4.1).
   */
  public @Nullable Zone find(NameBuffer name, int type) {
    Zone found = null;
    for (int label = Math.max(0, name.labels() - depth); label <= name.labels(); label++) {
      Zone zone = table.find(name, label);
      if (zone != null) {
        if (type != RecordType.DS || label > 0) {
          return zone;
        }
        found = zone;
      }
    }
    return found;
  }

  /** The zone of exactly this name, or null. */
  public @Nullable Zone named(NameBuffer name) {
    return table.find(name, 0);
  }
}
