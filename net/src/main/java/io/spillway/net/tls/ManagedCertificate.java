package io.spillway.net.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * A certificate that this process obtains and renews by itself. Immutable.
 *
 * @param name what it is called: its file, or its name in a {@code crt-store}
 * @param file where it is kept, with its key
 * @param issuer the name of the section that tells who issues it
 * @param names the host names and addresses that it shall be for; empty for none that were written
 * @param line where the configuration says so: {@code file:12}
 */
public record ManagedCertificate(
    Path name, Path file, String issuer, List<String> names, String line) {
  public ManagedCertificate {
    names = List.copyOf(names);
  }

  /** One that is called by its file. */
  public ManagedCertificate(Path file, String issuer, List<String> names, String line) {
    this(file, file, issuer, names, line);
  }
}
