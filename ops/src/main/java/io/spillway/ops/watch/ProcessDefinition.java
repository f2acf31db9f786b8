package io.spillway.ops.watch;

import io.spillway.config.SourcePosition;
import io.spillway.facility.definition.CheckPace;
import io.spillway.facility.provider.Secret;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a section {@code process} says. Immutable.
 *
 * @param facility the facility that the process is in, or the empty string
 * @param socket its {@code stats socket}, or null
 * @param page its statistics page, or null
 * @param pidFile the file of its process id, or null
 * @param unit its systemd unit, or null
 * @param listens addresses that it accepts connections on
 * @param configurationFiles files and directories of its configuration
 * @param reloadWithin how long after a change it may run with what it read before
 * @param limits what it shall not have more of
 * @param tellsServers whether the states of its servers and backends are told
 * @param pace how often it is looked at
 */
public record ProcessDefinition(
    String name,
    String facility,
    @Nullable SocketAddress socket,
    @Nullable StatsPage page,
    @Nullable String pidFile,
    @Nullable String unit,
    List<InetSocketAddress> listens,
    List<String> configurationFiles,
    Duration reloadWithin,
    List<Limit> limits,
    boolean tellsServers,
    CheckPace pace,
    SourcePosition position) {
  public ProcessDefinition {
    listens = List.copyOf(listens);
    configurationFiles = List.copyOf(configurationFiles);
    limits = List.copyOf(limits);
  }

  /**
   * A statistics page.
   *
   * @param address of its CSV form
   * @param user for whom it is asked, or null
   * @param password that user's, or null
   */
  public record StatsPage(URI address, @Nullable String user, @Nullable Secret password) {}

  /** Whether it runs on this machine, as far as the section tells. */
  boolean isLocal() {
    return pidFile != null
        || unit != null
        || (socket != null && !(socket instanceof InetSocketAddress));
  }
}
