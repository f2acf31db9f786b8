package io.spillway.proxy.restore;

import io.spillway.config.Settings;
import io.spillway.proxy.Backend;
import io.spillway.proxy.definition.ServerStateKeywords;
import io.spillway.proxy.definition.ServerStateKeywords.Source;
import io.spillway.proxy.restore.ServerStateFile.UnusableException;
import io.spillway.proxy.server.Server;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Gives servers the states that files tell, once, before traffic. */
public final class ServerStates {
  private final Path base;
  private final Consumer<String> warnings;

  private ServerStates(String base, Consumer<String> warnings) {
    this.base = Path.of(base);
    this.warnings = warnings;
  }

  /**
   * Restores what the configuration wants restored.
   *
   * @param global the settings of the section {@code global}
   * @param warnings hears of files and rows that cannot be used
   */
  public static void restore(
      Settings global, Collection<Backend> backends, Consumer<String> warnings) {
    ServerStates states = new ServerStates(global.get(ServerStateKeywords.BASE), warnings);
    states.global(global.get(ServerStateKeywords.FILE), backends);
    for (Backend backend : backends) {
      if (source(backend) == Source.LOCAL) {
        states.local(backend);
      }
    }
  }

  private static Source source(Backend backend) {
    return backend.definition().settings().get(ServerStateKeywords.SOURCE);
  }

  private void global(String name, Collection<Backend> backends) {
    List<Backend> wanting = backends.stream().filter(b -> source(b) == Source.GLOBAL).toList();
    if (wanting.isEmpty() || name.isEmpty()) {
      return;
    }
    try {
      for (ServerStateRow row :
          ServerStateFile.read(base.resolve(name), "global server state file")) {
        wanting.stream()
            .filter(backend -> backend.definition().name().equals(row.backend()))
            .forEach(backend -> apply(row, backend));
      }
    } catch (UnusableException e) {
      warnings.accept("config: " + e.getMessage());
    }
  }

  private void local(Backend backend) {
    String name = backend.definition().name();
    String own = backend.definition().settings().get(ServerStateKeywords.FILE_NAME);
    Path file = base.resolve(own.isEmpty() ? name : own);
    try {
      for (ServerStateRow row : ServerStateFile.read(file, "server state file")) {
        boolean isNamed = row.backend().equals(name);
        boolean isNumbered = row.backendId().equals(Integer.toString(backend.id()));
        if (isNamed && !apply(row, backend)) {
          warnings.accept(
              "Proxy '%s': can't find server '%s' in backend '%s'"
                  .formatted(name, row.server(), name));
        }
        if (isNamed && !isNumbered) {
          mismatch(name, "ID", row.backendId(), Integer.toString(backend.id()));
        } else if (isNumbered && !isNamed) {
          mismatch(name, "name", row.backend(), name);
        }
      }
    } catch (UnusableException e) {
      warnings.accept("Proxy '" + name + "': " + e.getMessage());
    }
  }

  private void mismatch(String backend, String what, String read, String running) {
    warnings.accept(
        "Proxy '%s': backend %s mismatch: from server state file: '%s', from running config '%s'"
            .formatted(backend, what, read, running));
  }

  /** Servers are found by their names, whatever ids they have; false where there is none. */
  private boolean apply(ServerStateRow row, Backend backend) {
    for (Server server : backend.servers()) {
      if (server.name().equals(row.server())) {
        String fault = row.fault();
        if (fault == null) {
          row.applyTo(server);
        } else {
          warnings.accept(
              "server-state application failed for server '" + server.path() + "', " + fault);
        }
        return true;
      }
    }
    return false;
  }
}
