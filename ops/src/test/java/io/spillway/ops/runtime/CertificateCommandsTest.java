package io.spillway.ops.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.tls.CertificateIndex;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.IgnoredFaults;
import io.spillway.net.tls.TlsServer;
import io.spillway.net.tls.TlsSettings;
import io.spillway.ops.SampleProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about certificates, beside haproxy's with the same files. */
class CertificateCommandsTest {
  private static final String CONFIGURATION =
      """
      global
        stats socket %1$s/haproxy.sock level admin
      defaults
        mode http
        timeout client 5s
      frontend f
        bind unix@%1$s/f ssl crt %1$s/a.pem crt %1$s/b.pem
        bind unix@%1$s/g ssl crt %1$s/a.pem
      """;

  private static final TlsSettings SETTINGS =
      new TlsSettings(
          TlsSettings.Version.TLS_1_2,
          TlsSettings.Version.TLS_1_3,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          TlsSettings.Verify.NONE,
          null,
          null,
          true,
          null,
          true,
          false,
          IgnoredFaults.NONE);

  /** {@code D/} is the directory; {@code <<name} a payload of the file. */
  private static final List<String> COMMANDS =
      List.of(
          "show ssl cert",
          "show ssl cert D/a.pem",
          "show ssl cert D/b.pem",
          "show ssl cert D/none",
          "show ssl cert *D/a.pem",
          "set ssl cert",
          "set ssl cert D/a.pem",
          "set ssl cert D/none <<b.pem",
          "set ssl cert D/none.key <<b.pem",
          "commit ssl cert D/a.pem",
          "commit ssl cert",
          "abort ssl cert D/a.pem",
          "abort ssl cert",
          "set ssl cert D/a.pem <<mismatch",
          "commit ssl cert D/a.pem",
          "set ssl cert D/a.pem <<mismatch-of-kind",
          "commit ssl cert D/a.pem",
          "abort ssl cert D/a.pem",
          "set ssl cert D/a.pem <<garbage",
          "set ssl cert D/a.pem <<only-certificate",
          "commit ssl cert D/a.pem",
          "abort ssl cert D/a.pem",
          "set ssl cert D/a.pem <<c.pem",
          "set ssl cert D/a.pem <<c.pem",
          "show ssl cert",
          "show ssl cert *D/a.pem",
          "show ssl cert D/a.pem",
          "commit ssl cert D/b.pem",
          "abort ssl cert D/b.pem",
          "del ssl cert D/a.pem",
          "commit ssl cert D/a.pem",
          "show ssl cert D/a.pem",
          "show ssl cert",
          "set ssl cert D/a.pem.key <<only-key",
          "commit ssl cert D/a.pem",
          "abort ssl cert D/a.pem",
          "set ssl cert D/a.pem.key <<garbage",
          "set ssl cert D/a.pem <<chain",
          "commit ssl cert D/a.pem",
          "show ssl cert D/a.pem",
          "new ssl cert",
          "new ssl cert D/a.pem",
          "new ssl cert D/new.pem",
          "new ssl cert D/new.pem",
          "show ssl cert",
          "show ssl cert D/new.pem",
          "commit ssl cert D/new.pem",
          "set ssl cert D/new.pem <<b.pem",
          "show ssl cert *D/new.pem",
          "commit ssl cert D/new.pem",
          "show ssl cert D/new.pem",
          "del ssl cert",
          "del ssl cert D/a.pem",
          "del ssl cert D/none",
          "del ssl cert D/new.pem",
          "show ssl cert",
          "operator;show ssl cert",
          "operator;new ssl cert x");

  @TempDir private Path directory;

  @Test
  void certificatesAreShownAndReplacedLikeHaproxy() throws Exception {
    writeFiles();
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(configuration, CONFIGURATION.formatted(directory));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.out").toFile())
            .start();
    try {
      Path socket = directory.resolve("haproxy.sock");
      while (haproxy.isAlive() && !Files.exists(socket)) {
        Thread.onSpinWait();
      }
      assertThat(haproxy.isAlive()).as("haproxy runs").isTrue();
      SampleProcess process = new SampleProcess(1);
      server(process.certificates(), "a.pem", "b.pem");
      server(process.certificates(), "a.pem");
      SoftAssertions all = new SoftAssertions();
      for (String command : COMMANDS) {
        String text = text(command);
        all.assertThat(ours(process, text)).as(command).isEqualTo(ask(socket, text));
      }
      all.assertAll();
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  @Test
  void aTransactionIsAboutOneCertificate() throws Exception {
    writeFiles();
    SampleProcess process = new SampleProcess(1);
    server(process.certificates(), "a.pem", "b.pem");
    ours(process, text("set ssl cert D/a.pem <<c.pem"));
    assertThat(ours(process, text("set ssl cert D/b.pem <<c.pem")))
        .isEqualTo(
            "The ongoing transaction is about '%1$s/a.pem' but you are trying to set '%1$s/b.pem'\n"
                    .formatted(directory)
                + "Can't update %s/b.pem!\n\n".formatted(directory));
  }

  private void server(CertificateStore store, String... names) throws Exception {
    List<CertificateIndex.Entry> entries = new ArrayList<>();
    for (String name : names) {
      entries.add(new CertificateIndex.Entry(store.read(directory.resolve(name)), List.of()));
    }
    store.register(
        TlsServer.of(SETTINGS, new CertificateIndex(entries, false), null, store.trust(), null));
  }

  private void writeFiles() throws Exception {
    make("a", "rsa:2048", "/C=XX/O=Test/CN=a.example.com", "DNS:a.example.com");
    make("b", "ec:prime256v1", "/CN=b.example.com/emailAddress=a@b.c", "DNS:b.com,DNS:*.b.com");
    make("c", "rsa:2048", "/CN=c.example.com", "DNS:c.example.com");
    String a = read("a.crt");
    Files.writeString(directory.resolve("mismatch"), a + read("c.key"));
    Files.writeString(directory.resolve("mismatch-of-kind"), a + read("b.key"));
    Files.writeString(directory.resolve("only-certificate"), a);
    Files.writeString(directory.resolve("only-key"), read("c.key"));
    Files.writeString(directory.resolve("garbage"), "garbage\n");
    Files.writeString(directory.resolve("chain"), a + read("c.crt") + read("a.key"));
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(
          directory.resolve(name + ".pem"), read(name + ".crt") + read(name + ".key"));
      Files.delete(directory.resolve(name + ".key"));
    }
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private void make(String name, String algorithm, String subject, String names) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
    command.addAll(
        algorithm.startsWith("ec:")
            ? List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + algorithm.substring(3))
            : List.of("-newkey", algorithm));
    command.addAll(
        List.of(
            "-keyout",
            directory.resolve(name + ".key").toString(),
            "-out",
            directory.resolve(name + ".crt").toString(),
            "-subj",
            subject,
            "-addext",
            "subjectAltName=" + names));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** As acme.sh's hook writes it: the mark, the lines, an empty line. */
  private String text(String command) throws IOException {
    String text = command.replace("D/", directory + "/");
    int mark = text.indexOf("<<");
    return (mark < 0 ? text : text.substring(0, mark) + "<<\n" + read(text.substring(mark + 2)))
        + "\n";
  }

  private static String ours(SampleProcess process, String command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new RuntimeSession(
            process, Level.ADMIN, new ByteArrayInputStream(command.getBytes(ISO_8859_1)), out)
        .run();
    return out.toString(ISO_8859_1);
  }

  private static String ask(Path socket, String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(command.getBytes(ISO_8859_1)));
      return new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
    }
  }
}
