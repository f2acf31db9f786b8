package io.spillway.proxy.definition;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import java.util.List;

/**
 * A {@code frontend}, {@code backend} or {@code listen} section, its defaults resolved. Immutable.
 *
 * @param name the section's name
 * @param kind which of the three it is
 * @param position where its header stands
 * @param settings its values, those of its {@code defaults} included
 * @param binds its {@code bind} lines; empty for a backend
 * @param servers its {@code server} lines in their order, templates expanded; empty for a frontend
 */
public record ProxyDefinition(
    String name,
    Kind kind,
    SourcePosition position,
    Settings settings,
    List<BindDefinition> binds,
    List<ServerDefinition> servers) {
  /** What a proxy can do. */
  public enum Kind {
    FRONTEND,
    BACKEND,
    LISTEN;

    /** Whether it accepts connections. */
    public boolean isFrontend() {
      return this != BACKEND;
    }

    /** Whether it has servers. */
    public boolean isBackend() {
      return this != FRONTEND;
    }
  }

  public ProxyDefinition {
    binds = List.copyOf(binds);
    servers = List.copyOf(servers);
  }
}
