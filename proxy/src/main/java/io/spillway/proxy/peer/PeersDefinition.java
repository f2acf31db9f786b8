package io.spillway.proxy.peer;

import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.net.Listening;
import io.spillway.net.tls.TlsServer;
import io.spillway.proxy.log.LogTargetDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code peers} section that is in force. Immutable.
 *
 * @param name its name
 * @param position where it stands
 * @param localName what this process is called
 * @param local this process as the others see it; null where nobody can connect to it
 * @param listeners where it listens
 * @param peers the other processes
 * @param shards into how many parts keys are divided; 0 for not at all
 * @param log where is logged who comes and goes
 */
public record PeersDefinition(
    String name,
    SourcePosition position,
    String localName,
    @Nullable PeerDefinition local,
    List<ListenerDefinition> listeners,
    List<PeerDefinition> peers,
    int shards,
    List<LogTargetDefinition> log) {
  public PeersDefinition {
    listeners = List.copyOf(listeners);
    peers = List.copyOf(peers);
    log = List.copyOf(log);
  }

  /**
   * An address to listen on. Immutable.
   *
   * @param endpoint the address
   * @param listening how the socket is had, but for those of another process
   * @param tls how connections are made secure, or null where they are not
   */
  public record ListenerDefinition(
      Endpoint endpoint, Listening listening, @Nullable TlsServer tls) {}
}
