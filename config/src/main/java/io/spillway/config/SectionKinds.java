package io.spillway.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of sections of HAProxy 3.4's language, and of those that it no longer has. */
final class SectionKinds {
  private static final Set<String> KNOWN =
      Set.of(
          "acme",
          "backend",
          "cache",
          "crt-store",
          "defaults",
          "fcgi-app",
          "frontend",
          "global",
          "http-errors",
          "listen",
          "log-forward",
          "log-profile",
          "mailers",
          "namespace_list",
          "peers",
          "program",
          "resolvers",
          "ring",
          "traces",
          "userlist");

  private SectionKinds() {}

  /** Whether the language has, or had, sections of this kind. */
  static boolean isKnown(String kind) {
    return KNOWN.contains(kind);
  }

  /** The kind that a mistyped one was probably meant to be, or null. */
  static @Nullable String nearest(String kind) {
    return Spelling.nearest(kind, KNOWN);
  }

  /** Why a known kind that the program does not implement is refused. */
  static String whyRefused(String kind) {
    if (kind.equals("program")) {
      return "'program' sections no longer exist since HAProxy 3.3; have the process started by a"
          + " service manager such as systemd instead.";
    }
    return "'" + kind + "' sections are not implemented in Spillway.";
  }
}
