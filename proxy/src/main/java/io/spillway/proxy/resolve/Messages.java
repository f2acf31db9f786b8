package io.spillway.proxy.resolve;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Queries as bytes, and bytes as replies (RFC 1035, 2782, 6891). Stateless. */
final class Messages {
  private static final int ID_BYTES = 2;
  private static final int MOST_ALIASES = 16;

  private Messages() {}

  /** A query that wants recursion. */
  static byte[] query(int id, Name name, int type, int payloadSize) {
    Message message = new Message(id);
    message.getHeader().setFlag(Flags.RD);
    message.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
    message.addRecord(new OPTRecord(payloadSize, 0, 0), Section.ADDITIONAL);
    return message.toWire();
  }

  /** The number of the query that {@code message} belongs to, or -1 where it has none. */
  static int id(byte[] message) {
    return message.length < ID_BYTES
        ? -1
        : Byte.toUnsignedInt(message[0]) << 8 | Byte.toUnsignedInt(message[1]);
  }

  /** What {@code bytes} say about the question for records of {@code type} of {@code name}. */
  static Reply read(byte[] bytes, Name name, int type) {
    Message message;
    try {
      message = new Message(bytes);
    } catch (IOException | RuntimeException e) {
      // The library throws exceptions of both kinds for bytes that are no message.
      return Reply.Fault.INVALID;
    }
    Header header = message.getHeader();
    if (!header.getFlag(Flags.QR)) {
      return Reply.Fault.INVALID;
    }
    if (header.getFlag(Flags.TC)) {
      return Reply.Fault.TRUNCATED;
    }
    switch (header.getRcode()) {
      case Rcode.NOERROR -> {}
      case Rcode.NXDOMAIN -> {
        return Reply.Fault.NO_NAME;
      }
      case Rcode.REFUSED -> {
        return Reply.Fault.REFUSED;
      }
      default -> {
        return Reply.Fault.FAILURE;
      }
    }
    Record question = message.getQuestion();
    if (header.getCount(Section.QUESTION) != 1
        || question == null
        || question.getType() != type
        || !question.getName().equals(name)) {
      return Reply.Fault.INVALID;
    }
    List<Record> answers = message.getSection(Section.ANSWER);
    return answers.isEmpty() ? Reply.Fault.NO_RECORD : read(message, answers, name, type);
  }

  private static Reply read(Message message, List<Record> answers, Name name, int type) {
    Name owner = endOfAliases(answers, name);
    List<InetAddress> addresses = new ArrayList<>();
    Map<String, Reply.Service> services = new LinkedHashMap<>();
    for (Record answer : answers) {
      if (answer.getType() != type || !answer.getName().equals(owner)) {
        continue;
      }
      if (answer instanceof SRVRecord srv) {
        Reply.Service service =
            new Reply.Service(text(srv.getTarget()), srv.getPort(), srv.getWeight());
        if (!srv.getTarget().equals(Name.root)) {
          services.putIfAbsent(service.target() + ":" + service.port(), service);
        }
      } else {
        InetAddress address = address(answer);
        if (address != null && !addresses.contains(address)) {
          addresses.add(address);
        }
      }
    }
    if (!services.isEmpty()) {
      return new Reply.Services(List.copyOf(services.values()), known(message));
    }
    if (!addresses.isEmpty()) {
      return new Reply.Addresses(addresses);
    }
    return owner.equals(name) ? Reply.Fault.INVALID : Reply.Fault.NO_RECORD_OF_ALIAS;
  }

  private static Name endOfAliases(List<Record> answers, Name name) {
    Map<Name, Name> aliases = new HashMap<>();
    for (Record answer : answers) {
      if (answer instanceof CNAMERecord alias) {
        aliases.putIfAbsent(alias.getName(), alias.getTarget());
      }
    }
    Name owner = name;
    for (int i = 0; i < MOST_ALIASES && aliases.containsKey(owner); i++) {
      owner = aliases.get(owner);
    }
    return owner;
  }

  private static Map<String, InetAddress> known(Message message) {
    Map<String, InetAddress> known = new HashMap<>();
    for (Record record : message.getSection(Section.ADDITIONAL)) {
      InetAddress address = address(record);
      if (address != null) {
        known.putIfAbsent(text(record.getName()), address);
      }
    }
    return known;
  }

  private static @Nullable InetAddress address(Record record) {
    byte[] bytes =
        switch (record.getType()) {
          case Type.A -> ((ARecord) record).getAddress().getAddress();
          case Type.AAAA -> ((AAAARecord) record).rdataToWireCanonical();
          default -> null;
        };
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
    }
  }

  private static String text(Name name) {
    return name.toString(true).toLowerCase(Locale.ROOT);
  }
}
