package io.spillway.config;

/** The classes of the language's keywords, as {@code -dK} names and groups them. */
public enum KeywordClass {
  /** Keywords of the {@code global} section. */
  GLOBAL("global"),
  /** Keywords of {@code defaults}, {@code frontend}, {@code backend} and {@code listen}. */
  PROXY("proxy"),
  /** Words of a {@code bind} line. */
  BIND("bind"),
  /** Words of a {@code server} line. */
  SERVER("server"),
  /** Actions of {@code http-request}, {@code tcp-request} and their family, with the ruleset. */
  ACTION("action"),
  /** ACL names with a built-in match. */
  ACL("acl"),
  /** Sample fetches. */
  SAMPLE_FETCH("fetch"),
  /** Converters. */
  CONVERTER("converter"),
  /** Filters. */
  FILTER("filter"),
  /** Services that {@code use-service} runs. */
  SERVICE("service"),
  /** Commands of the runtime API. */
  CLI("cli"),
  /** Keywords of any other section, behind the section's kind: {@code crt-store load}. */
  OTHER_SECTION("section");

  private final String label;

  KeywordClass(String label) {
    this.label = label;
  }

  /** The class's name in listings and in the reference. */
  public String label() {
    return label;
  }
}
