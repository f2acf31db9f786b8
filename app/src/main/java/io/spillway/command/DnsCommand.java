package io.spillway.command;

import io.spillway.facility.dns.zone.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** {@code spillway dns}: keys of signed zones. */
final class DnsCommand implements Command {
  private final Program program;

  DnsCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public String summary() {
    return "makes keys for signed zones, and tells what the parent zone needs";
  }

  @Override
  public String help() {
    return """
    Usage: spillway dns keygen [--zone-signing] ZONE [DIRECTORY]
           spillway dns ds KEYFILE

    keygen makes a key (ECDSA P-256) in two files that begin with K, as BIND's tools do, in the
    directory or here, and prints what to write into the dns-zone section and the DS record for the
    parent zone. One key is enough for a zone. With --zone-signing it is one that the parent zone
    does not know, to be named in the section beside one that it knows.
    ds prints the DS record of a key.

    Examples:
      spillway dns keygen example.com /etc/spillway
      spillway dns ds /etc/spillway/Kexample.com.+013+12345
    """;
  }

  @Override
  public int run(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    boolean isKeySigning = !words.remove("--zone-signing");
    String what = words.isEmpty() ? "" : words.removeFirst();
    try {
      if (what.equals("keygen") && (words.size() == 1 || words.size() == 2)) {
        generate(words.getFirst(), Path.of(words.size() == 2 ? words.get(1) : ""), isKeySigning);
        return 0;
      }
      if (what.equals("ds") && words.size() == 1) {
        program.console().out(read(words.getFirst()).delegationSigner() + "\n");
        return 0;
      }
    } catch (IOException | SigningKey.InvalidKeyFileException e) {
      program.console().error("spillway: " + message(e) + "\n");
      return 1;
    }
    program.console().error(help());
    return 1;
  }

  private static String message(Exception e) {
    return e instanceof FileAlreadyExistsException exists
        ? exists.getFile() + " is there already"
        : e.getClass().getPackageName().equals("java.nio.file")
            ? "cannot read or write " + e.getMessage()
            : String.valueOf(e.getMessage());
  }

  private void generate(String zone, Path directory, boolean isKeySigning) throws IOException {
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
    program.console().out("sign key-file " + base.toAbsolutePath() + "\n");
    if (isKeySigning) {
      program.console().out(key.delegationSigner() + "\n");
    }
  }

  private static SigningKey read(String file)
      throws IOException, SigningKey.InvalidKeyFileException {
    String base = file.replaceFirst("\\.(key|private)$", "");
    return SigningKey.read(
        Files.readString(Path.of(base + ".key"), StandardCharsets.ISO_8859_1),
        Files.readString(Path.of(base + ".private"), StandardCharsets.ISO_8859_1));
  }
}
