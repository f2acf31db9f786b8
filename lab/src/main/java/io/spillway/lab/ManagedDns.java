package io.spillway.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The machine of a managed DNS provider, {@link ManagedDnsStandIn}, which the instances write to.
 */
final class ManagedDns {
  private static final int HOST = 80;
  private static final String ADDRESS = "192.0.2." + HOST;
  private static final String PASSWORD = "laboratory";

  private final Path mood;
  private final Program program;

  private ManagedDns(Path mood, Program program) {
    this.mood = mood;
    this.program = program;
  }

  /** Starts it, and lets the load balancers trust its certificate. */
  static ManagedDns start(Laboratory lab) throws IOException {
    Path own = Files.createDirectories(lab.directory().resolve("provider"));
    Path keys = own.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Shell.run(
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "provider",
            "-keyalg",
            "EC",
            "-dname",
            "CN=provider",
            "-ext",
            "san=ip:" + ADDRESS,
            "-storetype",
            "PKCS12",
            "-keystore",
            keys.toString(),
            "-storepass",
            PASSWORD));
    Path mood = Files.writeString(own.resolve("mood"), "well");
    Program program =
        lab.outside("provider", HOST)
            .start(
                "managed-dns",
                List.of(
                    Laboratory.java(),
                    "-XX:+UseSerialGC",
                    "-Xmx64m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ManagedDnsStandIn.class.getName(),
                    keys.toString(),
                    PASSWORD,
                    mood.toString(),
                    lab.primary().publicAddress()));
    String trust =
        "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
            .formatted(keys, PASSWORD);
    lab.environment("lb1", "JAVA_TOOL_OPTIONS", trust);
    lab.environment("lb2", "JAVA_TOOL_OPTIONS", trust);
    Files.writeString(own.resolve("api.key"), "1c1a3c91-4770-4ce7-96f4-54c0eb0e457a\n");
    Files.writeString(own.resolve("secret.key"), "c9b5625f-9834-4ff8-baba-4ed5f32cae55\n");
    return new ManagedDns(mood, program);
  }

  /** The words of the configuration that write to it. */
  static Map<String, String> settings(Laboratory lab) {
    Path own = lab.directory().resolve("provider");
    return Map.of(
        "PROVIDER",
        "provider dnsmadeeasy api-key-file %s secret-key-file %s endpoint https://%s/V2.0 timeout 5s no-verify"
            .formatted(own.resolve("api.key"), own.resolve("secret.key"), ADDRESS));
  }

  /** How it behaves from now on, as {@link ManagedDnsStandIn} has it. */
  void behave(String how) throws IOException {
    Files.writeString(mood, how);
  }

  /** All that the name's addresses have been, the first one first. */
  List<String> held() throws IOException {
    return program
        .output()
        .lines()
        .filter(line -> line.contains(" holds "))
        .map(line -> line.substring(line.indexOf(" holds ") + " holds ".length()))
        .toList();
  }
}
