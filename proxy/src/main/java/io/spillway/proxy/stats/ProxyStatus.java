package io.spillway.proxy.stats;

import io.spillway.proxy.definition.ProxyDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A live proxy: its frontend, its backend, or for {@code listen} both. Immutable.
 *
 * @param definition what the configuration says about it
 * @param frontend the frontend, or null
 * @param backend the backend, or null
 */
public record ProxyStatus(
    ProxyDefinition definition,
    @Nullable FrontendStatus frontend,
    @Nullable BackendStatus backend) {
  /** Its number. */
  public int id() {
    if (frontend != null) {
      return frontend.id();
    }
    return backend == null ? 0 : backend.id();
  }

  /** Its name. */
  public String name() {
    return definition.name();
  }
}
