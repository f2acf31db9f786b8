package io.spillway.facility.dns;

import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.zone.DnsRecords;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/** Sends a whole zone (AXFR, RFC 5936). Confined to a thread, which it blocks. */
final class ZoneTransfer {
  /** How long a message grows, in bytes: names are compressed only in the first 16 KiB. */
  private static final int MESSAGE_BYTES = 16 * 1024;

  private static final int PAYLOAD = 1232;

  /** Where the messages go. */
  interface Sink {
    /**
     * Sends a message once there is room for it.
     *
     * @return false where the connection is gone
     */
    boolean send(byte[] message) throws InterruptedException;
  }

  private final TransferRequest request;
  private final Sink sink;
  private final TSIG.@Nullable StreamGenerator signing;
  private Message message;
  private int size;
  private boolean first = true;

  ZoneTransfer(TransferRequest request, Sink sink) {
    this.request = request;
    this.sink = sink;
    QuerySignature signature = request.signature();
    TransactionKey key = signature == null ? null : signature.key();
    signing =
        signature == null || key == null
            ? null
            : new TSIG.StreamGenerator(key.toTsig(), signature.record());
    message = begin();
  }

  /**
   * Sends the zone.
   *
   * @param now seconds since 1970
   * @return false where the connection was gone before the end
   */
  boolean run(long now) throws InterruptedException {
    RecordSet start = request.version().startOfAuthority();
    boolean goesOn = add(start);
    for (RecordSet set : request.zone().listing(request.version(), now)) {
      goesOn = goesOn && add(set);
      if (!goesOn) {
        return false;
      }
    }
    return add(start) && flush();
  }

  private Message begin() {
    Message begun = new Message(request.id());
    begun.getHeader().setFlag(Flags.QR);
    begun.getHeader().setFlag(Flags.AA);
    if (first) {
      begun.addRecord(
          Record.newRecord(request.zone().apex().toName(), request.type(), DClass.IN),
          Section.QUESTION);
      if (request.hasEdns()) {
        begun.addRecord(new OPTRecord(PAYLOAD, 0, 0), Section.ADDITIONAL);
      }
    }
    return begun;
  }

  private boolean add(RecordSet set) throws InterruptedException {
    for (Record record : DnsRecords.of(set)) {
      int length = record.getName().length() + 10 + record.rdataToWireCanonical().length;
      if (size > 0 && size + length > MESSAGE_BYTES && !flush()) {
        return false;
      }
      message.addRecord(record, Section.ANSWER);
      size += length;
    }
    return true;
  }

  private boolean flush() throws InterruptedException {
    if (signing != null) {
      signing.generate(message);
    }
    boolean sent = sink.send(message.toWire());
    first = false;
    size = 0;
    message = begin();
    return sent;
  }
}
