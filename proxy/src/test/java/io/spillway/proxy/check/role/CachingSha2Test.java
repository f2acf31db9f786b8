package io.spillway.proxy.check.role;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.check.CheckComparison;
import io.spillway.proxy.check.CheckScript;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/**
 * The login of MySQL 8, which Debian has no server of, against Debian's client as the one who
 * knows: both are given the same scramble and prove the same, and the password that both encrypt is
 * read with the key that they were given.
 */
class CachingSha2Test {
  private static final String SCRAMBLE = "abcdefghijklmnopqrst";
  private static final int PROOF_SIZE = 32;

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  /** A server that knows nobody's hash, asks for the password, and tells what it was told. */
  private static final class Server implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final KeyPair keys = keys();
    private final BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();

    Server() throws Exception {
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          serve(socket);
        } catch (Exception e) {
          // the client went away
        }
      }
    }

    private void serve(Socket socket) throws Exception {
      write(
          socket,
          0,
          "\n8.0.30\0\1\0\0\0"
              + SCRAMBLE.substring(0, 8)
              + "\0\u0000\u00a2\u002d\2\0\u0008\0\25"
              + "\0".repeat(10)
              + SCRAMBLE.substring(8)
              + "\0caching_sha2_password\0");
      String login = new String(read(socket), ISO_8859_1);
      int proof = login.indexOf("checker\0") + "checker\0".length() + 1;
      String proven =
          HexFormat.of().formatHex(login.substring(proof, proof + PROOF_SIZE).getBytes(ISO_8859_1));
      write(socket, 2, "\1\4");
      String asked = HexFormat.of().formatHex(read(socket));
      String pem =
          Base64.getMimeEncoder(64, "\n".getBytes(UTF_8))
              .encodeToString(keys.getPublic().getEncoded());
      write(socket, 4, "\1-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n");
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.DECRYPT_MODE, keys.getPrivate());
      byte[] password = cipher.doFinal(read(socket));
      for (int i = 0; i < password.length; i++) {
        password[i] ^= (byte) SCRAMBLE.charAt(i % SCRAMBLE.length());
      }
      told.add(List.of(proven, asked, new String(password, UTF_8)));
      write(socket, 6, "ÿ\u0015\4#28000Enough");
    }

    private static void write(Socket socket, int sequence, String payload) throws IOException {
      byte[] bytes = payload.getBytes(ISO_8859_1);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes.length);
      out.write(bytes.length >> 8);
      out.write(0);
      out.write(sequence);
      out.writeBytes(bytes);
      socket.getOutputStream().write(out.toByteArray());
    }

    private static byte[] read(Socket socket) throws IOException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
      in.readUnsignedByte();
      return in.readNBytes(length);
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  @Test
  void thePasswordIsProvenAndEncryptedAsDebiansClientDoesIt() throws Exception {
    try (Server server = new Server()) {
      Process client =
          new ProcessBuilder(
                  "mariadb",
                  "--no-defaults",
                  "--skip-ssl",
                  "--protocol=tcp",
                  "-h",
                  "127.0.0.1",
                  "-P",
                  Integer.toString(server.listener.getLocalPort()),
                  "-u",
                  "checker",
                  "-ps3cret",
                  "-e",
                  "SELECT 1")
              .redirectErrorStream(true)
              .start();
      String output = new String(client.getInputStream().readAllBytes(), UTF_8);
      assertThat(output).contains("Enough");
      List<String> theirs = server.told.take();
      assertThat(theirs.get(2)).isEqualTo("s3cret\0");
      CheckScript script =
          MysqlRole.check(new Credentials("checker", "s3cret"), MysqlRole.Role.WRITABLE, -1);
      String line = CheckComparison.ourLine(server.listener.getLocalPort(), script);
      assertThat(line).contains("code: 1045", "Enough");
      assertThat(server.told.take()).isEqualTo(theirs);
    }
  }
}
