package io.spillway.facility.provider.dnsmadeeasy;

import io.spillway.facility.provider.ManagedFailover;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.api.ApiClient;
import io.spillway.facility.provider.dnsmadeeasy.DnsMadeEasyDefinition.MonitorSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a failover monitor (API V2.0, {@code /monitor/{recordId}}): one A record, watched
 * at up to five addresses in their order. Stateless.
 */
final class FailoverMonitor {
  private static final int MOST_ADDRESSES = 5;

  /** What can be set; the API shows more ({@code source}, {@code ip1Failed} …). */
  private static final List<String> SETTABLE =
      List.of(
          "port",
          "protocolId",
          "failover",
          "monitor",
          "sensitivity",
          "systemDescription",
          "maxEmails",
          "contactListId",
          "autoFailover",
          "httpFqdn",
          "httpFile",
          "httpQueryString",
          "ip1",
          "ip2",
          "ip3",
          "ip4",
          "ip5");

  private FailoverMonitor() {}

  /** The monitor that {@code failover} and {@code settings} ask for. */
  static ObjectNode wanted(ManagedFailover failover, MonitorSettings settings)
      throws ProviderException {
    ManagedFailover.Check check = failover.check();
    ObjectNode monitor =
        ApiClient.json()
            .createObjectNode()
            .put("port", check.port())
            .put(
                "protocolId",
                switch (check.protocol()) {
                  case TCP -> 1;
                  case HTTP -> 3;
                  case HTTPS -> 6;
                })
            .put("failover", true)
            .put("monitor", true)
            .put("sensitivity", settings.sensitivity())
            .put(
                "systemDescription",
                settings.description() == null ? failover.name() : settings.description())
            .put("maxEmails", settings.maxEmails())
            // Named the other way round than it works: true leaves the way back to a person.
            .put("autoFailover", settings.manualFailback());
    if (settings.contactList() != null) {
      monitor.put("contactListId", settings.contactList());
    }
    if (check.protocol() != ManagedFailover.Protocol.TCP) {
      monitor.put("httpFqdn", check.host());
      monitor.put("httpFile", check.path());
      if (!check.contains().isEmpty()) {
        monitor.put("httpQueryString", check.contains());
      }
    }
    setAddresses(monitor, addresses(failover));
    return monitor;
  }

  /** The IPv4 addresses of all facilities, the preferred one's first. */
  static List<String> addresses(ManagedFailover failover) throws ProviderException {
    List<String> addresses =
        failover.sites().stream()
            .flatMap(site -> site.addresses().stream())
            .filter(Inet4Address.class::isInstance)
            .map(InetAddress::getHostAddress)
            .distinct()
            .toList();
    if (addresses.size() < 2 || addresses.size() > MOST_ADDRESSES) {
      throw new ProviderException(
          Kind.REFUSED,
          "DNS Made Easy fails over between two to five IPv4 addresses, "
              + failover.name()
              + " has "
              + addresses.size());
    }
    return addresses;
  }

  /** Whether DNS Made Easy fails the record over by itself. */
  static boolean active(ObjectNode monitor) {
    return monitor.path("failover").asBoolean(false);
  }

  /**
   * {@code current} with {@code address} in front and the others behind it in their order; what
   * cannot be set is left out.
   */
  static ObjectNode preferring(ObjectNode current, String address) {
    ObjectNode monitor = settable(current);
    List<String> addresses = new ArrayList<>(List.of(address));
    for (int i = 1; i <= MOST_ADDRESSES; i++) {
      String other = current.path("ip" + i).asString("");
      if (!other.isEmpty() && !addresses.contains(other) && addresses.size() < MOST_ADDRESSES) {
        addresses.add(other);
      }
    }
    setAddresses(monitor, addresses);
    return monitor;
  }

  private static ObjectNode settable(ObjectNode current) {
    ObjectNode monitor = ApiClient.json().createObjectNode();
    for (String field : SETTABLE) {
      JsonNode value = current.path(field);
      if (!value.isMissingNode() && !value.isNull()) {
        monitor.set(field, value);
      }
    }
    return monitor;
  }

  private static void setAddresses(ObjectNode monitor, List<String> addresses) {
    for (int i = 1; i <= MOST_ADDRESSES; i++) {
      if (i <= addresses.size()) {
        monitor.put("ip" + i, addresses.get(i - 1));
      } else {
        monitor.remove("ip" + i);
      }
    }
  }

  /** The fields of {@code wanted} that {@code current} has otherwise, and addresses to be gone. */
  static List<String> differences(ObjectNode current, ObjectNode wanted) {
    List<String> fields = new ArrayList<>();
    for (String field : SETTABLE) {
      String has = current.path(field).asString("");
      String wants = wanted.path(field).asString("");
      if (!has.equals(wants) && (wanted.has(field) || field.startsWith("ip"))) {
        fields.add(field);
      }
    }
    return fields;
  }
}
