package io.spillway.ops.event;

import java.util.Locale;

/**
 * What an event is about. Immutable.
 *
 * @param kind what it is
 * @param name its name among those of its kind
 * @param proxy the proxy that it belongs to, or the empty string
 * @param server the server that it is, or the empty string
 * @param facility the facility that it is in, or the empty string
 */
public record Subject(Kind kind, String name, String proxy, String server, String facility) {
  /** What an event can be about. */
  public enum Kind {
    /** A server of a backend. */
    SERVER,
    /** A backend as a whole. */
    BACKEND,
    /** A facility as a whole. */
    FACILITY,
    /** A public address of a facility. */
    ADDRESS,
    /** A public name. */
    NAME,
    /** Another instance, or a witness. */
    INSTANCE,
    /** This process. */
    PROCESS,
    /** The backups of an instance's configuration. */
    BACKUP
  }

  /** The server {@code server} of {@code proxy}. */
  public static Subject server(String proxy, String server, String facility) {
    return new Subject(Kind.SERVER, proxy + "/" + server, proxy, server, facility);
  }

  /** The backend {@code proxy}. */
  public static Subject backend(String proxy) {
    return new Subject(Kind.BACKEND, proxy, proxy, "", "");
  }

  /** A thing that belongs to no proxy. */
  public static Subject of(Kind kind, String name, String facility) {
    return new Subject(kind, name, "", "", facility);
  }

  /** What tells it from all other subjects: {@code server b/s1}. */
  public String key() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
