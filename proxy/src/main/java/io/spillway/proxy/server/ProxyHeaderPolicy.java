package io.spillway.proxy.server;

import io.spillway.rules.LogFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The PROXY protocol header that connections to a server begin with: {@code send-proxy} and its
 * like. Immutable.
 *
 * @param parts which version, and what version 2 tells beyond addresses; empty for no header
 * @param fields fields of the administrator's own ({@code set-proxy-v2-tlv-fmt})
 */
public record ProxyHeaderPolicy(Set<Part> parts, List<Field> fields) {
  /** No header. */
  public static final ProxyHeaderPolicy NONE = new ProxyHeaderPolicy(Set.of(), List.of());

  /** What makes up a header. */
  public enum Part {
    /** Version 1, unless version 2 is there too. */
    LINE,
    /** Version 2. */
    BINARY,
    /** Whether and how the client used TLS. */
    TLS,
    /** The common name of the client's certificate. */
    CERTIFICATE_NAME,
    /** The cipher. */
    CIPHER,
    /** The algorithm that signed the frontend's certificate. */
    CERTIFICATE_SIGNATURE,
    /** The algorithm of the frontend's key. */
    CERTIFICATE_KEY,
    /** The name that the client asked for. */
    AUTHORITY,
    /** A CRC-32C of the header. */
    CHECKSUM,
    /** The stream's {@code unique-id}. */
    UNIQUE_ID,
    /** In checks, the addresses of the connection, as if it were a client's. */
    ADDRESSES_IN_CHECKS
  }

  /**
   * A field of the administrator's own.
   *
   * @param type 0 to 255
   * @param value what it holds, evaluated for each connection
   */
  public record Field(int type, LogFormat value) {}

  public ProxyHeaderPolicy {
    parts = Set.copyOf(parts);
    fields = List.copyOf(fields);
  }

  /** Whether connections begin with a header. */
  public boolean isSent() {
    return !parts.isEmpty();
  }

  /** Whether {@code part} is wanted. */
  public boolean has(Part part) {
    return parts.contains(part);
  }

  /** This with {@code added}. */
  public ProxyHeaderPolicy with(Set<Part> added) {
    Set<Part> all = EnumSet.copyOf(added);
    all.addAll(parts);
    return new ProxyHeaderPolicy(all, fields);
  }

  /** This without {@code removed}. */
  public ProxyHeaderPolicy without(Set<Part> removed) {
    Set<Part> rest = EnumSet.noneOf(Part.class);
    rest.addAll(parts);
    rest.removeAll(removed);
    return new ProxyHeaderPolicy(rest, fields);
  }

  /** This with a field more. */
  public ProxyHeaderPolicy with(Field field) {
    List<Field> all = new ArrayList<>(fields);
    all.add(field);
    return new ProxyHeaderPolicy(parts, all);
  }
}
