package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** Clients of all sorts on the server's sockets. */
class DnsConnectionTest {
  private static final String ZONE =
      "dns-zone example.com\n  ns ns1.example.com 192.0.2.53\n  allow-transfer any\n";

  private final SettableAnswers answers =
      new SettableAnswers().set("www.example.com", "203.0.113.10");

  private static byte[] query(int id) {
    Message message =
        Message.newQuery(
            Record.newRecord(Name.fromConstantString("www.example.com."), Type.A, DClass.IN));
    message.getHeader().setID(id);
    return message.toWire();
  }

  private static int readId(DataInputStream in) throws IOException {
    byte[] response = new byte[in.readUnsignedShort()];
    in.readFully(response);
    return new Message(response).getHeader().getID();
  }

  private static Socket connect(RunningDns dns) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), dns.port());
  }

  @Test
  void pipelinedQueriesAreAnsweredInOrderHoweverTheyArriveInPieces() throws IOException {
    try (RunningDns dns = RunningDns.start(answers, "", ZONE);
        Socket socket = connect(dns)) {
      socket.setTcpNoDelay(true);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      List<Integer> expected = new ArrayList<>();
      for (int id = 1; id <= 500; id++) {
        out.writeShort(query(id).length);
        out.write(query(id), 0, 20);
        out.write(query(id), 20, query(id).length - 20);
        expected.add(id);
      }
      socket.shutdownOutput();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      List<Integer> answered = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answered.add(readId(in));
      }
      assertThat(answered).isEqualTo(expected);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aConnectionThatBringsNoWholeQueryIsClosed() throws IOException {
    try (RunningDns dns = RunningDns.start(answers, "timeout idle 200ms", ZONE);
        Socket socket = connect(dns)) {
      socket.getOutputStream().write(new byte[] {0, 30, 1, 2, 3});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void oneClientDoesNotGetAllConnections() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try (RunningDns dns = RunningDns.start(answers, "maxconn 100", ZONE)) {
      int served = 0;
      for (int i = 0; i < 12; i++) {
        Socket socket = connect(dns);
        sockets.add(socket);
        served += isServed(socket) ? 1 : 0;
      }
      assertThat(served).isEqualTo(10);
      assertThat(dns.server().counters().get(DnsCounter.TCP_REFUSED)).isEqualTo(2);
      sockets.getFirst().close();
      try (Socket next = await(dns)) {
        assertThat(next.isConnected()).isTrue();
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean isServed(Socket socket) {
    try {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(query(7).length);
      out.write(query(7));
      return readId(new DataInputStream(socket.getInputStream())) == 7;
    } catch (IOException e) {
      return false;
    }
  }

  /** A connection that is served, tried for again until there is one. */
  private static Socket await(RunningDns dns) throws IOException {
    while (true) {
      Socket socket = connect(dns);
      if (isServed(socket)) {
        return socket;
      }
      socket.close();
    }
  }

  @Test
  void aLargeZoneIsTransferredWholeToASlowReader()
      throws IOException, ZoneTransferException, InterruptedException {
    StringBuilder zone = new StringBuilder(ZONE);
    zone.append("  record $GENERATE 1-30000 host$.a-rather-long-name-in-the-middle A 192.0.2.1\n");
    try (RunningDns dns = RunningDns.start(answers, "", zone.toString());
        Socket idle = connect(dns)) {
      // It asks for the zone twice and reads nothing: the server must not keep it all in memory.
      DataOutputStream out = new DataOutputStream(idle.getOutputStream());
      Message transfer =
          Message.newQuery(
              Record.newRecord(Name.fromConstantString("example.com."), Type.AXFR, DClass.IN));
      byte[] wire = transfer.toWire();
      for (int i = 0; i < 2; i++) {
        out.writeShort(wire.length);
        out.write(wire);
      }
      ZoneTransferIn other =
          ZoneTransferIn.newAXFR(
              Name.fromConstantString("example.com."), "127.0.0.1", dns.port(), null);
      other.run();
      assertThat(other.getAXFR()).hasSize(30_005);
      DataInputStream in = new DataInputStream(idle.getInputStream());
      int starts = 0;
      while (starts < 4) {
        byte[] response = new byte[in.readUnsignedShort()];
        in.readFully(response);
        for (Record record : new Message(response).getSection(Section.ANSWER)) {
          starts += record.getType() == Type.SOA ? 1 : 0;
        }
      }
      assertThat(isServed(idle)).isTrue();
    }
  }

  @Test
  void aNewServerTakesOverFromOneThatStillListens() throws IOException {
    try (RunningDns old = RunningDns.start(answers, "", ZONE)) {
      int port = old.port();
      try (RunningDns other = RunningDns.start(answers, "bind 127.0.0.1:" + port, ZONE)) {
        old.server().close();
        assertThat(other.dig("+short", "www.example.com")).isEqualTo("203.0.113.10\n");
        assertThat(other.dig("+short", "+tcp", "www.example.com")).isEqualTo("203.0.113.10\n");
        assertThat(other.server().counters().get(DnsCounter.RESPONSES)).isEqualTo(2);
      }
    }
  }

  @Test
  void clientsWithIpv6AddressesAreAnswered() throws IOException {
    try (RunningDns dns = RunningDns.start(answers, "bind [::1]:0", ZONE)) {
      for (boolean tcp : List.of(false, true)) {
        SimpleResolver resolver =
            new SimpleResolver(new InetSocketAddress(InetAddress.ofLiteral("::1"), dns.port()));
        resolver.setTCP(tcp);
        resolver.setTimeout(Duration.ofSeconds(30));
        assertThat(resolver.send(new Message(query(1))).getSection(Section.ANSWER)).hasSize(1);
      }
    }
  }

  @Test
  void otherZonesAreServedFromOneMomentToTheNext() {
    try (RunningDns dns = RunningDns.start(answers, "", ZONE)) {
      assertThat(dns.dig("+short", "www.example.com")).isEqualTo("203.0.113.10\n");
      dns.server()
          .replace(
              DnsText.read(
                  "dns-server\n bind :53\n"
                      + ZONE.replace("192.0.2.53", "192.0.2.54")
                      + "dns-zone example.net\n  ns ns1.example.com\n"));
      assertThat(dns.dig("+short", "ns1.example.com")).isEqualTo("192.0.2.54\n");
      assertThat(dns.dig("+short", "example.net", "NS")).isEqualTo("ns1.example.com.\n");
      answers.set("www.example.com", "198.51.100.10");
      assertThat(dns.dig("+short", "www.example.com")).isEqualTo("198.51.100.10\n");
    }
  }
}
