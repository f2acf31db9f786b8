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
