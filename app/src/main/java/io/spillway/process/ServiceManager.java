package io.spillway.process;

import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how the process goes (sd_notify(3)). Tells nobody where systemd did not ask for it.
 */
final class ServiceManager {
  private final @Nullable String socket;

  private ServiceManager(@Nullable String socket) {
    this.socket = socket;
  }

  /** The service manager that started this process. */
  static ServiceManager ofProcess() {
    return new ServiceManager(System.getenv("NOTIFY_SOCKET"));
  }

  /** Nobody. */
  static ServiceManager none() {
    return new ServiceManager(null);
  }

  /** The process is ready. */
  void ready() throws SystemCallException {
    tell("READY=1\nMAINPID=" + ProcessHandle.current().pid() + "\nSTATUS=Ready.\n");
  }

  /** The configuration is read anew; {@link #ready} or {@link #reloadFailed} follows. */
  void reloading() throws SystemCallException {
    tell(
        "RELOADING=1\nMONOTONIC_USEC="
            + System.nanoTime() / 1000
            + "\nSTATUS=Reloading Configuration.\n");
  }

  /** The configuration could not be used, and all goes on as before. */
  void reloadFailed() throws SystemCallException {
    tell("READY=1\nSTATUS=Reload failed!\n");
  }

  /**
   * After how many microseconds without a sign of life the process is killed; 0 where nobody
   * watches it ({@code WatchdogSec} of the unit).
   */
  long watchdogMicros() {
    String micros = System.getenv("WATCHDOG_USEC");
    String pid = System.getenv("WATCHDOG_PID");
    boolean isForThis =
        pid == null || pid.isEmpty() || pid.equals("" + ProcessHandle.current().pid());
    return socket == null || micros == null || !isForThis || !micros.matches("\\d{1,15}")
        ? 0
        : Long.parseLong(micros);
  }

  /** A sign of life. */
  void alive() throws SystemCallException {
    tell("WATCHDOG=1\n");
  }

  /** One line about how the process does. */
  void status(String text) throws SystemCallException {
    tell("STATUS=" + text + "\n");
  }

  /** The process ends. */
  void stopping() throws SystemCallException {
    tell("STOPPING=1\n");
  }

  private void tell(String state) throws SystemCallException {
    if (socket != null && !socket.isEmpty()) {
      SystemCalls.sendDatagram(socket, state);
    }
  }
}
