package io.spillway.facility.dns;

import io.spillway.config.Diagnostics;
import io.spillway.config.SourcePosition;
import io.spillway.facility.dns.ZoneFile.PlacedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Looks at whether the records of a zone fit together. Confined to the reading thread. */
final class ZoneChecks {
  private static final Set<Integer> MADE_HERE =
      Set.of(
          Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM, Type.DNSKEY, Type.CDS, Type.CDNSKEY);

  private final Name apex;
  private final SourcePosition section;
  private final Diagnostics diagnostics;
  private final Map<Name, List<PlacedRecord>> byName = new TreeMap<>();

  ZoneChecks(Name apex, SourcePosition section, Diagnostics diagnostics) {
    this.apex = apex;
    this.section = section;
    this.diagnostics = diagnostics;
  }

  /** Tells what is wrong with {@code records}; returns those that belong to the zone. */
  List<Record> check(List<PlacedRecord> records) {
    List<Record> kept = new ArrayList<>();
    for (PlacedRecord placed : records) {
      if (belongs(placed)) {
        byName.computeIfAbsent(placed.record().getName(), _ -> new ArrayList<>()).add(placed);
        kept.add(placed.record());
      }
    }
    checkApex();
    byName.values().forEach(this::checkName);
    return kept;
  }

  private boolean belongs(PlacedRecord placed) {
    Record record = placed.record();
    if (record.getDClass() != DClass.IN) {
      return refused(
          placed, "is of class " + DClass.string(record.getDClass()) + " (expected: IN)");
    }
    if (!record.getName().subdomain(apex)) {
      return refused(placed, "is outside the zone " + apex);
    }
    if (MADE_HERE.contains(record.getType())) {
      return refused(
          placed,
          "is made by the server itself when the zone is signed; leave it out, and name the zone's"
              + " keys with 'sign'");
    }
    if (record.getType() == Type.SOA && !record.getName().equals(apex)) {
      return refused(placed, "stands below the zone's name (expected: only at " + apex + ")");
    }
    return true;
  }

  private boolean refused(PlacedRecord placed, String why) {
    diagnostics.alert(
        placed.position(),
        "the "
            + Type.string(placed.record().getType())
            + " record of "
            + placed.record().getName()
            + " "
            + why
            + ".");
    return false;
  }

  private void checkApex() {
    List<PlacedRecord> own = byName.getOrDefault(apex, List.of());
    List<PlacedRecord> starts = ofType(own, Type.SOA);
    if (starts.isEmpty()) {
      diagnostics.alert(
          section,
          "zone "
              + apex
              + " has no SOA record (expected: one in its file, or 'ns' lines to make one of).");
    }
    starts.stream()
        .skip(1)
        .forEach(second -> diagnostics.alert(second.position(), "a second SOA record."));
    if (ofType(own, Type.NS).isEmpty()) {
      diagnostics.alert(
          section,
          "zone " + apex + " names no name server (expected: an NS record at " + apex + ").");
    }
  }

  private void checkName(List<PlacedRecord> own) {
    List<PlacedRecord> aliases = ofType(own, Type.CNAME);
    if (!aliases.isEmpty() && own.size() > 1) {
      diagnostics.alert(
          aliases.getLast().position(),
          aliases.getLast().record().getName()
              + " has a CNAME record and others (expected: a CNAME record alone, RFC 1034 section"
              + " 3.6.2).");
    }
    Map<Integer, Long> times = new HashMap<>();
    for (PlacedRecord placed : own) {
      Record record = placed.record();
      Long before = times.putIfAbsent(record.getType(), record.getTTL());
      if (before != null && before != record.getTTL()) {
        diagnostics.warning(
            placed.position(),
            "the "
                + Type.string(record.getType())
                + " records of "
                + record.getName()
                + " have different times to live; the shortest holds for all.");
        times.put(record.getType(), record.getTTL());
      }
      if (record instanceof NSRecord server) {
        checkServer(placed, server.getTarget());
      }
    }
  }

  private void checkServer(PlacedRecord placed, Name server) {
    if (!server.subdomain(apex)) {
      return;
    }
    List<PlacedRecord> there = byName.getOrDefault(server, List.of());
    if (there.stream().anyMatch(other -> other.record() instanceof CNAMERecord)) {
      diagnostics.alert(
          placed.position(),
          "the name server " + server + " is an alias (expected: a name with addresses).");
    } else if (server.subdomain(placed.record().getName())
        && ofType(there, Type.A).isEmpty()
        && ofType(there, Type.AAAA).isEmpty()) {
      diagnostics.warning(
          placed.position(),
          "the name server "
              + server
              + " has no address here, and only this zone could tell one: add an A or AAAA record.");
    }
  }

  private static List<PlacedRecord> ofType(List<PlacedRecord> records, int type) {
    return records.stream().filter(placed -> placed.record().getType() == type).toList();
  }
}
