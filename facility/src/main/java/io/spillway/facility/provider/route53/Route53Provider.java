package io.spillway.facility.provider.route53;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.AddressRecords;
import io.spillway.facility.provider.Change;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ManagedFailover;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Publishes answers at Route 53. Used by one thread at a time. */
final class Route53Provider implements DnsProvider {
  private static final String TEXT = "TXT";

  private final Route53Definition definition;
  private final Route53Api api;
  private @Nullable String zoneId;

  Route53Provider(Route53Definition definition) {
    this.definition = definition;
    this.api = new Route53Api(definition);
  }

  @Override
  public Publication publish(NameAnswer answer, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    String zone = zone(answer.name());
    Batch batch = new Batch();
    for (String type : AddressRecords.TYPES) {
      AddressRecords wanted = AddressRecords.wanted(answer, type, 0);
      List<ResourceRecordSet> existing = existing(zone, answer.name(), type);
      if (existing.stream().anyMatch(FailoverPair::isHalf) && !wanted.addresses().isEmpty()) {
        planPair(answer.name(), existing, wanted, batch);
      } else {
        planSimple(answer.name(), existing, wanted, batch);
      }
    }
    return carryOut(zone, batch, mode, guard);
  }

  @Override
  public void addText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    changeText(record, guard, true);
  }

  @Override
  public void removeText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    changeText(record, guard, false);
  }

  /** All values of a name are one set, which is replaced as a whole. */
  private void changeText(TextRecord record, WriteGuard guard, boolean isAdded)
      throws ProviderException, InterruptedException {
    String zone = zone(record.name());
    String value = '"' + record.value() + '"';
    List<ResourceRecordSet> existing = existing(zone, record.name(), TEXT);
    List<String> values = new ArrayList<>();
    existing.forEach(set -> set.resourceRecords().forEach(one -> values.add(one.value())));
    if (values.contains(value) == isAdded) {
      return;
    }
    if (isAdded) {
      values.add(value);
    } else {
      values.remove(value);
    }
    List<software.amazon.awssdk.services.route53.model.Change> changes = new ArrayList<>();
    existing.forEach(set -> changes.add(change(ChangeAction.DELETE, set)));
    if (!values.isEmpty()) {
      ResourceRecordSet wanted =
          ResourceRecordSet.builder()
              .name(record.name() + ".")
              .type(RRType.TXT)
              .ttl((long) TextRecord.SECONDS)
              .resourceRecords(
                  values.stream().map(one -> ResourceRecord.builder().value(one).build()).toList())
              .build();
      changes.add(change(ChangeAction.CREATE, wanted));
    }
    api.change(zone, changes, guard);
  }

  private static software.amazon.awssdk.services.route53.model.Change change(
      ChangeAction action, ResourceRecordSet set) {
    return software.amazon.awssdk.services.route53.model.Change.builder()
        .action(action)
        .resourceRecordSet(set)
        .build();
  }

  private static void planSimple(
      String name, List<ResourceRecordSet> existing, AddressRecords wanted, Batch batch) {
    AddressRecords has =
        existing.isEmpty()
            ? new AddressRecords(wanted.type(), List.of(), 0)
            : FailoverPair.records(existing.getFirst());
    if (existing.size() <= 1 && has.same(wanted)) {
      return;
    }
    existing.forEach(batch::delete);
    if (!wanted.addresses().isEmpty()) {
      batch.create(FailoverPair.simple(name, wanted));
    }
  }

  /** What is wanted becomes the primary half; what was the primary half stands by. */
  private static void planPair(
      String name, List<ResourceRecordSet> existing, AddressRecords wanted, Batch batch) {
    String check = null;
    ResourceRecordSet other = null;
    for (ResourceRecordSet half : existing) {
      if (FailoverPair.records(half).addresses().equals(wanted.addresses())) {
        check = half.healthCheckId();
      } else if (other == null || FailoverPair.PRIMARY.equals(half.setIdentifier())) {
        other = half;
      }
    }
    List<ResourceRecordSet> pair = new ArrayList<>();
    pair.add(FailoverPair.half(name, wanted, true, check));
    if (other != null) {
      AddressRecords standby =
          new AddressRecords(
              wanted.type(), FailoverPair.records(other).addresses(), wanted.seconds());
      pair.add(FailoverPair.half(name, standby, false, other.healthCheckId()));
    }
    batch.replace(existing, pair);
  }

  @Override
  public Publication sync(ManagedFailover failover, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    if (!definition.healthChecks()) {
      throw new ProviderException(
          Kind.REFUSED, "'provider route53' needs the word 'health-checks' for this");
    }
    String zone = zone(failover.name());
    HealthChecks checks = new HealthChecks(definition, api);
    Batch batch = new Batch();
    for (String type : AddressRecords.TYPES) {
      List<AddressRecords> sites =
          failover.sites().stream()
              .map(site -> of(type, site.addresses(), failover.timeToLive().toSeconds()))
              .filter(records -> !records.addresses().isEmpty())
              .toList();
      if (sites.size() < 2) {
        continue;
      }
      List<ResourceRecordSet> existing = existing(zone, failover.name(), type);
      // The name may stand on another facility just now: it stays there.
      AddressRecords current =
          existing.stream()
              .filter(s -> !FailoverPair.SECONDARY.equals(s.setIdentifier()))
              .map(FailoverPair::records)
              .findFirst()
              .orElse(sites.getFirst());
      AddressRecords first =
          sites.stream()
              .filter(s -> s.addresses().equals(current.addresses()))
              .findFirst()
              .orElse(sites.getFirst());
      AddressRecords second =
          sites.stream().filter(s -> !s.equals(first)).findFirst().orElseThrow();
      List<ResourceRecordSet> pair = new ArrayList<>();
      for (AddressRecords site : List.of(first, second)) {
        String id =
            checks.ensure(failover, site.addresses().getFirst(), mode, guard, batch.shown());
        pair.add(FailoverPair.half(failover.name(), site, site.equals(first), id));
      }
      batch.replace(existing, pair);
    }
    return carryOut(zone, batch, mode, guard);
  }

  private static AddressRecords of(String type, List<InetAddress> addresses, long seconds) {
    return new AddressRecords(
        type,
        addresses.stream().filter(a -> type.equals("A") == a instanceof Inet4Address).toList(),
        seconds);
  }

  /** The sets that the name has; refuses those that are routed in a way that is not ours. */
  private List<ResourceRecordSet> existing(String zone, String name, String type)
      throws ProviderException, InterruptedException {
    List<ResourceRecordSet> existing = api.recordSets(zone, name, type);
    for (ResourceRecordSet set : existing) {
      if (set.aliasTarget() != null || (set.setIdentifier() != null && !FailoverPair.isHalf(set))) {
        throw new ProviderException(
            Kind.REFUSED,
            name
                + " has "
                + (set.aliasTarget() != null
                    ? "an alias"
                    : "records with the identifier '" + set.setIdentifier() + "'")
                + " at Route 53; remove it to let it follow");
      }
    }
    return existing;
  }

  private Publication carryOut(String zone, Batch batch, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    String note = "";
    if (!batch.changes.isEmpty() && mode == Mode.APPLY) {
      note = "in sync after " + api.change(zone, batch.changes, guard).toMillis() + " ms";
    }
    return new Publication(batch.shown, true, note);
  }

  private String zone(String name) throws ProviderException, InterruptedException {
    if (zoneId != null) {
      return zoneId;
    }
    if (definition.zoneId() != null) {
      zoneId = definition.zoneId();
      return zoneId;
    }
    String configured = definition.zone();
    String candidate = Objects.requireNonNullElse(configured, name);
    while (candidate.indexOf('.') >= 0) {
      Optional<String> found = api.zoneId(candidate);
      if (found.isPresent()) {
        zoneId = found.get();
        return zoneId;
      }
      if (configured != null) {
        break;
      }
      candidate = candidate.substring(candidate.indexOf('.') + 1);
    }
    throw new ProviderException(
        Kind.REFUSED,
        "the AWS account has no public hosted zone "
            + (configured == null ? "that " + name + " is in" : configured));
  }

  @Override
  public void close() {
    api.close();
  }

  /** What one request changes, and how it is told. Confined to the thread that plans. */
  private static final class Batch {
    private final List<software.amazon.awssdk.services.route53.model.Change> changes =
        new ArrayList<>();
    private final List<Change> shown = new ArrayList<>();

    List<Change> shown() {
      return shown;
    }

    void replace(List<ResourceRecordSet> existing, List<ResourceRecordSet> wanted) {
      existing.stream().filter(set -> !wanted.contains(set)).forEach(this::delete);
      wanted.stream().filter(set -> !existing.contains(set)).forEach(this::create);
    }

    void delete(ResourceRecordSet set) {
      add(ChangeAction.DELETE, set);
    }

    void create(ResourceRecordSet set) {
      add(ChangeAction.CREATE, set);
    }

    private void add(ChangeAction action, ResourceRecordSet set) {
      changes.add(change(action, set));
      AddressRecords records = FailoverPair.records(set);
      String name = set.name().substring(0, set.name().length() - 1);
      for (String address : records.texts()) {
        Change change =
            action == ChangeAction.CREATE
                ? Change.add(name, records.seconds(), records.type(), address)
                : Change.remove(name, records.seconds(), records.type(), address);
        String half = set.failover() == null ? "" : " (" + set.failoverAsString() + ")";
        shown.add(new Change(change.sign(), change.text() + half));
      }
    }
  }
}
