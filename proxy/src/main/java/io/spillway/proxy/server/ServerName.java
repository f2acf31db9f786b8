package io.spillway.proxy.server;

import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.ResolutionKeywords;
import io.spillway.proxy.definition.ServerDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The names that a server's address follows from: its host's, and that of the service that it
 * belongs to. Thread-safe.
 */
public final class ServerName {
  /** Has a server follow another name. */
  @FunctionalInterface
  public interface Follower {
    /** The server's host is called {@code name} from now on. */
    void follow(String name);
  }

  private final @Nullable String service;
  private volatile @Nullable String host;
  private volatile boolean isOverridden;
  private volatile @Nullable Follower follower;

  ServerName(ServerDefinition definition) {
    String name =
        definition.endpoint() instanceof Endpoint.Inet inet && ResolutionKeywords.hasName(inet)
            ? inet.host()
            : null;
    boolean isService = name != null && ResolutionKeywords.isService(name);
    this.service = isService ? name : null;
    this.host = isService ? null : name;
  }

  /** The name whose SRV records say where it is, or null. */
  public @Nullable String service() {
    return service;
  }

  /** Its host's name, or null where it has none, or none yet. */
  public @Nullable String host() {
    return host;
  }

  /** It has another host, or none; for the resolution. */
  public void host(@Nullable String name) {
    host = name;
  }

  /** Whether an operator gave it an address, so that names no longer count. */
  public boolean isOverridden() {
    return isOverridden;
  }

  /** Sets {@link #isOverridden}. */
  public void overridden(boolean byOperator) {
    isOverridden = byOperator;
  }

  /** Who has it follow another name, or null where its name is not resolved any more. */
  public @Nullable Follower follower() {
    return follower;
  }

  /** Sets {@link #follower}. */
  public void follower(Follower whoFollows) {
    follower = whoFollows;
  }
}
