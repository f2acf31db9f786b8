package io.spillway.facility.dns.message;

/**
 * A message from a client, read into fields (RFC 1035 section 4, RFC 6891, RFC 7873). One instance
 * reads one message after another. Confined to one thread.
 *
 * <p>Every byte of the message is looked at: what follows the question is an error unless it is a
 * record that a query may carry.
 */
public final class Query {
  /** Where the question's name begins in each message with a question. */
  public static final int QUESTION = 12;

  /** Opcode of ordinary queries. */
  public static final int OPCODE_QUERY = 0;

  private static final int RESPONSE = 0x8000;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int DNSSEC_OK = 0x8000;
  private static final int COOKIE_OPTION = 10;
  private static final int CLIENT_COOKIE = 8;
  private static final int MIN_COOKIE = 16;
  private static final int MAX_COOKIE = 40;
  private static final int OWN_COOKIE = 24;

  /** What became of reading a message. */
  public enum Verdict {
    /** A query; all fields are set. */
    WELL_FORMED,
    /** Malformed, but the identifier can be answered. */
    MALFORMED,
    /** Malformed behind its question, which can be repeated. */
    MALFORMED_AFTER_QUESTION,
    /** Not to be answered: no header, or a response. */
    UNANSWERABLE
  }

  private final NameBuffer name = new NameBuffer();
  private byte[] message = new byte[0];
  private int length;
  private int position;
  private int id;
  private int flags;
  private int questions;
  private int questionEnd;
  private int type;
  private int questionClass;
  private boolean hasEdns;
  private int payloadSize;
  private int version;
  private boolean dnssecOk;
  private int cookie;
  private int cookieLength;
  private int tsig;

  /** Reads the first {@code length} bytes of {@code message}, which must stay as they are. */
  public Verdict read(byte[] message, int length) {
    this.message = message;
    this.length = length;
    questions = 0;
    questionEnd = QUESTION;
    type = 0;
    questionClass = 0;
    hasEdns = false;
    payloadSize = 512;
    version = 0;
    dnssecOk = false;
    cookieLength = 0;
    tsig = 0;
    if (length < QUESTION) {
      return Verdict.UNANSWERABLE;
    }
    id = u16(0);
    flags = u16(2);
    if ((flags & RESPONSE) != 0) {
      return Verdict.UNANSWERABLE;
    }
    if (opcode() != OPCODE_QUERY) {
      return Verdict.WELL_FORMED;
    }
    return readSections();
  }

  private Verdict readSections() {
    int count = u16(4);
    position = QUESTION;
    if (count > 1) {
      return Verdict.MALFORMED;
    }
    if (count == 1) {
      int end = name.read(message, QUESTION, length);
      if (end < 0 || end + 4 > length) {
        return Verdict.MALFORMED;
      }
      type = u16(end);
      questionClass = u16(end + 2);
      position = end + 4;
      questionEnd = position;
      questions = 1;
    }
    int authorities = u16(8);
    boolean fits =
        u16(6) == 0 && (authorities == 0 || (authorities == 1 && type == RecordType.IXFR));
    if (fits && authorities == 1) {
      fits = skipRecord();
    }
    int additional = u16(10);
    for (int i = 0; fits && i < additional; i++) {
      fits = readAdditional(i == additional - 1);
    }
    // Without a question a message can only ask for a cookie (RFC 7873 section 5.4).
    if (fits && position == length && (questions == 1 || cookieLength > 0)) {
      return Verdict.WELL_FORMED;
    }
    return questions == 1 ? Verdict.MALFORMED_AFTER_QUESTION : Verdict.MALFORMED;
  }

  private boolean readAdditional(boolean last) {
    int start = position;
    if (start + 11 > length) {
      return false;
    }
    boolean isRoot = message[start] == 0;
    if (!skipRecord()) {
      return false;
    }
    int end = position;
    int fixed = skipName(start);
    switch (u16(fixed)) {
      case RecordType.OPT -> {
        if (hasEdns || !isRoot) {
          return false;
        }
        hasEdns = true;
        payloadSize = u16(fixed + 2);
        version = message[fixed + 5] & 0xff;
        dnssecOk = (u16(fixed + 6) & DNSSEC_OK) != 0;
        return readOptions(fixed + 10, end);
      }
      case RecordType.TSIG -> {
        tsig = start;
        return last;
      }
      default -> {
        return true;
      }
    }
  }

  private boolean readOptions(int start, int end) {
    int at = start;
    while (at < end) {
      if (at + 4 > end) {
        return false;
      }
      int option = u16(at);
      int size = u16(at + 2);
      at += 4;
      if (at + size > end) {
        return false;
      }
      if (option == COOKIE_OPTION && version == 0) {
        if (size != CLIENT_COOKIE && (size < MIN_COOKIE || size > MAX_COOKIE)) {
          return false;
        }
        if (cookieLength == 0) {
          cookie = at;
          cookieLength = size;
        }
      }
      at += size;
    }
    return true;
  }

  private boolean skipRecord() {
    int fixed = skipName(position);
    if (fixed < 0 || fixed + 10 > length) {
      return false;
    }
    position = fixed + 10 + u16(fixed + 8);
    return position <= length;
  }

  /** Where the name at {@code offset} ends, or -1. */
  private int skipName(int offset) {
    int at = offset;
    while (at < length && at - offset < NameBuffer.MAX_LENGTH) {
      int size = message[at] & 0xff;
      if (size == 0) {
        return at + 1;
      }
      if (size >= 0xc0) {
        int target = at + 1 < length ? u16(at) & 0x3fff : at;
        return target < at && target >= QUESTION ? at + 2 : -1;
      }
      if (size > 63) {
        return -1;
      }
      at += 1 + size;
    }
    return -1;
  }

  private int u16(int at) {
    return (message[at] & 0xff) << 8 | (message[at + 1] & 0xff);
  }

  /** The identifier that a response repeats. */
  public int id() {
    return id;
  }

  /** What kind of query it is, 0 to 15. */
  public int opcode() {
    return flags >> 11 & 15;
  }

  /** The flags of a response: its opcode and what else it repeats of the query's. */
  public int responseFlags() {
    return RESPONSE | flags & (0x7800 | RECURSION_DESIRED | 0x0010);
  }

  /** Whether there is a question. */
  public boolean hasQuestion() {
    return questions == 1;
  }

  /** Where the question ends in the message, which is where its records begin. */
  public int questionEnd() {
    return questionEnd;
  }

  /** The question's name. */
  public NameBuffer name() {
    return name;
  }

  /** The question's type. */
  public int type() {
    return type;
  }

  /** The question's class. */
  public int questionClass() {
    return questionClass;
  }

  /** The whole message; only the first {@link #length} bytes count. */
  public byte[] message() {
    return message;
  }

  /** The message's length in bytes. */
  public int length() {
    return length;
  }

  /** Whether the client speaks EDNS (RFC 6891). */
  public boolean hasEdns() {
    return hasEdns;
  }

  /** How many bytes the client can receive in a datagram, at least 512. */
  public int payloadSize() {
    return Math.max(512, payloadSize);
  }

  /** The client's version of EDNS. */
  public int version() {
    return version;
  }

  /** Whether the client wants signatures. */
  public boolean wantsSignatures() {
    return dnssecOk;
  }

  /** Whether the query carries a client's cookie. */
  public boolean hasCookie() {
    return cookieLength > 0;
  }

  /** Where the client's cookie of eight bytes begins; a server's follows where there is one. */
  public int cookie() {
    return cookie;
  }

  /** Whether a server's cookie of the length that this program makes follows the client's. */
  public boolean hasServerCookie() {
    return cookieLength == OWN_COOKIE;
  }

  /** Whether the query is signed (RFC 8945). */
  public boolean isSigned() {
    return tsig > 0;
  }
}
