package io.spillway.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** BIND with the zone {@code test}, which anybody on this machine may change. */
final class NameServer implements AutoCloseable {
  private final Process process;
  private final InetSocketAddress address;
  private final Path log;

  /** Starts it with {@code records} in the zone, and returns when it answers. */
  NameServer(Path directory, String records) throws Exception {
    // It listens on addresses of interfaces alone, and of 127/8 that is one.
    address = new InetSocketAddress("127.0.0.1", Loopback.free().getPort());
    String host = address.getAddress().getHostAddress();
    Files.writeString(
        directory.resolve("test.zone"),
        "$TTL 1\n@ SOA ns.test. admin.test. 1 3600 600 86400 1\n@ NS ns\nns A 127.0.0.1\n"
            + records);
    Path configuration =
        Files.writeString(
            directory.resolve("named.conf"),
            """
            options {
              directory "%s"; pid-file none; session-keyfile none; recursion no;
              listen-on port %d { %s; }; listen-on-v6 { none; }; dnssec-validation no;
              rrset-order { order none; }; max-records-per-type 0;
            };
            controls { };
            zone "test" { type primary; file "test.zone"; allow-update { 127.0.0.0/8; }; };
            """
                .formatted(directory, address.getPort(), host));
    log = directory.resolve("named.log");
    process =
        new ProcessBuilder("named", "-g", "-n", "1", "-c", configuration.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Patience.until("named to run", () -> says("running"));
  }

  private boolean says(String text) {
    try {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(log));
      }
      return Files.readString(log).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it answers, as configurations write it. */
  String address() {
    return Loopback.text(address);
  }

  /** Has nsupdate change the zone; each line is a command of its. */
  void update(String... commands) throws IOException, InterruptedException {
    Process update = new ProcessBuilder("nsupdate").redirectErrorStream(true).start();
    String script =
        "server "
            + address.getAddress().getHostAddress()
            + " "
            + address.getPort()
            + "\nzone test\n"
            + String.join("\n", commands)
            + "\nsend\n";
    update.getOutputStream().write(script.getBytes(StandardCharsets.US_ASCII));
    update.getOutputStream().close();
    String said = new String(update.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (update.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
