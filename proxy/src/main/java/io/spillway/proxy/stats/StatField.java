package io.spillway.proxy.stats;

/**
 * The columns of {@code show stat}, in their order (management manual, chapter "CSV format"). The
 * names are the interface that monitoring tools know; the constants are named after them.
 */
public enum StatField {
  PXNAME("pxname", "KNS", "str"),
  SVNAME("svname", "KNS", "str"),
  QCUR("qcur", "MGP", "u32"),
  QMAX("qmax", "MMP", "u32"),
  SCUR("scur", "MGP", "u32"),
  SMAX("smax", "MMP", "u32"),
  SLIM("slim", "CLP", "u32"),
  STOT("stot", "MCP", "u64"),
  BIN("bin", "MCP", "u64"),
  BOUT("bout", "MCP", "u64"),
  DREQ("dreq", "MCP", "u64"),
  DRESP("dresp", "MCP", "u64"),
  EREQ("ereq", "MCP", "u64"),
  ECON("econ", "MCP", "u64"),
  ERESP("eresp", "MCP", "u64"),
  WRETR("wretr", "MCP", "u64"),
  WREDIS("wredis", "MCP", "u64"),
  STATUS("status", "SGP", "str"),
  WEIGHT("weight", "MaP", "u32"),
  ACT("act", "SGP", "MGP", "u32"),
  BCK("bck", "SGP", "MGP", "u32"),
  CHKFAIL("chkfail", "MCP", "u64"),
  CHKDOWN("chkdown", "MCP", "u64"),
  LASTCHG("lastchg", "MAP", "u32"),
  DOWNTIME("downtime", "MCP", "u32"),
  QLIMIT("qlimit", "CGS", "u32"),
  PID("pid", "KGP", "u32"),
  IID("iid", "KGS", "u32"),
  SID("sid", "KGS", "u32"),
  THROTTLE("throttle", "MaP", "u32"),
  LBTOT("lbtot", "MCP", "u64"),
  TRACKED("tracked", "KNS", "str"),
  TYPE("type", "CGS", "u32"),
  RATE("rate", "MRP", "MGP", "u32"),
  RATE_LIM("rate_lim", "CLP", "u32"),
  RATE_MAX("rate_max", "MMP", "MGP", "u32"),
  CHECK_STATUS("check_status", "MOP", "str"),
  CHECK_CODE("check_code", "MOP", "u32"),
  CHECK_DURATION("check_duration", "MDP", "u64"),
  HRSP_1XX("hrsp_1xx", "MCP", "u64"),
  HRSP_2XX("hrsp_2xx", "MCP", "u64"),
  HRSP_3XX("hrsp_3xx", "MCP", "u64"),
  HRSP_4XX("hrsp_4xx", "MCP", "u64"),
  HRSP_5XX("hrsp_5xx", "MCP", "u64"),
  HRSP_OTHER("hrsp_other", "MCP", "u64"),
  HANAFAIL("hanafail", "MCP", "u64"),
  REQ_RATE("req_rate", "MRP", "u32"),
  REQ_RATE_MAX("req_rate_max", "MMP", "u32"),
  REQ_TOT("req_tot", "MCP", "u64"),
  CLI_ABRT("cli_abrt", "MCP", "u64"),
  SRV_ABRT("srv_abrt", "MCP", "u64"),
  COMP_IN("comp_in", "MCP", "u64"),
  COMP_OUT("comp_out", "MCP", "u64"),
  COMP_BYP("comp_byp", "MCP", "u64"),
  COMP_RSP("comp_rsp", "MCP", "u64"),
  LASTSESS("lastsess", "MAP", "s32"),
  LAST_CHK("last_chk", "MOP", "str"),
  LAST_AGT("last_agt", "MOP", "str"),
  QTIME("qtime", "MaP", "u32"),
  CTIME("ctime", "MaP", "u32"),
  RTIME("rtime", "MaP", "u32"),
  TTIME("ttime", "MaP", "u32"),
  AGENT_STATUS("agent_status", "MOP", "str"),
  AGENT_CODE("agent_code", "MOP", "u32"),
  AGENT_DURATION("agent_duration", "MDP", "u64"),
  CHECK_DESC("check_desc", "MOP", "str"),
  AGENT_DESC("agent_desc", "MOP", "str"),
  CHECK_RISE("check_rise", "CGS", "u32"),
  CHECK_FALL("check_fall", "CGS", "u32"),
  CHECK_HEALTH("check_health", "CGS", "u32"),
  AGENT_RISE("agent_rise", "CGS", "u32"),
  AGENT_FALL("agent_fall", "CGS", "u32"),
  AGENT_HEALTH("agent_health", "CGS", "u32"),
  ADDR("addr", "CGS", "str"),
  COOKIE("cookie", "CNS", "str"),
  MODE("mode", "CGS", "str"),
  ALGO("algo", "CGS", "str"),
  CONN_RATE("conn_rate", "MRP", "u32"),
  CONN_RATE_MAX("conn_rate_max", "MMP", "u32"),
  CONN_TOT("conn_tot", "MCP", "u64"),
  INTERCEPTED("intercepted", "MCP", "u64"),
  DCON("dcon", "MCP", "u64"),
  DSES("dses", "MCP", "u64"),
  WREW("wrew", "MCP", "u64"),
  CONNECT("connect", "MCP", "u64"),
  REUSE("reuse", "MCP", "u64"),
  CACHE_LOOKUPS("cache_lookups", "MCP", "u64"),
  CACHE_HITS("cache_hits", "MCP", "u64"),
  SRV_ICUR("srv_icur", "MGP", "u32"),
  SRV_ILIM("src_ilim", "MLP", "u32"),
  QTIME_MAX("qtime_max", "MMP", "u32"),
  CTIME_MAX("ctime_max", "MMP", "u32"),
  RTIME_MAX("rtime_max", "MMP", "u32"),
  TTIME_MAX("ttime_max", "MMP", "u32"),
  EINT("eint", "MCP", "u64"),
  IDLE_CONN_CUR("idle_conn_cur", "MGP", "u32"),
  SAFE_CONN_CUR("safe_conn_cur", "MGP", "u32"),
  USED_CONN_CUR("used_conn_cur", "MGP", "u32"),
  NEED_CONN_EST("need_conn_est", "MGP", "u32"),
  UWEIGHT("uweight", "MaP", "u32"),
  AGG_SERVER_STATUS("agg_server_status", "MGP", "u32"),
  AGG_SERVER_CHECK_STATUS("agg_server_check_status", "MGP", "u32"),
  AGG_CHECK_STATUS("agg_check_status", "MGP", "u32"),
  SRID("srid", "MGP", "u32"),
  SESS_OTHER("sess_other", "MCP", "u64"),
  H1SESS("h1sess", "MCP", "u64"),
  H2SESS("h2sess", "MCP", "u64"),
  H3SESS("h3sess", "MCP", "u64"),
  REQ_OTHER("req_other", "MCP", "u64"),
  H1REQ("h1req", "MCP", "u64"),
  H2REQ("h2req", "MCP", "u64"),
  H3REQ("h3req", "MCP", "u64"),
  PROTO("proto", "KNS", "str");

  private final String column;
  private final String tags;
  private final String backendTags;
  private final String type;

  StatField(String column, String tags, String type) {
    this(column, tags, tags, type);
  }

  StatField(String column, String tags, String backendTags, String type) {
    this.column = column;
    this.tags = tags;
    this.backendTags = backendTags;
    this.type = type;
  }

  /** The column's name in the header. */
  public String column() {
    return column;
  }

  /** Origin, nature and scope as three letters (management manual, chapter "Typed output"). */
  public String tags(StatRow.Kind kind) {
    return kind == StatRow.Kind.BACKEND ? backendTags : tags;
  }

  /** The type in typed output: {@code u32}, {@code s32}, {@code u64} or {@code str}. */
  public String type() {
    return type;
  }
}
