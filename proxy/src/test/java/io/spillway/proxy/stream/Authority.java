package io.spillway.proxy.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority that openssl keeps in a directory: it issues certificates and revokes them. */
final class Authority {
  private final Path directory;

  Authority(Path parent) throws Exception {
    directory = Files.createDirectory(parent.resolve("authority"));
    Files.writeString(directory.resolve("index"), "");
    Files.writeString(directory.resolve("number"), "01\n");
    Files.writeString(
        directory.resolve("settings"),
        """
        [ca]
        default_ca = own
        [own]
        database = %1$s/index
        crlnumber = %1$s/number
        default_md = sha256
        default_crl_days = 2
        """
            .formatted(directory));
    openssl(
        "req",
        "-x509",
        "-nodes",
        "-days",
        "2",
        "-newkey",
        "rsa:2048",
        "-keyout",
        file("own.key"),
        "-out",
        file("own.crt"),
        "-subj",
        "/CN=Authority");
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private static void openssl(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    TestCertificates.run(command);
  }

  Path certificate() {
    return directory.resolve("own.crt");
  }

  /** A certificate without its key. */
  Path issue(String name) throws Exception {
    Path certificate = directory.resolve(name + ".crt");
    openssl(
        "req",
        "-new",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-keyout",
        key(certificate),
        "-out",
        file(name + ".csr"),
        "-subj",
        "/CN=" + name);
    openssl(
        "x509",
        "-req",
        "-in",
        file(name + ".csr"),
        "-CA",
        file("own.crt"),
        "-CAkey",
        file("own.key"),
        "-CAcreateserial",
        "-days",
        "2",
        "-out",
        certificate.toString());
    return certificate;
  }

  /** The file of a certificate's key. */
  String key(Path certificate) {
    return certificate.toString().replace(".crt", ".key");
  }

  void revoke(Path certificate) throws Exception {
    openssl(
        "ca",
        "-config",
        file("settings"),
        "-keyfile",
        file("own.key"),
        "-cert",
        file("own.crt"),
        "-revoke",
        certificate.toString());
  }

  /** The list of what was revoked until now. */
  Path list() throws Exception {
    openssl(
        "ca",
        "-config",
        file("settings"),
        "-keyfile",
        file("own.key"),
        "-cert",
        file("own.crt"),
        "-gencrl",
        "-out",
        file("list.pem"));
    return directory.resolve("list.pem");
  }
}
