package io.spillway.facility.provider;

import io.spillway.facility.NameAnswer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The records of one type (A or AAAA) that a name has, or shall have. Immutable.
 *
 * @param type {@code A} or {@code AAAA}
 * @param addresses in the order in which they are to be told, each once; empty where the name has
 *     none of the type
 * @param seconds their time to live; of no meaning where there are none
 */
public record AddressRecords(String type, List<InetAddress> addresses, long seconds) {
  /** The types that a provider keeps in step with a verdict. */
  public static final List<String> TYPES = List.of("A", "AAAA");

  public AddressRecords {
    addresses = List.copyOf(new LinkedHashSet<>(addresses));
  }

  /**
   * What {@code answer} wants of {@code type}.
   *
   * @param least the shortest time to live that the provider takes, in seconds
   */
  public static AddressRecords wanted(NameAnswer answer, String type, long least) {
    List<InetAddress> addresses =
        answer.addresses().stream()
            .filter(address -> type.equals("A") == address instanceof Inet4Address)
            .toList();
    return new AddressRecords(type, addresses, Math.max(least, answer.timeToLive().toSeconds()));
  }

  /** The addresses as text. */
  public List<String> texts() {
    return addresses.stream().map(InetAddress::getHostAddress).toList();
  }

  /** Whether {@code other} answers the same: the same addresses in any order, as long-lived. */
  public boolean same(AddressRecords other) {
    return Set.copyOf(addresses).equals(Set.copyOf(other.addresses))
        && (addresses.isEmpty() || seconds == other.seconds);
  }

  /** What leads from these records to {@code wanted}: what goes, then what comes. */
  public List<Change> changesTo(AddressRecords wanted, String name) {
    List<Change> changes = new ArrayList<>();
    boolean renewed = seconds != wanted.seconds;
    for (InetAddress address : addresses) {
      if (renewed || !wanted.addresses.contains(address)) {
        changes.add(Change.remove(name, seconds, type, address.getHostAddress()));
      }
    }
    for (InetAddress address : wanted.addresses) {
      if (renewed || !addresses.contains(address)) {
        changes.add(Change.add(name, wanted.seconds, type, address.getHostAddress()));
      }
    }
    return changes;
  }
}
