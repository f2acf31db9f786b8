package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** A secondary is told until it says that it heard. */
class NotificationsTest {
  private final SettableAnswers answers =
      new SettableAnswers().set("www.example.com", "203.0.113.10");

  @Test
  void aNotificationIsRepeatedUntilItIsAcknowledgedAndTellsTheSerialNumber() throws IOException {
    try (DatagramSocket secondary = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        RunningDns dns =
            RunningDns.start(
                answers,
                "",
                "dns-zone example.com\n  ns ns1.example.com 192.0.2.53\n  notify 127.0.0.1:"
                    + secondary.getLocalPort()
                    + "\n")) {
      long first = receive(secondary, false);
      assertThat(receive(secondary, true)).isEqualTo(first);
      awaitAcknowledged(dns, 1);
      answers.set("www.example.com", "198.51.100.10");
      // one of the first change may still be on its way
      long next = receive(secondary, true);
      while (next == first) {
        next = receive(secondary, true);
      }
      assertThat(next).isEqualTo(first + 1);
      awaitAcknowledged(dns, 2);
    }
  }

  private static void awaitAcknowledged(RunningDns dns, int count) {
    while (dns.server().counters().get(DnsCounter.NOTIFIES) < count) {
      Thread.yield();
    }
  }

  private static long receive(DatagramSocket secondary, boolean acknowledges) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    secondary.receive(packet);
    Message message = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    assertThat(message.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
    SOARecord start = (SOARecord) message.getSection(Section.ANSWER).getFirst();
    if (acknowledges) {
      message.getHeader().setFlag(Flags.QR);
      message.removeAllRecords(Section.ANSWER);
      byte[] bytes = message.toWire();
      secondary.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
    }
    return start.getSerial();
  }
}
