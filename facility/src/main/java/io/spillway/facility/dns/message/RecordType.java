package io.spillway.facility.dns.message;

/** Numbers of the record types that the server treats in a way of their own (IANA's registry). */
public final class RecordType {
  public static final int A = 1;
  public static final int NS = 2;
  public static final int CNAME = 5;
  public static final int SOA = 6;
  public static final int PTR = 12;
  public static final int MX = 15;
  public static final int AAAA = 28;
  public static final int DNAME = 39;
  public static final int OPT = 41;
  public static final int DS = 43;
  public static final int RRSIG = 46;
  public static final int NSEC = 47;
  public static final int DNSKEY = 48;
  public static final int CDS = 59;
  public static final int CDNSKEY = 60;

  /** The first of the numbers that are kept for questions and for the protocol itself. */
  public static final int FIRST_META = 128;

  public static final int TSIG = 250;
  public static final int IXFR = 251;
  public static final int AXFR = 252;
  public static final int ANY = 255;

  private RecordType() {}

  /** Whether no record of a zone can be of this type (RFC 6895 section 3.1). */
  public static boolean isMeta(int type) {
    return type == 0 || type == OPT || (type >= FIRST_META && type <= ANY);
  }
}
