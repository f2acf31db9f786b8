package io.spillway.ops.event;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an event is about. Immutable.
 *
 * @param kind what it is
 * @param name its name among those of its kind
 * @param proxy the proxy that it belongs to, or the empty string
 * @param server the server that it is, or the empty string
 * @param facility the facility that it is in, or the empty string
 * @param process the watched process that it is, or is in; the empty string for this process
 */
public record Subject(
    Kind kind, String name, String proxy, String server, String facility, String process) {
  /** What an event can be about. */
  public enum Kind {
    /** A server of a backend. */
    SERVER,
    /** A frontend as a whole. */
    FRONTEND,
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
    /** Another process, which this one watches. */
    WATCHED,
    /** A certificate that is shown to clients. */
    CERTIFICATE,
    /** The backups of an instance's configuration. */
    BACKUP
  }

  /** A subject as it was kept on disk, where an older one has no {@code process}. */
  public Subject(
      Kind kind,
      String name,
      String proxy,
      String server,
      String facility,
      @Nullable String process) {
    this.kind = kind;
    this.name = name;
    this.proxy = proxy;
    this.server = server;
    this.facility = facility;
    this.process = Objects.requireNonNullElse(process, "");
  }

  /** The server {@code server} of {@code proxy}. */
  public static Subject server(String proxy, String server, String facility) {
    return new Subject(Kind.SERVER, proxy + "/" + server, proxy, server, facility, "");
  }

  /** The frontend {@code proxy}. */
  public static Subject frontend(String proxy) {
    return new Subject(Kind.FRONTEND, proxy, proxy, "", "", "");
  }

  /** The backend {@code proxy}. */
  public static Subject backend(String proxy) {
    return new Subject(Kind.BACKEND, proxy, proxy, "", "", "");
  }

  /** A thing that belongs to no proxy. */
  public static Subject of(Kind kind, String name, String facility) {
    return new Subject(kind, name, "", "", facility, "");
  }

  /** The process {@code process}, which this one watches. */
  public static Subject watched(String process, String facility) {
    return new Subject(Kind.WATCHED, process, "", "", facility, process);
  }

  /** The server {@code server} of {@code proxy} in a watched process. */
  public static Subject watchedServer(
      String process, String proxy, String server, String facility) {
    return new Subject(
        Kind.SERVER, process + ":" + proxy + "/" + server, proxy, server, facility, process);
  }

  /** The backend {@code proxy} of a watched process. */
  public static Subject watchedBackend(String process, String proxy) {
    return new Subject(Kind.BACKEND, process + ":" + proxy, proxy, "", "", process);
  }

  /** The backend that this server belongs to. */
  public Subject backend() {
    return process.isEmpty() ? backend(proxy) : watchedBackend(process, proxy);
  }

  /** What tells it from all other subjects: {@code server b/s1}. */
  public String key() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
