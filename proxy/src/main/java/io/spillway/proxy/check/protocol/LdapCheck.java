package io.spillway.proxy.check.protocol;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.proxy.check.MessageReader;
import java.util.HexFormat;
import java.util.List;

/** {@code option ldap-check}: a server lets an anonymous LDAPv3 client bind (RFC 4511, 4.2). */
public final class LdapCheck {
  /** Message 1: a bind request of version 3, with an empty name and an empty simple password. */
  private static final byte[] BIND = HexFormat.of().parseHex("300c020101600702010304008000");

  private static final int MIN_SIZE = 14;
  private static final int SEQUENCE = 0x30;
  private static final int BIND_RESPONSE = 0x61;
  private static final int MAX_RESULT_CODE = 0x7F;

  private static final MessageReader.Failed OTHER_PROTOCOL =
      MessageReader.Failed.invalid("Not LDAPv3 protocol");

  /** The check. */
  public static final CheckScript SCRIPT =
      CheckScript.protocol(
          List.of(new CheckStep.Send(CheckText.of(BIND), ""), Received.message(LdapCheck::read)));

  private LdapCheck() {}

  private static MessageReader.Outcome read(byte[] received, boolean isEnded) {
    if (received.length < MIN_SIZE) {
      return incomplete(isEnded);
    }
    Elements elements = new Elements(received);
    int length = elements.length(SEQUENCE);
    if (length < 0) {
      return OTHER_PROTOCOL;
    }
    if (received.length - elements.at < length) {
      return incomplete(isEnded);
    }
    if (!elements.holds(0x02, 0x01, 0x01)
        || elements.length(BIND_RESPONSE) < 0
        || !elements.holds(0x0A, 0x01)
        || elements.at == received.length
        || (received[elements.at] & 0xFF) > MAX_RESULT_CODE) {
      return OTHER_PROTOCOL;
    }
    int code = received[elements.at];
    return code == 0
        ? new MessageReader.Passed("Success")
        : MessageReader.Failed.refused(
            code, "See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9");
  }

  private static MessageReader.Outcome incomplete(boolean isEnded) {
    return isEnded ? MessageReader.Failed.invalid("") : MessageReader.Incomplete.INCOMPLETE;
  }

  /** The elements of a message, one after the other. Of long lengths only those of four bytes. */
  private static final class Elements {
    private static final int LONG_LENGTH = 0x84;

    private final byte[] bytes;
    private int at;

    Elements(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Reads an element's tag and length; -1 where it has another tag or no such length. */
    int length(int tag) {
      if (at + 2 > bytes.length || (bytes[at] & 0xFF) != tag) {
        return -1;
      }
      int first = bytes[at + 1] & 0xFF;
      at += 2;
      if (first < 0x80) {
        return first;
      }
      if (first != LONG_LENGTH || at + 4 > bytes.length) {
        return -1;
      }
      int length = 0;
      for (int end = at + 4; at < end; at++) {
        length = length << 8 | bytes[at] & 0xFF;
      }
      return length;
    }

    boolean holds(int... expected) {
      for (int value : expected) {
        if (at == bytes.length || (bytes[at] & 0xFF) != value) {
          return false;
        }
        at++;
      }
      return true;
    }
  }
}
