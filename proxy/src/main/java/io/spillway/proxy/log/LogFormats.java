package io.spillway.proxy.log;

import java.util.Map;

/**
 * The formats that have names (configuration manual, chapter "Log formats"), as log-format strings.
 */
public final class LogFormats {
  private static final String COUNTS = "%ac/%fc/%bc/%sc/%rc %sq/%bq";
  private static final String HTTP_FIELDS =
      "%TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc " + COUNTS + " %hr %hs %{+Q}r";

  /** {@code option tcplog}. */
  public static final String TCP = "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts " + COUNTS;

  /** {@code option httplog}. */
  public static final String HTTP = "%ci:%cp [%tr] %ft %b/%s " + HTTP_FIELDS;

  /** {@code option httpslog}. */
  public static final String HTTPS =
      HTTP
          + " %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed]"
          + " %[ssl_fc_sni]/%sslv/%sslc";

  /** {@code option httplog clf}. */
  public static final String CLF =
      "%{+Q}o %{-Q}ci - - [%trg] %r %ST %B \"\" \"\" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc"
          + " %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl";

  /**
   * The variables that a configuration may use to build on these formats: {@code
   * "$HAPROXY_HTTP_LOG_FMT"}.
   */
  public static final Map<String, String> VARIABLES =
      Map.of(
          "HAPROXY_TCP_LOG_FMT", TCP,
          "HAPROXY_HTTP_LOG_FMT", HTTP,
          "HAPROXY_HTTPS_LOG_FMT", HTTPS,
          "HAPROXY_HTTP_CLF_LOG_FMT", CLF);

  private LogFormats() {}
}
