package io.spillway.proxy.definition;

/** What a proxy section can do, on which depends whether a keyword makes sense in it. */
public enum Capability {
  /** Accepting connections. */
  FRONTEND("frontend"),
  /** Having servers. */
  BACKEND("backend");

  private final String word;

  Capability(String word) {
    this.word = word;
  }

  /** How messages call it. */
  public String word() {
    return word;
  }
}
