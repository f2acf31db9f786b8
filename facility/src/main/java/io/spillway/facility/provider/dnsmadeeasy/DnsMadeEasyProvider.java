package io.spillway.facility.provider.dnsmadeeasy;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.AddressRecords;
import io.spillway.facility.provider.Change;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ManagedFailover;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import io.spillway.facility.provider.api.ApiClient;
import io.spillway.facility.provider.dnsmadeeasy.DnsMadeEasyApi.DnsRecord;
import io.spillway.facility.provider.dnsmadeeasy.DnsMadeEasyDefinition.MonitorSettings;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Publishes answers at DNS Made Easy. Used by one thread at a time. */
final class DnsMadeEasyProvider implements DnsProvider {
  private static final String TEXT = "TXT";

  /** The managed domain that a name belongs to, once it is known. */
  private record Domain(String name, long id) {}

  private final DnsMadeEasyDefinition definition;
  private final DnsMadeEasyApi api;
  private @Nullable Domain domain;

  DnsMadeEasyProvider(DnsMadeEasyDefinition definition, ProviderSurroundings surroundings) {
    this.definition = definition;
    this.api = new DnsMadeEasyApi(definition, surroundings);
  }

  @Override
  public Publication publish(NameAnswer answer, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Domain in = domain(answer.name());
    List<Change> changes = new ArrayList<>();
    for (String type : AddressRecords.TYPES) {
      publish(in, answer.name(), AddressRecords.wanted(answer, type, 1), mode, guard, changes);
    }
    return new Publication(changes, true, "");
  }

  @Override
  public void addText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Domain in = domain(record.name());
    if (texts(in, record).isEmpty()) {
      api.create(
          in.id(),
          new DnsRecord(
              0,
              relative(in, record.name()),
              TEXT,
              '"' + record.value() + '"',
              TextRecord.SECONDS,
              false),
          guard);
    }
  }

  @Override
  public void removeText(TextRecord record, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Domain in = domain(record.name());
    for (DnsRecord found : texts(in, record)) {
      api.delete(in.id(), found, guard);
    }
  }

  private List<DnsRecord> texts(Domain in, TextRecord record)
      throws ProviderException, InterruptedException {
    return api.records(in.id(), relative(in, record.name()), TEXT).stream()
        .filter(one -> one.value().replace("\"", "").equals(record.value()))
        .toList();
  }

  /** Records are changed where they stand; a record that is watched is the last one to go. */
  private void publish(
      Domain in,
      String name,
      AddressRecords wanted,
      Mode mode,
      WriteGuard guard,
      List<Change> changes)
      throws ProviderException, InterruptedException {
    List<DnsRecord> records =
        new ArrayList<>(api.records(in.id(), relative(in, name), wanted.type()));
    records.sort(Comparator.comparing((DnsRecord r) -> !r.failover()).thenComparing(DnsRecord::id));
    List<String> missing = new ArrayList<>(wanted.texts());
    List<DnsRecord> free = new ArrayList<>();
    for (DnsRecord record : records) {
      String address = normal(record.value());
      boolean keep = record.failover() ? isFirst(missing, address) : missing.contains(address);
      if (keep && record.seconds() == wanted.seconds()) {
        missing.remove(address);
        watch(record, address, mode, guard, changes);
      } else {
        free.add(record);
      }
    }
    for (String address : missing) {
      changes.add(Change.add(name, wanted.seconds(), wanted.type(), address));
      long id = free.isEmpty() ? 0 : free.getFirst().id();
      boolean watched = !free.isEmpty() && free.getFirst().failover();
      DnsRecord record =
          new DnsRecord(id, relative(in, name), wanted.type(), address, wanted.seconds(), watched);
      if (free.isEmpty()) {
        if (mode == Mode.APPLY) {
          api.create(in.id(), record, guard);
        }
        continue;
      }
      DnsRecord old = free.removeFirst();
      changes.add(changes.size() - 1, Change.remove(name, old.seconds(), old.type(), old.value()));
      if (mode == Mode.APPLY) {
        api.update(in.id(), record, guard);
      }
      watch(record, address, mode, guard, changes);
    }
    for (DnsRecord record : free) {
      changes.add(Change.remove(name, record.seconds(), record.type(), record.value()));
      if (mode == Mode.APPLY) {
        api.delete(in.id(), record, guard);
      }
    }
  }

  private static boolean isFirst(List<String> missing, String address) {
    return !missing.isEmpty() && missing.getFirst().equals(address);
  }

  /** Has DNS Made Easy's own failover start from the address that was chosen. */
  private void watch(
      DnsRecord record, String address, Mode mode, WriteGuard guard, List<Change> changes)
      throws ProviderException, InterruptedException {
    if (definition.monitor() == null || !record.failover()) {
      return;
    }
    ObjectNode current = api.monitor(record.id());
    if (FailoverMonitor.active(current)) {
      set(record.id(), current, FailoverMonitor.preferring(current, address), mode, guard, changes);
    }
  }

  private void set(
      long record,
      ObjectNode current,
      ObjectNode wanted,
      Mode mode,
      WriteGuard guard,
      List<Change> changes)
      throws ProviderException, InterruptedException {
    List<String> differences = FailoverMonitor.differences(current, wanted);
    for (String field : differences) {
      changes.add(Change.set("monitor " + field, wanted.path(field).asString("none")));
    }
    if (!differences.isEmpty() && mode == Mode.APPLY) {
      api.setMonitor(record, wanted, guard);
    }
  }

  @Override
  public Publication sync(ManagedFailover failover, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    MonitorSettings settings = definition.monitor();
    if (settings == null) {
      throw new ProviderException(
          Kind.REFUSED, "'provider dnsmadeeasy' needs the word 'failover' for this");
    }
    ObjectNode wanted = FailoverMonitor.wanted(failover, settings);
    Domain in = domain(failover.name());
    List<Change> changes = new ArrayList<>();
    List<DnsRecord> records = api.records(in.id(), relative(in, failover.name()), "A");
    if (records.size() > 1) {
      throw new ProviderException(
          Kind.REFUSED,
          "DNS Made Easy fails over one A record, but "
              + failover.name()
              + " has "
              + records.size());
    }
    if (records.isEmpty()) {
      String first = FailoverMonitor.addresses(failover).getFirst();
      long seconds = Math.max(1, failover.timeToLive().toSeconds());
      changes.add(Change.add(failover.name(), seconds, "A", first));
      DnsRecord record = new DnsRecord(0, relative(in, failover.name()), "A", first, seconds, true);
      long id = mode == Mode.APPLY ? api.create(in.id(), record, guard).id() : 0;
      set(id, ApiClient.json().createObjectNode(), wanted, mode, guard, changes);
    } else {
      // The name may stand on another facility just now: it stays there.
      DnsRecord record = records.getFirst();
      List<String> addresses = FailoverMonitor.addresses(failover);
      String address = normal(record.value());
      ObjectNode starting =
          addresses.contains(address) ? FailoverMonitor.preferring(wanted, address) : wanted;
      set(record.id(), api.monitor(record.id()), starting, mode, guard, changes);
    }
    return new Publication(changes, true, "");
  }

  /** The managed domain of the configuration, or the longest one that the name ends with. */
  private Domain domain(String name) throws ProviderException, InterruptedException {
    Domain known = domain;
    if (known != null && within(name, known.name())) {
      return known;
    }
    String configured = definition.domain();
    String candidate = Objects.requireNonNullElse(configured, name);
    while (candidate.indexOf('.') >= 0) {
      Long id = api.domainId(candidate);
      if (id != null) {
        if (!within(name, candidate)) {
          throw new ProviderException(Kind.REFUSED, name + " is not in " + candidate);
        }
        domain = new Domain(candidate, id);
        return domain;
      }
      if (configured != null) {
        break;
      }
      candidate = candidate.substring(candidate.indexOf('.') + 1);
    }
    throw new ProviderException(
        Kind.REFUSED,
        "the DNS Made Easy account manages no domain "
            + (configured == null ? "that " + name + " is in" : configured));
  }

  private static boolean within(String name, String zone) {
    return name.equals(zone) || name.endsWith("." + zone);
  }

  private static String relative(Domain in, String name) {
    return name.equals(in.name()) ? "" : name.substring(0, name.length() - in.name().length() - 1);
  }

  /** An address as this program writes it. */
  private static String normal(String value) {
    try {
      return InetAddress.ofLiteral(value).getHostAddress();
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
