package io.spillway.proxy.server;

/** How a health check ended, in the words of HAProxy's logs and statistics. */
public enum CheckStatus {
  UNKNOWN("UNK", "Unknown", Verdict.NONE),
  INITIALIZING("INI", "Initializing", Verdict.NONE),
  /** An agent said something, but nothing of whether the server works. */
  CHECKED("CHECKED", "No status change", Verdict.NONE),
  TRAFFIC_ANALYSIS("HANA", "Health analyze", Verdict.FAILED),
  SOCKET_ERROR("SOCKERR", "Socket error", Verdict.FAILED),
  LAYER4_OK("L4OK", "Layer4 check passed", Verdict.PASSED),
  LAYER4_TIMEOUT("L4TOUT", "Layer4 timeout", Verdict.FAILED),
  LAYER4_CONNECTION("L4CON", "Layer4 connection problem", Verdict.FAILED),
  LAYER6_OK("L6OK", "Layer6 check passed", Verdict.PASSED),
  LAYER6_TIMEOUT("L6TOUT", "Layer6 timeout", Verdict.FAILED),
  LAYER6_RESPONSE("L6RSP", "Layer6 invalid response", Verdict.FAILED),
  LAYER7_TIMEOUT("L7TOUT", "Layer7 timeout", Verdict.FAILED),
  LAYER7_RESPONSE("L7RSP", "Layer7 invalid response", Verdict.FAILED),
  LAYER7_OK("L7OK", "Layer7 check passed", Verdict.PASSED),
  LAYER7_CONDITIONAL("L7OKC", "Layer7 check conditionally passed", Verdict.CONDITIONAL),
  LAYER7_STATUS("L7STS", "Layer7 wrong status", Verdict.FAILED),
  PROGRAM_ERROR("PROCERR", "External check error", Verdict.FAILED),
  PROGRAM_TIMEOUT("PROCTOUT", "External check timeout", Verdict.FAILED),
  PROGRAM_OK("PROCOK", "External check passed", Verdict.PASSED);

  /** What a status says about the server. */
  public enum Verdict {
    /** Nothing. */
    NONE,
    /** It does not work. */
    FAILED,
    /** It works. */
    PASSED,
    /** It works, but wants no new clients. */
    CONDITIONAL
  }

  private final String word;
  private final String description;
  private final Verdict verdict;

  CheckStatus(String word, String description, Verdict verdict) {
    this.word = word;
    this.description = description;
    this.verdict = verdict;
  }

  /** The statistics' word: {@code L7OK}. */
  public String word() {
    return word;
  }

  /** The logs' words: {@code Layer7 check passed}. */
  public String description() {
    return description;
  }

  /** What it says about the server. */
  public Verdict verdict() {
    return verdict;
  }

  /** Whether the response's status code belongs to it. */
  public boolean hasCode() {
    return compareTo(LAYER7_OK) >= 0;
  }
}
