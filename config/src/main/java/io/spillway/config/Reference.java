package io.spillway.config;

import org.jspecify.annotations.Nullable;

/** The keywords that HAProxy 3.4 registers: what Spillway measures itself against. */
final class Reference {
  private Reference() {}

  /** The longest of {@code names} that HAProxy has in {@code keywordClass}, or null. */
  static @Nullable String knownName(KeywordClass keywordClass, String... names) {
    return null;
  }
}
