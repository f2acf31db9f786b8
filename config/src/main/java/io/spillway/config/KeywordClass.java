package io.spillway.config;

/** The classes of the language's keywords, as {@code -dK} names and groups them. */
public enum KeywordClass {
  /** Keywords of the {@code global} section. */
  GLOBAL,
  /** Keywords of {@code defaults}, {@code frontend}, {@code backend} and {@code listen}. */
  PROXY,
  /** Words of a {@code bind} line. */
  BIND,
  /** Words of a {@code server} line. */
  SERVER,
  /** Actions of {@code http-request}, {@code tcp-request} and their family. */
  ACTION,
  /** ACL names with a built-in match. */
  ACL,
  /** Sample fetches. */
  SAMPLE_FETCH,
  /** Converters. */
  CONVERTER,
  /** Filters. */
  FILTER,
  /** Services that {@code use-service} runs. */
  SERVICE,
  /** Commands of the runtime API. */
  CLI,
  /** Keywords of any other section. */
  OTHER_SECTION
}
