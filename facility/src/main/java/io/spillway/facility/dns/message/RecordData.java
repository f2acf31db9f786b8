package io.spillway.facility.dns.message;

import java.util.Arrays;

/**
 * The data of one record, its names apart where messages may compress them (RFC 3597 section 4).
 * Immutable.
 */
public final class RecordData {
  private static final byte[] NOTHING = new byte[0];
  private static final DomainName[] NO_NAMES = new DomainName[0];

  private final byte[] before;
  private final DomainName[] names;
  private final byte[] after;

  private RecordData(byte[] before, DomainName[] names, byte[] after) {
    this.before = before;
    this.names = names;
    this.after = after;
  }

  /**
   * Takes the data of a record of {@code type}.
   *
   * @param wire the data as a message has it, not compressed
   */
  public static RecordData of(int type, byte[] wire) {
    return switch (type) {
      case RecordType.NS, RecordType.CNAME, RecordType.PTR, RecordType.DNAME -> split(wire, 0, 1);
      case RecordType.MX -> split(wire, 2, 1);
      case RecordType.SOA -> split(wire, 0, 2);
      default -> new RecordData(wire.clone(), NO_NAMES, NOTHING);
    };
  }

  private static RecordData split(byte[] wire, int before, int count) {
    DomainName[] names = new DomainName[count];
    int at = before;
    for (int i = 0; i < count; i++) {
      int end = at;
      while (wire[end] != 0) {
        end += 1 + wire[end];
      }
      names[i] = DomainName.of(Arrays.copyOfRange(wire, at, end + 1));
      at = end + 1;
    }
    return new RecordData(
        Arrays.copyOf(wire, before), names, Arrays.copyOfRange(wire, at, wire.length));
  }

  /** The name that the data begins with, as those of NS and CNAME do, or that MX has. */
  public DomainName name() {
    return names[0];
  }

  /** The data as a message has it, not compressed. */
  public byte[] toWire() {
    int length = before.length + after.length;
    for (DomainName name : names) {
      length += name.length();
    }
    byte[] wire = Arrays.copyOf(before, length);
    int at = before.length;
    for (DomainName name : names) {
      System.arraycopy(name.wire(), 0, wire, at, name.length());
      at += name.length();
    }
    System.arraycopy(after, 0, wire, at, after.length);
    return wire;
  }

  void write(MessageWriter writer, boolean compresses) {
    writer.bytes(before);
    for (DomainName name : names) {
      writer.name(name, compresses);
    }
    writer.bytes(after);
  }
}
