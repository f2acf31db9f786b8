package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name of a zone, with records of its own or only with names below it. Immutable once its {@link
 * ZoneContents} is made.
 */
public final class ZoneNode {
  /** Stands for no place in a list. */
  static final int NONE = -1;

  private final DomainName name;
  private final RecordSet[] sets;

  /** The delegation or DNAME that the way from the apex to here meets first, or null. */
  @Nullable ZoneNode crossing;

  /** The node of the wildcard right below, or null. */
  @Nullable ZoneNode wildcard;

  /** The place among the names that follow a verdict, or {@link #NONE}. */
  int following = NONE;

  /** The place in the NSEC chain, or {@link #NONE} for names that are not in it. */
  int denial = NONE;

  /** The place in the NSEC chain of the record that denies a wildcard right below. */
  int wildcardDenial = NONE;

  ZoneNode(DomainName name, List<RecordSet> sets) {
    this.name = name;
    this.sets = sets.toArray(RecordSet[]::new);
  }

  /** The node's name. */
  public DomainName name() {
    return name;
  }

  /** The records of {@code type} that the zone's file has here, or null. */
  @Nullable RecordSet fixed(int type) {
    for (RecordSet set : sets) {
      if (set.type() == type) {
        return set;
      }
    }
    return null;
  }

  /** All that the zone's file has here. */
  List<RecordSet> fixed() {
    return List.of(sets);
  }

  /** Whether another zone begins here. */
  boolean isDelegation() {
    return crossing == this && fixed(RecordType.NS) != null;
  }

  /** Whether what is here does not belong to the zone: it stands below a delegation or a DNAME. */
  boolean isOccluded() {
    return crossing != null && crossing != this;
  }

  /** Whether a record can be here, now or at another moment. */
  boolean hasData() {
    return sets.length > 0 || following != NONE;
  }
}
