package io.spillway.facility.dns;

import io.spillway.facility.dns.message.DomainName;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/**
 * What the signature of a query says (TSIG, RFC 8945), and how the answer to it is signed.
 * Immutable.
 *
 * @param key the key of the query, or null where it is not known
 * @param record the query's signature
 * @param error 0 for a good signature, otherwise one of the codes 16 to 18
 */
record QuerySignature(@Nullable TransactionKey key, TSIGRecord record, int error) {
  /**
   * Looks at the signature of a query.
   *
   * @return null where the message cannot be read
   */
  static @Nullable QuerySignature of(byte[] message, int length, ServedState state) {
    byte[] bytes = Arrays.copyOf(message, length);
    try {
      Message query = new Message(bytes);
      TSIGRecord record = query.getTSIG();
      if (record == null) {
        return null;
      }
      TransactionKey key = state.key(DomainName.of(record.getName()));
      if (key == null || !key.algorithm().equals(record.getAlgorithm())) {
        return new QuerySignature(null, record, Rcode.BADKEY);
      }
      return new QuerySignature(key, record, key.toTsig().verify(query, bytes, null));
    } catch (IOException | RuntimeException e) {
      // The library may throw anything for what somebody made up.
      return null;
    }
  }

  /** Whether the query is what its signer sent. */
  boolean isGood() {
    return error == Rcode.NOERROR;
  }

  /** How many bytes the signature of an answer may take. */
  int length() {
    return record.getName().length() + record.getAlgorithm().length() + 10 + 16 + 64 + 6;
  }

  /**
   * Signs the answer at the beginning of {@code message}.
   *
   * @return its length with the signature
   */
  int sign(byte[] message, int length) {
    byte[] signed = signed(Arrays.copyOf(message, length));
    System.arraycopy(signed, 0, message, 0, signed.length);
    return signed.length;
  }

  private byte[] signed(byte[] bytes) {
    try {
      Message response = new Message(bytes);
      if (key == null || error == Rcode.BADSIG) {
        response.addRecord(unsigned(), Section.ADDITIONAL);
      } else {
        TSIG tsig = key.toTsig();
        tsig.apply(response, error, record);
      }
      return response.toWire();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The record that tells of an unknown key or a bad signature (RFC 8945 section 5.3.2). */
  private TSIGRecord unsigned() {
    return new TSIGRecord(
        record.getName(),
        record.getDClass(),
        0,
        record.getAlgorithm(),
        record.getTimeSigned(),
        record.getFudge(),
        new byte[0],
        record.getOriginalID(),
        error,
        null);
  }
}
