package io.spillway.facility.provider.route53;

import io.spillway.facility.provider.AddressRecords;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.ResourceRecordSetFailover;

/** Record sets as this program makes and reads them. Stateless. */
final class FailoverPair {
  /** The identifiers of the two sets of a pair. */
  static final String PRIMARY = "spillway-primary";

  static final String SECONDARY = "spillway-secondary";

  private FailoverPair() {}

  /** A set that is alone. */
  static ResourceRecordSet simple(String name, AddressRecords records) {
    return set(name, records).build();
  }

  /**
   * One half of a pair.
   *
   * @param healthCheck what tells whether it is alive; null for one that always counts as alive
   */
  static ResourceRecordSet half(
      String name, AddressRecords records, boolean primary, @Nullable String healthCheck) {
    return set(name, records)
        .setIdentifier(primary ? PRIMARY : SECONDARY)
        .failover(primary ? ResourceRecordSetFailover.PRIMARY : ResourceRecordSetFailover.SECONDARY)
        .healthCheckId(healthCheck)
        .build();
  }

  private static ResourceRecordSet.Builder set(String name, AddressRecords records) {
    List<ResourceRecord> values =
        records.texts().stream().map(a -> ResourceRecord.builder().value(a).build()).toList();
    return ResourceRecordSet.builder()
        .name(name + ".")
        .type(RRType.fromValue(records.type()))
        .ttl(records.seconds())
        .resourceRecords(values);
  }

  /** Whether a set is one half of a pair that this program made. */
  static boolean isHalf(ResourceRecordSet set) {
    return PRIMARY.equals(set.setIdentifier()) || SECONDARY.equals(set.setIdentifier());
  }

  /** The addresses of a set. */
  static AddressRecords records(ResourceRecordSet set) {
    List<InetAddress> addresses =
        set.resourceRecords().stream().map(r -> InetAddress.ofLiteral(r.value())).toList();
    return new AddressRecords(set.typeAsString(), addresses, set.ttl() == null ? 0 : set.ttl());
  }
}
