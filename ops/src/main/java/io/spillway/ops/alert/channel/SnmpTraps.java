package io.spillway.ops.alert.channel;

import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.Locale;
import org.snmp4j.CommunityTarget;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * Sends traps; loaded with its library when the first one is. Stateless.
 *
 * <p>Under the base, {@code .0.1} is the trap of a problem that begins, {@code .0.2} that of one
 * that is over, {@code .0.3} that of what does not last; {@code .1.1} to {@code .1.6} are kind,
 * severity, subject, text, beginning and instance, as octet strings.
 */
final class SnmpTraps {
  private SnmpTraps() {}

  static void send(SnmpChannel channel, Notification notification) throws ChannelException {
    try (Snmp snmp = new Snmp(new DefaultUdpTransportMapping())) {
      CommunityTarget<UdpAddress> target = new CommunityTarget<>();
      target.setCommunity(new OctetString(channel.community().reveal()));
      target.setAddress(new UdpAddress(InetAddress.getByName(channel.host()), channel.port()));
      target.setVersion(SnmpConstants.version2c);
      for (Alert alert : notification.alerts()) {
        snmp.send(trap(channel.base(), notification, alert), target);
      }
    } catch (IOException e) {
      throw ChannelException.forNow(
          "SNMP at " + channel.host() + ":" + channel.port() + ": " + e.getMessage());
    }
  }

  private static PDU trap(String base, Notification notification, Alert alert) {
    int number =
        switch (alert.status()) {
          case FIRING, FLAPPING -> 1;
          case RECOVERED -> 2;
          case NOTE -> 3;
        };
    PDU trap = new PDU();
    trap.setType(PDU.TRAP);
    long hundredths = ManagementFactory.getRuntimeMXBean().getUptime() / 10;
    trap.add(new VariableBinding(SnmpConstants.sysUpTime, new TimeTicks(hundredths)));
    trap.add(new VariableBinding(SnmpConstants.snmpTrapOID, new OID(base + ".0." + number)));
    String[] values = {
      alert.kind(),
      alert.severity().word().toLowerCase(Locale.ROOT),
      alert.subject().name(),
      alert.line(),
      alert.began().toString(),
      notification.instance()
    };
    for (int i = 0; i < values.length; i++) {
      trap.add(new VariableBinding(new OID(base + ".1." + (i + 1)), new OctetString(values[i])));
    }
    return trap;
  }
}
