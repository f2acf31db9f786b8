package io.spillway.facility.dns.message;

/** Numbers of the response codes that the server sends (IANA's registry). */
public final class ResponseCode {
  public static final int NOERROR = 0;
  public static final int FORMERR = 1;
  public static final int SERVFAIL = 2;
  public static final int NXDOMAIN = 3;
  public static final int NOTIMP = 4;
  public static final int REFUSED = 5;
  public static final int YXDOMAIN = 6;
  public static final int NOTAUTH = 9;

  /** Needs EDNS, as its number has more than four bits. */
  public static final int BADVERS = 16;

  private ResponseCode() {}
}
