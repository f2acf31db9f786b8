package io.spillway.process;

import io.spillway.ops.runtime.SocketSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a process lives, from the command line and the {@code global} section. Immutable.
 *
 * @param background whether it goes to the background
 * @param systemd whether the service manager is told how it goes ({@code -Ws})
 * @param pidFile where to write the process's id, or null
 * @param privileges what to give up once everything is bound
 * @param descriptorLimit the limit for open descriptors, 0 to leave it
 * @param graceMillis for how many milliseconds a soft stop lets everything go on first
 * @param hardStopMillis after how many milliseconds a soft stop becomes a hard one, 0 for never
 * @param oldProcesses processes to end once this one listens
 * @param oldProcessesFinish whether those finish their work
 * @param goesOnAfterFailure whether a master goes on with its other workers when the current one
 *     fails ({@code no-exit-on-failure})
 * @param mostReloads a worker that runs on after so many reloads is ended; -1 for never
 * @param masterSockets where a master answers commands itself ({@code -S})
 * @param crashReports where a master keeps what is known about workers that died, or null
 */
public record ProcessOptions(
    boolean background,
    boolean systemd,
    @Nullable String pidFile,
    Privileges privileges,
    long descriptorLimit,
    long graceMillis,
    long hardStopMillis,
    List<Long> oldProcesses,
    boolean oldProcessesFinish,
    boolean goesOnAfterFailure,
    int mostReloads,
    List<SocketSettings> masterSockets,
    @Nullable CrashReports crashReports) {
  public ProcessOptions {
    oldProcesses = List.copyOf(oldProcesses);
    masterSockets = List.copyOf(masterSockets);
  }
}
