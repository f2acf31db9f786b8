package io.spillway.facility.provider.rfc2136;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.AddressRecords;
import io.spillway.facility.provider.Change;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Publishes answers by dynamic update (RFC 2136): A and AAAA change in one message, which the
 * server applies as a whole or not at all. Used by one thread at a time.
 */
final class Rfc2136Provider implements DnsProvider {
  private final Rfc2136Definition definition;

  /** The server that answered last; it is tried first. */
  private int preferred;

  Rfc2136Provider(Rfc2136Definition definition) {
    this.definition = definition;
  }

  /** Something that is asked of one server. */
  @FunctionalInterface
  private interface Request<T> {
    T of(UpdateServer server) throws ProviderException, InterruptedException;
  }

  @Override
  public Publication publish(NameAnswer answer, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    return ask(server -> publish(server, answer, mode, guard));
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

  /** A record that is there already is added to no effect, and so is one removed that is not. */
  private void changeText(TextRecord record, WriteGuard guard, boolean isAdded)
      throws ProviderException, InterruptedException {
    Name name = name(record.name());
    TXTRecord text = new TXTRecord(name, DClass.IN, TextRecord.SECONDS, record.value());
    ask(
        server -> {
          String zone = definition.zone();
          SOARecord of = server.zone(zone == null ? name : name(zone));
          Update update = new Update(of.getName());
          if (isAdded) {
            update.add(text);
          } else {
            update.delete(text);
          }
          server.update(update, guard.within(definition.timeout()));
          return of;
        });
  }

  /** The first answer of the servers, the one first that answered last. */
  private <T> T ask(Request<T> request) throws ProviderException, InterruptedException {
    int count = definition.servers().size();
    List<String> reasons = new ArrayList<>();
    Kind kind = Kind.REFUSED;
    for (int i = 0; i < count; i++) {
      int index = (preferred + i) % count;
      try {
        UpdateServer server = new UpdateServer(definition, definition.servers().get(index));
        T answer = request.of(server);
        preferred = index;
        return answer;
      } catch (ProviderException e) {
        if (e.kind() == Kind.CONFLICT || e.kind() == Kind.NOT_WRITER) {
          throw e;
        }
        reasons.add(e.reason());
        kind = e.kind().retryable() ? e.kind() : kind;
      }
    }
    throw new ProviderException(kind, String.join("; ", reasons));
  }

  private Publication publish(UpdateServer server, NameAnswer answer, Mode mode, WriteGuard guard)
      throws ProviderException, InterruptedException {
    Name name = name(answer.name());
    String zoneName = definition.zone();
    SOARecord zone = server.zone(zoneName == null ? name : name(zoneName));
    Update update = new Update(zone.getName());
    update.absent(name, Type.CNAME);
    List<Change> changes = new ArrayList<>();
    for (String type : AddressRecords.TYPES) {
      AddressRecords has = server.records(name, type);
      AddressRecords wanted = AddressRecords.wanted(answer, type, 0);
      require(update, name, has);
      if (!has.same(wanted)) {
        changes.addAll(has.changesTo(wanted, answer.name()));
        update.delete(name, Type.value(type));
        records(name, wanted).forEach(update::add);
      }
    }
    if (changes.isEmpty() || mode == Mode.DRY_RUN) {
      return new Publication(changes, true, "serial " + zone.getSerial());
    }
    server.update(update, guard.within(definition.timeout()));
    long serial = server.zone(zone.getName()).getSerial();
    return new Publication(changes, true, "serial " + zone.getSerial() + " -> " + serial);
  }

  /** The set must still be what was read; prerequisites have no time to live (RFC 2136, 2.4). */
  private static void require(Update update, Name name, AddressRecords has) {
    if (has.addresses().isEmpty()) {
      update.absent(name, Type.value(has.type()));
    } else {
      records(name, new AddressRecords(has.type(), has.addresses(), 0)).forEach(update::present);
    }
  }

  private static List<Record> records(Name name, AddressRecords set) {
    List<Record> records = new ArrayList<>();
    for (InetAddress address : set.addresses()) {
      records.add(
          set.type().equals("A")
              ? new ARecord(name, DClass.IN, set.seconds(), address)
              : new AAAARecord(name, DClass.IN, set.seconds(), address));
    }
    return records;
  }

  private static Name name(String text) throws ProviderException {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new ProviderException(Kind.REFUSED, "'" + text + "' is no domain name");
    }
  }
}
