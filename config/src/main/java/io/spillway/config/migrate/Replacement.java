package io.spillway.config.migrate;

import java.util.List;

/**
 * What shall stand in the place of a line. Immutable.
 *
 * @param kind what becomes of the line
 * @param lines the directives for its place, without indentation
 * @param explanation why
 */
record Replacement(Change.Kind kind, List<String> lines, String explanation) {
  static Replacement by(String line, String explanation) {
    return by(List.of(line), explanation);
  }

  static Replacement by(List<String> lines, String explanation) {
    return new Replacement(Change.Kind.REPLACED, lines, explanation);
  }

  static Replacement removed(String explanation) {
    return new Replacement(Change.Kind.REMOVED, List.of(), explanation);
  }

  static Replacement left(String explanation) {
    return new Replacement(Change.Kind.LEFT, List.of(), explanation);
  }
}
