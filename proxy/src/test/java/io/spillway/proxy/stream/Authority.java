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
        new_certs_dir = %1$s
        rand_serial = yes
        unique_subject = no
        policy = any
        default_crl_days = 2
        [any]
        commonName = supplied
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

  /** Its certificate and its key in one file. */
  Path withKey() throws Exception {
    return Files.writeString(
        directory.resolve("own.pem"),
        Files.readString(certificate()) + Files.readString(directory.resolve("own.key")));
  }

  /** The same, with a passphrase for the key. */
  Path withEncryptedKey(String passphrase) throws Exception {
    openssl(
        "pkcs8",
        "-topk8",
        "-in",
        file("own.key"),
        "-out",
        file("encrypted.key"),
        "-passout",
        "pass:" + passphrase);
    return Files.writeString(
        directory.resolve("encrypted.pem"),
        Files.readString(certificate()) + Files.readString(directory.resolve("encrypted.key")));
  }

  /** A certificate without its key, which held for the year 2020. */
  Path issueExpired(String name) throws Exception {
    Path certificate = request(name);
    openssl(
        "ca",
        "-batch",
        "-notext",
        "-config",
        file("settings"),
        "-keyfile",
        file("own.key"),
        "-cert",
        file("own.crt"),
        "-in",
        file(name + ".csr"),
        "-startdate",
        "20200101000000Z",
        "-enddate",
        "20210101000000Z",
        "-out",
        certificate.toString());
    return certificate;
  }

  /** A certificate without its key. */
  Path issue(String name) throws Exception {
    Path certificate = request(name);
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

  private Path request(String name) throws Exception {
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
