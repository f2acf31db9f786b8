package io.spillway.facility.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.facility.agreement.Ballot;
import io.spillway.facility.agreement.Message;
import io.spillway.facility.definition.CoordinationDefinition.Protection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandshakeTest {
  private static final Frame HELLO = new Frame.Introduction("lb1", 42);
  private static final Frame OTHER =
      new Frame.Agreement(new Message.Prepare("www.example.com", new Ballot(7, "lb1")));

  @TempDir private Path directory;
  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket();
    listener.bind(new InetSocketAddress("127.0.0.1", 0));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private static SecretHandshake secret(String text) {
    return new SecretHandshake(text.getBytes(StandardCharsets.US_ASCII), new SecureRandom());
  }

  private record Both(Channel dialler, Channel listener) {}

  private CompletableFuture<Channel> accepted(Handshake handshake) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return handshake.perform(listener.accept(), false);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private Both connect(Handshake dialling, Handshake listening) throws IOException {
    CompletableFuture<Channel> other = accepted(listening);
    Socket socket = new Socket();
    socket.connect(listener.getLocalSocketAddress());
    Channel own = dialling.perform(socket, true);
    return new Both(own, other.join());
  }

  @Test
  void framesGoBothWaysUnderASharedSecret() throws IOException {
    Both both = connect(secret("0123456789abcdef"), secret("0123456789abcdef"));
    both.dialler().send(HELLO);
    both.dialler().send(OTHER);
    both.listener().send(OTHER);
    assertThat(both.listener().receive()).isEqualTo(HELLO);
    assertThat(both.listener().receive()).isEqualTo(OTHER);
    assertThat(both.dialler().receive()).isEqualTo(OTHER);
  }

  @Test
  void anotherSecretOpensNothing() throws IOException {
    Both both = connect(secret("0123456789abcdef"), secret("another 9abcdef!"));
    both.dialler().send(HELLO);
    assertThatThrownBy(() -> both.listener().receive())
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("another secret");
  }

  /** What a dialler sends, hello and frames, as somebody on the way would record it. */
  private byte[] recorded(int frames) throws IOException {
    ByteArrayOutputStream recording = new ByteArrayOutputStream();
    CompletableFuture<Void> stranger =
        CompletableFuture.runAsync(
            () -> {
              try (Socket socket = listener.accept()) {
                // A hello of the stranger's own; the dialler's frames are sealed with both.
                socket.getOutputStream().write("SPWY\1".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(new byte[32]);
                InputStream in = socket.getInputStream();
                recording.write(in.readAllBytes());
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            },
            task -> Thread.ofVirtual().start(task));
    try (Socket socket = new Socket()) {
      socket.connect(listener.getLocalSocketAddress());
      Channel channel = secret("0123456789abcdef").perform(socket, true);
      for (int i = 0; i < frames; i++) {
        channel.send(HELLO);
      }
    }
    stranger.join();
    return recording.toByteArray();
  }

  private Frame replayed(byte[] bytes) throws IOException {
    CompletableFuture<Channel> other = accepted(secret("0123456789abcdef"));
    try (Socket socket = new Socket()) {
      socket.connect(listener.getLocalSocketAddress());
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return other.join().receive();
    }
  }

  @Test
  void aRecordingOfAnEarlierConnectionOpensNothing() throws IOException {
    byte[] recording = recorded(1);
    assertThatThrownBy(() -> replayed(recording)).isInstanceOf(RefusedException.class);
  }

  @Test
  void whatIsReflectedOpensNothing() throws IOException {
    try (Socket socket = new Socket()) {
      CompletableFuture<Void> mirror =
          CompletableFuture.runAsync(
              () -> {
                try (Socket accepted = listener.accept()) {
                  byte[] buffer = new byte[4096];
                  int length = accepted.getInputStream().read(buffer);
                  while (length > 0) {
                    accepted.getOutputStream().write(buffer, 0, length);
                    length = accepted.getInputStream().read(buffer);
                  }
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              },
              task -> Thread.ofVirtual().start(task));
      socket.connect(listener.getLocalSocketAddress());
      Channel channel = secret("0123456789abcdef").perform(socket, true);
      channel.send(HELLO);
      assertThatThrownBy(channel::receive).isInstanceOf(RefusedException.class);
      channel.close();
      mirror.handle((v, e) -> v).join();
    }
  }

  @Test
  void aFrameThatWasChangedOrMovedDoesNotOpen() throws IOException {
    Both both = connect(secret("0123456789abcdef"), secret("0123456789abcdef"));
    both.dialler().send(HELLO);
    assertThat(both.listener().receive()).isEqualTo(HELLO);
    both.listener().close();
    both.dialler().close();
    byte[] recording = recorded(2);
    byte[] changed = Arrays.copyOf(recording, recording.length);
    changed[recording.length - 1] ^= 1;
    assertThatThrownBy(() -> replayed(changed)).isInstanceOf(RefusedException.class);
  }

  @Test
  void aFrameOfUnreasonableLengthIsRefusedBeforeItIsRead() throws IOException {
    byte[] hello = Arrays.copyOf("SPWY\1".getBytes(StandardCharsets.US_ASCII), 41);
    hello[37] = 0x7f;
    assertThatThrownBy(() -> replayed(hello)).isInstanceOf(RefusedException.class);
  }

  private void openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  private Protection.Tls certificate(String voter, String authority) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + voter,
        "-addext",
        "subjectAltName=DNS:" + voter,
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-keyout",
        voter + ".pem",
        "-out",
        voter + ".crt");
    Files.writeString(
        directory.resolve(voter + ".pem"),
        Files.readString(directory.resolve(voter + ".crt")),
        StandardOpenOption.APPEND);
    return new Protection.Tls(
        directory.resolve(voter + ".pem").toString(),
        directory.resolve(authority + ".pem").toString());
  }

  @Test
  void withCertificatesEachMayCallItselfWhatItsCertificateSays() throws Exception {
    authority("ca");
    Both both =
        connect(
            TlsHandshake.of(certificate("lb1", "ca")), TlsHandshake.of(certificate("lb2", "ca")));
    both.dialler().send(HELLO);
    both.dialler().send(OTHER);
    assertThat(both.listener().receive()).isEqualTo(HELLO);
    assertThat(both.listener().receive()).isEqualTo(OTHER);
    assertThat(both.listener().isEntitledTo("lb1")).isTrue();
    assertThat(both.listener().isEntitledTo("lb2")).isFalse();
    assertThat(both.dialler().isEntitledTo("lb2")).isTrue();
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    authority("ca");
    authority("stranger");
    TlsHandshake listening = TlsHandshake.of(certificate("lb2", "ca"));
    TlsHandshake dialling = TlsHandshake.of(certificate("lb1", "stranger"));
    CompletableFuture<Channel> other = accepted(listening);
    try (Socket socket = new Socket()) {
      socket.connect(listener.getLocalSocketAddress());
      assertThatThrownBy(() -> dialling.perform(socket, true)).isInstanceOf(RefusedException.class);
    }
    assertThatThrownBy(other::join).hasCauseInstanceOf(IOException.class);
  }
}
