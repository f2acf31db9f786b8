package io.spillway.conformance;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server over UDP that answers wrongly, in the way that the name's first label says. */
final class FaultyNameServer implements AutoCloseable {
  /** What is wrong. */
  enum Fault {
    NO_NAME,
    SERVER_FAILURE,
    REFUSED,
    NOT_IMPLEMENTED,
    EMPTY,
    SILENCE,
    WRONG_ID,
    WRONG_QUESTION,
    WRONG_OWNER,
    TRUNCATED,
    CUT_OFF,
    OTHER_PORT;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final byte[] ADDRESS = {127, 0, 0, 9};

  private final DatagramSocket socket;
  private final InetSocketAddress address;

  FaultyNameServer() throws IOException {
    address = Loopback.free();
    socket = new DatagramSocket(address);
    Thread.ofVirtual().start(this::serve);
  }

  String address() {
    return Loopback.text(address);
  }

  private void serve() {
    byte[] buffer = new byte[65_535];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        answer(
            new Message(Arrays.copyOf(buffer, packet.getLength())),
            (InetSocketAddress) packet.getSocketAddress());
      }
    } catch (IOException closed) {
      // Closed by its owner.
    }
  }

  private void answer(Message query, InetSocketAddress from) throws IOException {
    Record question = query.getQuestion();
    String label = question.getName().getLabelString(0).toLowerCase(Locale.ROOT);
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(question, Section.QUESTION);
    if (question.getType() == Type.A) {
      answer.addRecord(
          new ARecord(question.getName(), DClass.IN, 60, InetAddress.getByAddress(ADDRESS)),
          Section.ANSWER);
    }
    for (Fault fault : Fault.values()) {
      if (fault.label().equals(label)) {
        spoil(fault, answer, question, from);
        return;
      }
    }
    send(answer.toWire(), from);
  }

  private void spoil(Fault fault, Message answer, Record question, InetSocketAddress to)
      throws IOException {
    byte[] wire = answer.toWire();
    switch (fault) {
      case NO_NAME -> send(failure(answer, Rcode.NXDOMAIN), to);
      case SERVER_FAILURE -> send(failure(answer, Rcode.SERVFAIL), to);
      case REFUSED -> send(failure(answer, Rcode.REFUSED), to);
      case NOT_IMPLEMENTED -> send(failure(answer, Rcode.NOTIMP), to);
      case EMPTY -> send(failure(answer, Rcode.NOERROR), to);
      case SILENCE -> {}
      case WRONG_ID -> {
        wire[0] ^= 0x55;
        send(wire, to);
      }
      case WRONG_QUESTION -> {
        answer.removeAllRecords(Section.QUESTION);
        answer.addRecord(
            Record.newRecord(Name.fromString("elsewhere.test."), question.getType(), DClass.IN),
            Section.QUESTION);
        send(answer.toWire(), to);
      }
      case WRONG_OWNER -> {
        answer.removeAllRecords(Section.ANSWER);
        answer.addRecord(
            new ARecord(
                Name.fromString("elsewhere.test."),
                DClass.IN,
                60,
                InetAddress.getByAddress(ADDRESS)),
            Section.ANSWER);
        send(answer.toWire(), to);
      }
      case TRUNCATED -> {
        answer.getHeader().setFlag(Flags.TC);
        send(answer.toWire(), to);
      }
      case CUT_OFF -> send(Arrays.copyOf(wire, wire.length - 3), to);
      case OTHER_PORT -> {
        try (DatagramSocket other = new DatagramSocket()) {
          other.send(new DatagramPacket(wire, wire.length, to));
        }
      }
    }
  }

  private static byte[] failure(Message answer, int code) {
    answer.removeAllRecords(Section.ANSWER);
    answer.getHeader().setRcode(code);
    return answer.toWire();
  }

  private void send(byte[] wire, InetSocketAddress to) throws IOException {
    socket.send(new DatagramPacket(wire, wire.length, to));
  }

  @Override
  public void close() {
    socket.close();
  }
}
