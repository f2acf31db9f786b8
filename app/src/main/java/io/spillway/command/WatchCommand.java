package io.spillway.command;

import io.spillway.proxy.definition.Configuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spillway watch}: alerts, DNS failover and backups around a HAProxy that stays. */
final class WatchCommand implements Command {
  private final Program program;

  WatchCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "watch";
  }

  @Override
  public String summary() {
    return "watches a HAProxy that runs: alerts, DNS failover, backups";
  }

  @Override
  public String help() {
    return """
    Usage: spillway watch [options of haproxy] FILE...

    Carries no traffic. Runs what the files say beside proxies: sections 'process', which watch
    HAProxy or Spillway over its 'stats socket', its statistics page, its PID file or its systemd
    unit, 'alerts', facilities with DNS failover, and 'config-backup'. In the foreground, until it
    is stopped, unless -D or -W say otherwise.

    Examples:
      spillway watch facilities.cfg alerts.cfg
      spillway watch -W -p /run/spillway-watch.pid -f /etc/spillway
    """;
  }

  @Override
  public int run(List<String> arguments) {
    if (arguments.isEmpty()) {
      program.console().error(help());
      return 1;
    }
    return new HaproxyCommand(program, true).run(RunCommand.options(arguments));
  }

  /** Why a configuration cannot be run by this command; null where it can. */
  static @Nullable String whatIsWrong(Configuration configuration, Loading loading) {
    if (!configuration.proxies().isEmpty()) {
      return "config : 'spillway watch' carries no traffic, and proxy '"
          + configuration.proxies().getFirst().name()
          + "' is defined (expected: files without 'frontend', 'backend' and 'listen').";
    }
    if (loading.telling().processes().isEmpty() && loading.facilities() == null) {
      return "config : there is nothing to watch (expected: a section 'process <name>').";
    }
    return null;
  }
}
