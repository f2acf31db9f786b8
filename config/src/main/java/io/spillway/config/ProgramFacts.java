package io.spillway.config;

import java.util.Set;

/**
 * What conditions in a configuration can ask about the program that reads it. Immutable.
 *
 * @param version the version of the language, as {@code version_atleast} compares it: {@code 3.4.0}
 * @param features what {@code feature} finds: the names that stand behind a {@code +} in the
 *     feature list, such as {@code OPENSSL}
 * @param options what {@code enabled} finds: {@code POLL}, {@code EPOLL}, {@code SPLICE}, {@code
 *     GETADDRINFO}, {@code REUSEPORT} … where they are in use
 * @param tlsLibrary the TLS library's name and version as {@code ssllib_name_startswith} compares
 *     it, or the empty string
 * @param openSslVersion the version of OpenSSL's interface, or the empty string where there is none
 * @param awsLcApi the version of AWS-LC's interface, or the empty string where there is none
 */
public record ProgramFacts(
    String version,
    Set<String> features,
    Set<String> options,
    String tlsLibrary,
    String openSslVersion,
    String awsLcApi) {
  public ProgramFacts {
    features = Set.copyOf(features);
    options = Set.copyOf(options);
  }

  /** A program of {@code version} with no features. */
  public static ProgramFacts ofVersion(String version) {
    return new ProgramFacts(version, Set.of(), Set.of(), "", "", "");
  }
}
