package io.spillway.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A BIND outside of both facilities that has the zone, and that the instances update (RFC 2136).
 */
final class UpdatedNameServer {
  static final String ADDRESS = "192.0.2.54";

  private static final int HOST = 54;

  private UpdatedNameServer() {}

  /** Starts it; returns the words of the configuration that follow. */
  static Map<String, String> install(Laboratory lab) throws IOException {
    Path own = Files.createDirectories(lab.directory().resolve("bind"));
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    String key =
        "key \"failover\" { algorithm hmac-sha256; secret \"%s\"; };%n"
            .formatted(Base64.getEncoder().encodeToString(secret));
    Path keyFile = Files.writeString(own.resolve("failover.key"), key);
    lab.write(
        own.resolve("named.conf"),
        "updated-named.conf",
        Map.of("DIRECTORY", own.toString(), "KEY", key));
    lab.write(own.resolve("example.com.zone"), "updated.zone", Map.of());
    lab.outside("bind", HOST)
        .start(
            "named", List.of("/usr/sbin/named", "-g", "-c", own.resolve("named.conf").toString()));
    lab.askToo(ADDRESS);
    return Map.of(
        "SERVERS",
        ADDRESS + ";",
        "PROVIDER",
        "provider rfc2136 server %s zone example.com key-file %s timeout 1s verify-server %s"
            .formatted(ADDRESS, keyFile, ADDRESS));
  }
}
