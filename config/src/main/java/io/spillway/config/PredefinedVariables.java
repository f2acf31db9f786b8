package io.spillway.config;

/**
 * The variables that a configuration can use without anybody having set them (configuration manual,
 * chapter 2.3 "Environment variables"). {@code HAPROXY_CFGFILES} is set by {@link
 * ConfigurationReader}, which knows the files.
 */
public final class PredefinedVariables {
  /** The format of {@code option tcplog} (chapter 8.2.2 "TCP log format"). */
  public static final String TCP_LOG_FORMAT =
      "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq";

  /** The format of {@code option httplog} (chapter 8.2.3 "HTTP log format"). */
  public static final String HTTP_LOG_FORMAT =
      "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc"
          + " %sq/%bq %hr %hs %{+Q}r";

  /** The format of {@code option httpslog} (chapter 8.2.4 "HTTPS log format"). */
  public static final String HTTPS_LOG_FORMAT =
      HTTP_LOG_FORMAT
          + " %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed]"
          + " %[ssl_fc_sni]/%sslv/%sslc";

  /** The format of {@code option httplog clf}. */
  public static final String HTTP_CLF_LOG_FORMAT =
      "%{+Q}o %{-Q}ci - - [%trg] %r %ST %B \"\" \"\" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac"
          + " %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl";

  /** The format of {@code option tcplog clf}. */
  public static final String TCP_CLF_LOG_FORMAT =
      "%{+Q}o %{-Q}ci - - [%T] \"TCP \" 000 %B \"\" \"\" %cp %ms %ft %b %s %Th %Tw %Tc %Tt %U %ts-- %ac"
          + " %fc %bc %sc %rc %sq %bq \"\" \"\" ";

  /** The name of the local peer. */
  static final String LOCAL_PEER = "HAPROXY_LOCALPEER";

  private PredefinedVariables() {}

  /**
   * Sets the variables.
   *
   * @param branch the branch of the language: {@code 3.4}
   * @param version the program's version, for {@code HAPROXY_STARTUP_VERSION}
   * @param localPeer the name of the local peer
   * @param masterWorker whether the process is a worker of a master
   */
  public static void define(
      Environment environment,
      String branch,
      String version,
      String localPeer,
      boolean masterWorker) {
    environment.set("HAPROXY_BRANCH", branch);
    environment.set("HAPROXY_STARTUP_VERSION", version);
    environment.set(LOCAL_PEER, localPeer);
    if (masterWorker) {
      environment.set("HAPROXY_MWORKER", "1");
    } else {
      environment.unset("HAPROXY_MWORKER");
    }
    environment.set("HAPROXY_TCP_LOG_FMT", TCP_LOG_FORMAT);
    environment.set("HAPROXY_HTTP_LOG_FMT", HTTP_LOG_FORMAT);
    environment.set("HAPROXY_HTTPS_LOG_FMT", HTTPS_LOG_FORMAT);
    environment.set("HAPROXY_HTTP_CLF_LOG_FMT", HTTP_CLF_LOG_FORMAT);
    environment.set("HAPROXY_TCP_CLF_LOG_FMT", TCP_CLF_LOG_FORMAT);
  }
}
