package io.spillway.facility.provider.rfc2136;

import io.spillway.facility.provider.AddressRecords;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Exchanges with one server. A response that is not signed with the key of its request counts as
 * none. Immutable; blocks the thread that asks.
 */
final class UpdateServer {
  private final Rfc2136Definition definition;
  private final InetSocketAddress address;

  UpdateServer(Rfc2136Definition definition, InetSocketAddress address) {
    this.definition = definition;
    this.address = address;
  }

  /** The SOA record of the zone that holds {@code name}. */
  SOARecord zone(Name name) throws ProviderException, InterruptedException {
    Message response = query(name, Type.SOA);
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : response.getSection(section)) {
        if (record instanceof SOARecord soa && name.subdomain(soa.getName())) {
          return soa;
        }
      }
    }
    throw new ProviderException(Kind.REFUSED, this + " holds no zone for " + name);
  }

  /** The records of {@code type} (A or AAAA) that {@code name} has. */
  AddressRecords records(Name name, String type) throws ProviderException, InterruptedException {
    Message response = query(name, Type.value(type));
    List<InetAddress> addresses = new ArrayList<>();
    long seconds = 0;
    for (Record record : response.getSection(Section.ANSWER)) {
      if (!record.getName().equals(name)) {
        continue;
      }
      switch (record) {
        case ARecord a -> addresses.add(a.getAddress());
        case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
        default -> {
          if (record.getType() == Type.CNAME) {
            throw new ProviderException(
                Kind.REFUSED, name + " is an alias (CNAME) there; remove it to let it follow");
          }
          continue;
        }
      }
      seconds = record.getTTL();
    }
    return new AddressRecords(type, addresses, seconds);
  }

  private Message query(Name name, int type) throws ProviderException, InterruptedException {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    query.getHeader().unsetFlag(Flags.RD);
    Message response = exchange(query, definition.timeout());
    int code = response.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      throw failure(response, "a query");
    }
    if (!response.getHeader().getFlag(Flags.AA)) {
      throw new ProviderException(Kind.REFUSED, this + " is not authoritative for " + name);
    }
    return response;
  }

  /**
   * Sends an update.
   *
   * @throws ProviderException of kind {@code CONFLICT} when its prerequisites do not hold
   */
  void update(Message update, Duration within) throws ProviderException, InterruptedException {
    Message response = exchange(update, within);
    switch (response.getRcode()) {
      case Rcode.NOERROR -> {}
      case Rcode.NXDOMAIN, Rcode.YXDOMAIN, Rcode.NXRRSET, Rcode.YXRRSET ->
          throw new ProviderException(
              Kind.CONFLICT,
              this
                  + " has other records than were read ("
                  + Rcode.string(response.getRcode())
                  + "): somebody else changed them");
      default -> throw failure(response, "the update");
    }
  }

  private ProviderException failure(Message response, String what) {
    int code = response.getRcode();
    boolean refused =
        code == Rcode.REFUSED
            || code == Rcode.NOTAUTH
            || code == Rcode.NOTZONE
            || code == Rcode.NOTIMP
            || code == Rcode.FORMERR;
    return new ProviderException(
        refused ? Kind.REFUSED : Kind.UNAVAILABLE,
        this + " answers " + what + " with " + Rcode.string(code));
  }

  private Message exchange(Message message, Duration within)
      throws ProviderException, InterruptedException {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTimeout(within);
    resolver.setTCP(definition.tcp());
    TransactionKey key = definition.key();
    try {
      if (key != null) {
        resolver.setTSIGKey(key.signer());
      }
      Message response = resolver.send(message);
      checkSigned(key, response);
      return response;
    } catch (TextParseException e) {
      throw new ProviderException(Kind.REFUSED, "the key's name is no domain name");
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw new ProviderException(Kind.UNAVAILABLE, this + " does not answer: " + e.getMessage());
    }
  }

  /** A server that does not accept the key says so without a signature (RFC 8945, 5.3.2). */
  private void checkSigned(@Nullable TransactionKey key, Message response)
      throws ProviderException {
    if (key == null || response.isVerified()) {
      return;
    }
    if (response.getRcode() == Rcode.NOTAUTH || response.getTSIG() != null) {
      int error = response.getTSIG() == null ? 0 : response.getTSIG().getError();
      throw new ProviderException(
          Kind.REFUSED,
          this
              + " does not accept the key '"
              + key.name()
              + "'"
              + (error == 0 ? "" : " (" + Rcode.TSIGstring(error) + ")"));
    }
    throw new ProviderException(Kind.MALFORMED, this + " answers without a signature");
  }

  @Override
  public String toString() {
    InetAddress host = address.getAddress();
    return host.getHostAddress() + (address.getPort() == 53 ? "" : ":" + address.getPort());
  }
}
