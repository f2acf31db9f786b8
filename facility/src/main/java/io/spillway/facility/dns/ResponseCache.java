package io.spillway.facility.dns;

import io.spillway.facility.dns.message.AddressBlock;
import io.spillway.facility.dns.message.Query;
import io.spillway.facility.dns.zone.WeightedSets;
import io.spillway.facility.dns.zone.Zone;
import io.spillway.facility.dns.zone.ZoneVersion;
import io.spillway.facility.dns.zone.Zones;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers as they were composed, for the next such question. Of fixed size; confined to one loop.
 * An answer is good as long as its zone stays as it is and its signatures are not to be renewed.
 */
final class ResponseCache {
  private static final int SLOTS = 4096;
  private static final int MAX_BYTES = 4096;

  /**
   * An answer.
   *
   * @param name the question's name in lower case
   * @param type the question's type
   * @param signed whether signatures were wanted
   * @param zones the zones that were served
   * @param version the zone as it was
   * @param weighted the sets of which this answer tells one, or null
   * @param variant which of them it tells; 0 where there are none
   * @param validUntil in seconds since 1970
   * @param subject what it is about, as a hash
   * @param flags of the header: AA and the response code
   * @param answers records in the answer section
   * @param authorities records in the authority section
   * @param additional records in the additional section
   * @param rotated the addresses that change places from answer to answer, or null
   * @param records what follows the question; names point at it where it always stands
   */
  record Entry(
      byte[] name,
      int type,
      boolean signed,
      Zones zones,
      Zone zone,
      ZoneVersion version,
      @Nullable WeightedSets weighted,
      int variant,
      long validUntil,
      int subject,
      int flags,
      int answers,
      int authorities,
      int additional,
      @Nullable AddressBlock rotated,
      byte[] records) {}

  private final @Nullable Entry[] slots = new Entry[SLOTS];

  /**
   * The answer to {@code query}, or null.
   *
   * @param variant where the answer tells one of several sets, which; else 0
   */
  @Nullable Entry find(Query query, int variant, Zones zones, long now) {
    Entry entry = slots[slot(query, variant)];
    return entry != null
            && entry.variant == variant
            && entry.type == query.type()
            && entry.signed == query.wantsSignatures()
            && entry.zones == zones
            && entry.zone.current() == entry.version
            && now < entry.validUntil
            && query.name().contentEquals(entry.name)
        ? entry
        : null;
  }

  /** Keeps an answer in the place of one that had the same. */
  void keep(Query query, Entry entry) {
    if (entry.records.length <= MAX_BYTES) {
      slots[slot(query, entry.variant)] = entry;
    }
  }

  /** Forgets everything: the zones are others. */
  void clear() {
    Arrays.fill(slots, null);
  }

  private static int slot(Query query, int variant) {
    int hash =
        query.name().hash(0)
            + query.type() * 0x61c88647
            + (query.wantsSignatures() ? 7 : 0)
            + variant * 0x3779b9;
    return (hash ^ hash >>> 12) & (SLOTS - 1);
  }
}
