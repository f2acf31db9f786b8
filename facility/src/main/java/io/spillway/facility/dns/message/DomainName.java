package io.spillway.facility.dns.message;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * A fully qualified domain name, kept as a message has it. Upper and lower case are the same.
 * Immutable.
 */
public final class DomainName implements Comparable<DomainName> {
  /** The name of the root. */
  public static final DomainName ROOT = new DomainName(new byte[1]);

  private final byte[] wire;
  private final byte[] lower;
  private final int[] starts;
  private final int[] hashes;

  private DomainName(byte[] wire) {
    this.wire = wire;
    this.lower = new byte[wire.length];
    int[] found = new int[NameBuffer.MAX_LABELS + 1];
    int labels = 0;
    int at = 0;
    while (wire[at] != 0) {
      found[labels++] = at;
      at += 1 + wire[at];
    }
    found[labels] = at;
    for (int i = 0; i < wire.length; i++) {
      lower[i] = NameBuffer.lowerCase(wire[i]);
    }
    this.starts = Arrays.copyOf(found, labels + 1);
    this.hashes = new int[labels + 1];
    NameBuffer.hashSuffixes(lower, starts, labels, hashes);
  }

  /**
   * The name that {@code wire} holds.
   *
   * @param wire labels with their lengths, not compressed, ended by the root's: 1 to 255 bytes
   */
  public static DomainName of(byte[] wire) {
    return new DomainName(wire.clone());
  }

  /** The same name as the library for zone files has it. */
  public static DomainName of(Name name) {
    return new DomainName(name.toWire());
  }

  /**
   * Reads a name as zone files write it; a dot at its end may be missing.
   *
   * @throws TextParseException where it is none
   */
  public static DomainName parse(String text) throws TextParseException {
    return of(Name.fromString(text, Name.root));
  }

  /** The name as the library for zone files wants it. */
  public Name toName() {
    try {
      return new Name(wire);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many labels it has; the root has none. */
  public int labels() {
    return starts.length - 1;
  }

  /** Its length in a message that does not compress it, 1 to 255. */
  public int length() {
    return wire.length;
  }

  /** The name without its first label. */
  public DomainName parent() {
    return new DomainName(Arrays.copyOfRange(wire, starts[1], wire.length));
  }

  /** The name without its first {@code count} labels. */
  public DomainName suffix(int count) {
    return count == 0 ? this : new DomainName(Arrays.copyOfRange(wire, starts[count], wire.length));
  }

  /** The wildcard below this name; null where it would be too long to be a name. */
  public @Nullable DomainName wildcard() {
    if (wire.length + 2 > NameBuffer.MAX_LENGTH) {
      return null;
    }
    byte[] child = new byte[wire.length + 2];
    child[0] = 1;
    child[1] = '*';
    System.arraycopy(wire, 0, child, 2, wire.length);
    return new DomainName(child);
  }

  /** Whether the first label is an asterisk. */
  public boolean isWildcard() {
    return wire.length > 2 && wire[0] == 1 && wire[1] == '*';
  }

  /** Whether this is {@code ancestor} or stands below it. */
  public boolean isAtOrBelow(DomainName ancestor) {
    int skipped = labels() - ancestor.labels();
    return skipped >= 0
        && hashes[skipped] == ancestor.hashes[0]
        && Arrays.equals(
            lower, starts[skipped], lower.length, ancestor.lower, 0, ancestor.lower.length);
  }

  byte[] wire() {
    return wire;
  }

  byte[] lower() {
    return lower;
  }

  int[] starts() {
    return starts;
  }

  /** The hash of the name without its first {@code label} labels; as {@link NameBuffer#hash}. */
  int hash(int label) {
    return hashes[label];
  }

  /** The name as a message has it, in the case that it was written in. */
  public byte[] toWire() {
    return wire.clone();
  }

  /** The order of RFC 4034 section 6.1: by labels from the right. */
  @Override
  public int compareTo(DomainName other) {
    return NameBuffer.compare(lower, starts, labels(), other.lower, other.starts, other.labels());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DomainName name
        && hashes[0] == name.hashes[0]
        && Arrays.equals(lower, name.lower);
  }

  @Override
  public int hashCode() {
    return hashes[0];
  }

  /** As zone files write it, with the dot at its end. */
  @Override
  public String toString() {
    return toName().toString();
  }
}
