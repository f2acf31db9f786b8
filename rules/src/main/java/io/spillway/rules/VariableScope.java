package io.spillway.rules;

import org.jspecify.annotations.Nullable;

/** How long a variable lives (configuration manual, chapter 2.8 "Variables"). */
public enum VariableScope {
  /** As long as the process; shared by all. */
  PROCESS("proc"),
  /** As long as the client's connection. */
  SESSION("sess"),
  /** As long as a request and its response. */
  TRANSACTION("txn"),
  /** While the request is processed. */
  REQUEST("req"),
  /** While the response is processed. */
  RESPONSE("res"),
  /** As long as a health check. */
  CHECK("check");

  private final String word;

  VariableScope(String word) {
    this.word = word;
  }

  /** The scope's name before the dot. */
  public String word() {
    return word;
  }

  static @Nullable VariableScope of(String word) {
    for (VariableScope scope : values()) {
      if (scope.word.equals(word)) {
        return scope;
      }
    }
    return null;
  }
}
