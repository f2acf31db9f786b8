package io.spillway.proxy.resolve;

import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * What is asked for. Immutable.
 *
 * @param name a name in lower case without a dot at the end
 * @param kind which records are wanted
 */
public record Question(String name, Kind kind) {
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 253;

  /** Which records are wanted. */
  public enum Kind {
    /** Addresses, of IPv4 if there are some. */
    IPV4(Type.A, Type.AAAA),
    /** Addresses, of IPv6 if there are some. */
    IPV6(Type.AAAA, Type.A),
    /** The endpoints of a service. */
    SERVICE(Type.SRV, Type.SRV);

    private final int type;
    private final int otherType;

    Kind(int type, int otherType) {
      this.type = type;
      this.otherType = otherType;
    }

    /** The type of records to ask for. */
    int type() {
      return type;
    }

    /** The type to ask for where there are none of {@link #type}; the same where there is none. */
    int otherType() {
      return otherType;
    }
  }

  /** A question; case and a dot at the end make no difference. */
  public static Question of(String name, Kind kind) {
    String lower = name.toLowerCase(Locale.ROOT);
    return new Question(lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower, kind);
  }

  /** Whether {@code name} can be asked for at all. */
  public static boolean isPossible(String name) {
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (plain.isEmpty() || plain.length() > LONGEST_NAME) {
      return false;
    }
    for (String label : plain.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > LONGEST_LABEL) {
        return false;
      }
    }
    return plain.indexOf('\\') < 0;
  }

  /** The name as messages have it; {@link #isPossible}. */
  Name toName() {
    try {
      return Name.fromString(name + ".");
    } catch (TextParseException e) {
      throw new IllegalArgumentException("no name: " + name, e);
    }
  }
}
