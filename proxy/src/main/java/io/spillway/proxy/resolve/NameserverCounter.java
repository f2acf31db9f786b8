package io.spillway.proxy.resolve;

/** What is counted for a name server, under the names that {@code show resolvers} prints. */
public enum NameserverCounter {
  SENT("sent", "sent"),
  SEND_ERROR("snd_error", "send_error"),
  VALID("valid", "valid"),
  /** Answers that moved a server. */
  UPDATE("update", "update"),
  CNAME("cname", "cname"),
  CNAME_ERROR("cname_error", "cname_error"),
  ANY_ERROR("any_err", "any_err"),
  NX("nx", "nx"),
  TIMEOUT("timeout", "timeout"),
  REFUSED("refused", "refused"),
  OTHER("other", "other"),
  INVALID("invalid", "invalid"),
  TOO_BIG("too_big", "too_big"),
  TRUNCATED("truncated", "truncated"),
  /** Messages that belong to no query, or to one that is over. */
  OUTDATED("outdated", "outdated");

  private final String word;
  private final String column;

  NameserverCounter(String word, String column) {
    this.word = word;
    this.column = column;
  }

  /** The word in {@code show resolvers}. */
  public String word() {
    return word;
  }

  /** The column of {@code show stat}, and the metric's name. */
  public String column() {
    return column;
  }
}
