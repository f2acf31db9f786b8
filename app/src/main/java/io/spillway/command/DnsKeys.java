package io.spillway.command;

import io.spillway.facility.dns.zone.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** {@code spillway dns keygen} and {@code ds}: keys of signed zones. */
final class DnsKeys {
  private final Console console;

  DnsKeys(Console console) {
    this.console = console;
  }

  void generate(String zone, Path directory, boolean isKeySigning) throws IOException {
    Name name;
    try {
      name = Name.fromString(zone, Name.root);
    } catch (TextParseException e) {
      throw new IOException("'" + zone + "' is no domain name: " + e.getMessage(), e);
    }
    SigningKey key = SigningKey.generate(name, isKeySigning);
    Path base = directory.resolve(key.fileName());
    Path secret = Path.of(base + ".private");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, key.secretText(), StandardCharsets.US_ASCII);
    Files.writeString(
        Path.of(base + ".key"),
        key.publicText(),
        StandardCharsets.US_ASCII,
        StandardOpenOption.CREATE_NEW);
    console.out("sign key-file " + base.toAbsolutePath() + "\n");
    if (isKeySigning) {
      console.out(key.delegationSigner() + "\n");
    }
  }

  void tellDelegation(String file) throws IOException, SigningKey.InvalidKeyFileException {
    console.out(read(file).delegationSigner() + "\n");
  }

  private static SigningKey read(String file)
      throws IOException, SigningKey.InvalidKeyFileException {
    String base = file.replaceFirst("\\.(key|private)$", "");
    return SigningKey.read(
        Files.readString(Path.of(base + ".key"), StandardCharsets.ISO_8859_1),
        Files.readString(Path.of(base + ".private"), StandardCharsets.ISO_8859_1));
  }
}
