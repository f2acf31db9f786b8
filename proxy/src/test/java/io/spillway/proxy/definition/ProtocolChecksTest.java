package io.spillway.proxy.definition;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.check.CheckComparison;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.Peer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The checks of protocols say what HAProxy's say, byte for byte, and understand what they are
 * answered as HAProxy does: the same line tells of it.
 */
class ProtocolChecksTest {
  /** A server that says one thing after another, each but a first one when it was asked. */
  private record Conversation(String option, boolean closes, List<String> said) {
    @Override
    public String toString() {
      return option + (closes ? " closed " : " open ") + said;
    }

    /** A word that begins with {@code !} is said unasked. */
    void serve(Socket socket, Peer peer) throws IOException {
      StringBuilder asked = new StringBuilder();
      byte[] buffer = new byte[4096];
      for (String word : said) {
        if (word.startsWith("!")) {
          socket.getOutputStream().write(word.substring(1).getBytes(ISO_8859_1));
        } else {
          int length = socket.getInputStream().read(buffer);
          asked.append('|').append(new String(buffer, 0, Math.max(0, length), ISO_8859_1));
          socket.getOutputStream().write(word.getBytes(ISO_8859_1));
        }
      }
      if (closes) {
        socket.shutdownOutput();
      }
      try {
        for (int n = socket.getInputStream().read(buffer); n >= 0; ) {
          asked.append('|').append(new String(buffer, 0, n, ISO_8859_1));
          n = socket.getInputStream().read(buffer);
        }
      } catch (IOException e) {
        // cut off rather than closed
      }
      peer.requests().add(asked.toString());
    }
  }

  private static String hex(String digits) {
    return new String(HexFormat.of().parseHex(digits), ISO_8859_1);
  }

  /** What is decided by what was said, whether the server closes then or not. */
  private static Conversation open(String option, String... said) {
    return new Conversation(option, false, List.of(said));
  }

  /** What more would be waited for if the server did not close. */
  private static Conversation closed(String option, String... said) {
    return new Conversation(option, true, List.of(said));
  }

  private static String packet(int sequence, String payload) {
    return "" + (char) payload.length() + "\0\0" + (char) sequence + payload;
  }

  private static String frame(String content) {
    return "\0\0\0" + (char) content.length() + content;
  }

  static Stream<Conversation> redis() {
    String option = "redis-check";
    return Stream.of(
        open(option, "+PONG\r\n"),
        closed(option, "-NOAUTH Authentication required.\r\n"),
        closed(option, "-LOADING\r\nmore"),
        closed(option, "+PO"),
        closed(option, ""),
        open(option, "-NOAUTH Authentication required.\r\n"));
  }

  static Stream<Conversation> smtp() {
    return Stream.of(
        open("smtpchk", "!220 hi there\r\n", "250 fine\r\n", "221 bye\r\n"),
        open("smtpchk EHLO me.test", "!220 hi\r\n", "250-a\r\n250 b\r\n", "221 bye\r\n"),
        open("smtpchk HELO me.test", "!220 hi\r\n", "250 fine\r\n", "421   no\r\n"),
        open("smtpchk HELO", "!220 hi\r\n", "250 fine\r\n", "221 bye\r\n"),
        open("smtpchk EXPN me.test", "!220 hi\r\n", "250 fine\r\n", "221 bye\r\n"),
        open("smtpchk", "!220-hi\r\n220 there\r\n"),
        open("smtpchk", "!554 go away\r\n"),
        open("smtpchk", "!hello\r\n"),
        closed("smtpchk", "!22"),
        closed("smtpchk", "!220 hi\r\n", "500 what?\r\n"),
        closed("smtpchk", "!220 hi\r\n", "250 fine\r\n", ""),
        closed("smtpchk", "!"));
  }

  static Stream<Conversation> postgresql() {
    String option = "pgsql-check user bob";
    return Stream.of(
        open(option, hex("520000000800000000")),
        open(option, hex("520000000c00000005") + "abcd"),
        open(option, hex("52000000170000000a") + "SCRAM-SHA-256\0\0"),
        open(option, hex("520000000800000008")),
        open(option, hex("520000000800000001")),
        open(option, hex("520000010800000003")),
        open(option, "E\0\0\0 SFATAL\0C28000\0Mno such\0\0"),
        open(option, "hello there you"),
        closed(option, "R\0\0\0"),
        closed(option, ""));
  }

  static Stream<Conversation> mysql() {
    String greeting = packet(0, "\n5.5.5-10.11\0" + "x".repeat(61));
    String denied = "ÿ\u0015\u0004#28000Access denied";
    return Stream.of(
        open("mysql-check", "!" + greeting),
        open("mysql-check", "!" + packet(0, "ÿj\4Host is not allowed")),
        open("mysql-check", "!" + packet(0, "\n5.5\0")),
        closed("mysql-check", "!HTTP/1.0 400 bad\r\n\r\n"),
        closed("mysql-check", "!abc"),
        closed("mysql-check", "!"),
        open("mysql-check user bob", "!" + greeting, packet(2, "\0\0\0\2\0\0\0")),
        open("mysql-check user bob pre-41", "!" + greeting, packet(2, "\0\0\0\2\0\0\0")),
        open("mysql-check user bob post-41", "!" + greeting, packet(2, denied)),
        open("mysql-check user bob", "!" + greeting, packet(2, "þmysql_native_password\0")),
        closed("mysql-check user bob", "!" + greeting, packet(2, denied).substring(0, 9)),
        closed("mysql-check user bob", "!" + greeting, ""),
        closed("mysql-check user bob", "!", ""));
  }

  static Stream<Conversation> ldap() {
    String option = "ldap-check";
    return Stream.of(
        open(option, hex("300c02010161070a010004000400")),
        open(option, hex("300c02010161070a013504000400")),
        open(option, hex("3084000000100201016184000000070a010004000400")),
        open(option, hex("30810c02010161070a010004000400")),
        open(option, hex("310c02010161070a010004000400")),
        open(option, hex("300c02010261070a010004000400")),
        open(option, hex("300c02010178070a010004000400")),
        open(option, hex("300c02010161070b010004000400")),
        open(option, "hello there how are you"),
        closed(option, hex("302002010161070a010004000400")),
        closed(option, hex("300c0201")),
        closed(option, ""));
  }

  static Stream<Conversation> tlsHello() {
    String option = "ssl-hello-chk";
    return Stream.of(
        open(option, hex("160300004a")),
        open(option, hex("1503000002")),
        open(option, "hello"),
        open(option, hex("16")),
        closed(option, hex("16")),
        closed(option, ""));
  }

  static Stream<Conversation> spop() {
    String option = "spop-check";
    String hello = "e\0\0\0\1\0\0";
    String size = "\16max-frame-size\3üð\6";
    String version = "\7version\b\0032.0";
    return Stream.of(
        open(option, frame(hello + version + size + "\14capabilities\b\0")),
        open(option, frame(hello + version + size)),
        open(option, frame(hello + size)),
        open(option, frame(hello + version)),
        open(option, frame(hello + "\7version\b\0031.0" + size)),
        open(option, frame(hello + version + "\16max-frame-size\3\20")),
        open(option, frame(hello + version + "\16max-frame-size\3ÿÿ\17")),
        open(option, frame("e\0\0\0\0\0\0" + version + size)),
        open(option, frame("e\0\0\0\1\1\0" + version + size)),
        open(option, frame("a\0\0\0\1\0\0" + version + size)),
        open(option, frame("f\0\0\0\1\0\0\13status-code\3\3\7message\b\5oops!")),
        open(option, frame("f\0\0\0\1\0\0\13status-code\3\143")),
        open(option, frame("f\0\0\0\1\0\0")),
        open(option, frame(hello + "\7version\b\0032")),
        open(option, hex("ffffffff") + hello),
        closed(option, hex("0000")),
        closed(option, ""));
  }

  @ParameterizedTest
  @MethodSource({"redis", "smtp", "postgresql", "mysql", "ldap", "tlsHello", "spop"})
  void theSameIsSaidAndUnderstood(Conversation conversation) throws Exception {
    String lines = "option " + conversation.option();
    String backend = "backend b\n  " + lines + "\n  server s 127.0.0.1:1 check\n";
    CheckScript script =
        Configurations.load(backend).proxy("b").settings().get(CheckKeywords.SCRIPT);
    try (Peer peer = new Peer(conversation::serve)) {
      CheckComparison.compare(peer.port(), lines, script);
      List<String> asked = new ArrayList<>();
      while (asked.size() < 2) {
        asked.add(withoutTime(peer.requests().take()));
      }
      assertThat(asked.get(1)).isEqualTo(asked.get(0));
    }
  }

  /** The hello of TLS tells the time. */
  private static String withoutTime(String asked) {
    return asked.startsWith("|\u0016") ? asked.substring(0, 12) + asked.substring(16) : asked;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql-check user",
        "mysql-check foo",
        "mysql-check user u post-42",
        "mysql-check user u pre-41 x",
        "pgsql-check",
        "pgsql-check user",
        "pgsql-check foo bar",
        "pgsql-check user a b",
        "redis-check x",
        "smtpchk HELO a b",
        "ldap-check x",
        "ssl-hello-chk x",
        "spop-check x",
      })
  void whatHaproxyRefusesIsRefused(String option) {
    String text = "backend b\n  option " + option + "\n";
    assertThat(Configurations.load(text).messages())
        .singleElement()
        .asString()
        .startsWith("ALERT 2 ");
    assertThatThrownBy(() -> new HaproxyProcess(HaproxyProcess.directory(), text).close())
        .hasMessageContaining("did not start");
  }

  @Test
  void realServersOfDirectoriesAndOfTlsPass(@TempDir Path directory) throws Exception {
    int ldap;
    int tls;
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      ldap = one.getLocalPort();
      tls = other.getLocalPort();
    }
    Path configuration =
        Files.writeString(
            directory.resolve("slapd.conf"), "pidfile " + directory.resolve("pid") + "\n");
    Path key = directory.resolve("key.pem");
    Path certificate = directory.resolve("cert.pem");
    new ProcessBuilder(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=test",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    Process slapd =
        start("slapd", "-f", configuration.toString(), "-h", "ldap://127.0.0.1:" + ldap, "-d", "0");
    Process openssl =
        start(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:" + tls,
            "-cert",
            certificate.toString(),
            "-key",
            key.toString(),
            "-quiet");
    try {
      awaitPort(slapd, ldap);
      awaitPort(openssl, tls);
      compare(ldap, "ldap-check");
      compare(tls, "ssl-hello-chk");
    } finally {
      slapd.destroyForcibly().onExit().join();
      openssl.destroyForcibly().onExit().join();
    }
  }

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void awaitPort(Process process, int port) {
    while (true) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        assertThat(process.isAlive()).isTrue();
        Thread.onSpinWait();
      }
    }
  }

  private static void compare(int port, String option) throws Exception {
    String lines = "option " + option;
    String backend = "backend b\n  " + lines + "\n  server s 127.0.0.1:1 check\n";
    CheckScript script =
        Configurations.load(backend).proxy("b").settings().get(CheckKeywords.SCRIPT);
    CheckComparison.compare(port, lines, script);
  }

  @Test
  void theLastOptionChoosesTheCheck() throws Exception {
    try (Peer peer = new Peer(Peer.silent())) {
      String lines = "option redis-check\noption tcp-check";
      String backend = "backend b\n" + lines.indent(2) + "  server s 127.0.0.1:1 check\n";
      CheckScript script =
          Configurations.load(backend).proxy("b").settings().get(CheckKeywords.SCRIPT);
      CheckComparison.compare(peer.port(), lines, script);
    }
  }

  @Test
  void aNewRequestForgetsWhatWasReceived() throws Exception {
    String lines =
        "option tcp-check\ntcp-check expect rstring ^A\ntcp-check send x\n"
            + "tcp-check expect rstring ^B";
    String backend = "backend b\n" + lines.indent(2) + "  server s 127.0.0.1:1 check\n";
    CheckScript script =
        Configurations.load(backend).proxy("b").settings().get(CheckKeywords.SCRIPT);
    try (Peer peer = new Peer(open("tcp-check", "!A1\r\n", "B2\r\n")::serve)) {
      CheckComparison.compare(peer.port(), lines, script);
    }
  }
}
