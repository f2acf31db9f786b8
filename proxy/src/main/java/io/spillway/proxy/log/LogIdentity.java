package io.spillway.proxy.log;

import org.jspecify.annotations.Nullable;

/**
 * Who logs, as the headers of log lines say it. Immutable.
 *
 * @param hostName {@code log-send-hostname}, or null where it is not set
 * @param processId the process's number
 */
public record LogIdentity(@Nullable String hostName, long processId) {
  /** This process. */
  public static LogIdentity ofThisProcess(@Nullable String hostName) {
    return new LogIdentity(hostName, ProcessHandle.current().pid());
  }
}
