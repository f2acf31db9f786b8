package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordData;
import io.spillway.facility.dns.message.RecordSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Record sets as the library for zone files has them, and back. */
public final class DnsRecords {
  private record Key(DomainName owner, int type) {}

  private DnsRecords() {}

  /** The records of {@code set}. */
  public static List<Record> of(RecordSet set) {
    Name owner = set.owner().toName();
    List<Record> records = new ArrayList<>(set.size());
    for (RecordData data : set.data()) {
      records.add(Record.newRecord(owner, set.type(), DClass.IN, set.timeToLive(), data.toWire()));
    }
    return records;
  }

  /**
   * The sets that {@code records} make, in order. Records that differ in nothing count once, and a
   * set has the shortest time to live of its records (RFC 2181 section 5).
   */
  public static List<RecordSet> sets(List<? extends Record> records) {
    Map<Key, List<Record>> grouped = new LinkedHashMap<>();
    for (Record record : records) {
      List<Record> group =
          grouped.computeIfAbsent(
              new Key(DomainName.of(record.getName()), record.getType()), _ -> new ArrayList<>());
      if (!group.contains(record)) {
        group.add(record);
      }
    }
    List<RecordSet> sets = new ArrayList<>(grouped.size());
    grouped.forEach(
        (key, group) ->
            sets.add(
                new RecordSet(
                    key.owner(),
                    key.type(),
                    (int) group.stream().mapToLong(Record::getTTL).min().orElse(0),
                    group.stream().map(r -> RecordData.of(key.type(), wire(r))).toList())));
    return sets;
  }

  /** The data of {@code record} in the case that it was written in, not compressed. */
  static byte[] wire(Record record) {
    byte[] whole = record.toWire(Section.ANSWER);
    int start = record.getName().length() + 10;
    return Arrays.copyOfRange(whole, start, whole.length);
  }
}
