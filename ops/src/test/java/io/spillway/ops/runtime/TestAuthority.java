package io.spillway.ops.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority of openssl's in a directory, with {@code ca.crt}. */
final class TestAuthority {
  private final Path directory;

  TestAuthority(Path directory) throws Exception {
    this.directory = directory;
    Files.writeString(directory.resolve("index.txt"), "");
    Files.writeString(directory.resolve("serial"), "1000\n");
    Files.writeString(directory.resolve("crlnumber"), "01\n");
    Files.writeString(
        directory.resolve("ca.cnf"),
        """
        [ca]
        default_ca=d
        [d]
        database=index.txt
        new_certs_dir=.
        certificate=ca.crt
        private_key=ca.key
        serial=serial
        crlnumber=crlnumber
        default_md=sha256
        policy=p
        default_crl_days=30
        default_days=30
        copy_extensions=copy
        [p]
        commonName=supplied
        """);
    run(
        "req -x509 -nodes -newkey rsa:2048 -days 30 -keyout ca.key -out ca.crt -subj /CN=Authority");
  }

  /** Makes {@code NAME.crt}, {@code NAME.key}, and {@code NAME.pem} with both and the chain. */
  void issue(String name) throws Exception {
    issue(name, "basicConstraints=CA:FALSE");
  }

  /** The same with another extension. */
  void issue(String name, String extension) throws Exception {
    run(
        "req -nodes -newkey rsa:2048 -keyout "
            + name
            + ".key -out request -subj /CN="
            + name
            + " -addext subjectAltName=DNS:"
            + name
            + " -addext "
            + extension);
    run("ca -batch -config ca.cnf -in request -notext -out " + name + ".crt");
    Files.writeString(
        file(name + ".pem"), read(name + ".crt") + read("ca.crt") + read(name + ".key"));
  }

  /** Makes {@code NAME}, the list of what is revoked. */
  void listRevocations(String name) throws Exception {
    run("ca -config ca.cnf -gencrl -out " + name);
  }

  /** Makes {@code file}, a response about the certificate {@code name}. */
  void respond(String name, String file) throws Exception {
    run(
        "ocsp -index index.txt -rsigner ca.crt -rkey ca.key -CA ca.crt -issuer ca.crt -ndays 5 -cert "
            + name
            + ".crt -respout "
            + file);
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  String read(String name) throws IOException {
    return Files.readString(file(name));
  }

  /** Runs openssl and returns what it says. */
  String run(String arguments) throws Exception {
    return run(arguments, "");
  }

  /**
   * As {@link #run(String)}, for programs that are asked {@code input}, whether they fail or not.
   */
  String run(String arguments, String input) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    try (var out = process.getOutputStream()) {
      out.write(input.getBytes(ISO_8859_1));
    }
    String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    if (process.waitFor() != 0 && input.isEmpty()) {
      throw new IOException(arguments + ": " + said);
    }
    return said;
  }
}
