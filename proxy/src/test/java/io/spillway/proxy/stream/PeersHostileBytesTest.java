package io.spillway.proxy.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.peer.PeersRuntime;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that send what is no message of theirs. */
class PeersHostileBytesTest {
  private static final int INPUTS = Integer.getInteger("spillway.fuzz.inputs", 3000);

  /** A definition of table t, and updates of it, whole and well. */
  private static final List<String> MESSAGES =
      List.of(
          "0a8210" + "0101" + "74" + "0615" + "f5f1fe00" + "00" + "03f0e203",
          "0a8213" + "0101" + "74" + "06" + "15" + "c4" + "00" + "03f0e203" + "1602" + "1703",
          "0a800e" + "00000001" + "0568656c6c6f" + "00" + "fc03" + "00",
          "0a8109" + "0568656c6c6f" + "010203",
          "0a8512" + "00000002" + "00001000" + "0568656c6c6f" + "00" + "fc03" + "00",
          "0a8301" + "01",
          "0a8405" + "0100000001",
          "0000",
          "0001",
          "0002",
          "0003",
          "0004",
          "0100");

  private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private RunningProxy proxy;
  private int port;

  @BeforeEach
  void start() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    port = RunningProxy.freePort();
    proxy =
        RunningProxy.of(
            """
            global
              localpeer here
            defaults
              mode http
              timeout client 20s
              timeout server 20s
              timeout connect 20s
            peers p
              peer here 127.0.0.1:%d
              peer there 127.0.0.1:%d
            frontend f
              bind 127.0.0.1:@port@
              http-request return status 200
            backend t
              stick-table type string len 20 size 1k store gpc0,gpc0_rate(10s),server_key,gpt(2),gpc(3) peers p
            """
                .formatted(port, RunningProxy.freePort()));
  }

  @AfterEach
  void stop() {
    proxy.close();
    Thread.setDefaultUncaughtExceptionHandler(null);
    assertThat(uncaught).isEmpty();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // cut off, as it should be
    }
  }

  private static byte[] greeting(String remote, String local) {
    return ("HAProxyS 2.1\n" + remote + "\n" + local + " 1 1\n").getBytes(ISO_8859_1);
  }

  /** Reads the status line. */
  private static String status(Socket socket) throws IOException {
    byte[] line = new DataInputStream(socket.getInputStream()).readNBytes(4);
    return new String(line, ISO_8859_1).strip();
  }

  /** Reads until the other side closes. */
  private static byte[] rest(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private void assertServes() throws IOException {
    try (Socket socket = connect()) {
      send(socket, greeting("here", "there"));
      assertThat(status(socket)).isEqualTo("200");
    }
    assertThat(proxy.exchange("GET / HTTP/1.0\r\n\r\n")).contains(" 200 OK\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'HAProxyS 2.1\nhere\nthere 1 1\n', 200",
    "'HAProxyS 2.0\nhere\nthere 1 1\n', 200",
    "'HAProxyS 2.9\nhere\nthere 1 1\n', 502",
    "'HAProxyS 9.1\nhere\nthere 1 1\n', 502",
    "'HAProxyS 2.1\nwrong\nthere 1 1\n', 503",
    "'HAProxyS 2.1\nhere\nwrong 1 1\n', 504",
    "'HAProxyS 2.1\nhere\nthere\n', 501",
    "'GET / HTTP/1.1\n', 501"
  })
  void aGreetingIsAnsweredWithItsStatus(String greeting, String status) throws IOException {
    try (Socket socket = connect()) {
      send(socket, greeting.getBytes(ISO_8859_1));
      assertThat(status(socket)).isEqualTo(status);
    }
  }

  @Test
  void aGreetingWithoutEndIsCutOff() throws IOException {
    try (Socket socket = connect()) {
      send(socket, ("HAProxyS " + "2".repeat(1200)).getBytes(ISO_8859_1));
      assertThat(status(socket)).isEqualTo("501");
      assertThat(rest(socket)).isEmpty();
    }
  }

  @Test
  void strangersThatSayNothingAreBounded() throws IOException {
    Socket[] silent = new Socket[100];
    for (int i = 0; i < silent.length; i++) {
      silent[i] = connect();
    }
    // Those beyond the bound are closed at once.
    assertThat(rest(silent[silent.length - 1])).isEmpty();
    for (Socket socket : silent) {
      socket.close();
    }
    RunningProxy.await(this::isServing);
  }

  private boolean isServing() {
    try {
      assertServes();
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  @Test
  void aMessageThatIsTooLongIsRefusedBeforeItComes() throws IOException {
    try (Socket socket = connect()) {
      send(socket, greeting("here", "there"));
      assertThat(status(socket)).isEqualTo("200");
      send(socket, HexFormat.of().parseHex("0a80ffffffff7f"));
      byte[] answer = rest(socket);
      assertThat(HexFormat.of().formatHex(answer)).endsWith("0101");
    }
    assertServes();
  }

  @Test
  void anArrayWithoutLengthIsNoTable() throws IOException {
    try (Socket socket = connect()) {
      send(socket, greeting("here", "there"));
      assertThat(status(socket)).isEqualTo("200");
      // gpt and gpc are among the types, and their lengths are not told
      send(
          socket, HexFormat.of().parseHex("0a820b" + "010174" + "0615" + "f0f1fe2e" + "00" + "00"));
      send(socket, HexFormat.of().parseHex("0a8009" + "00000001" + "01" + "61" + "010203"));
      send(socket, HexFormat.of().parseHex("0004"));
      PeersRuntime peers = Objects.requireNonNull(proxy.runtime().peers());
      RunningProxy.await(() -> peers.describe("p", false).contains("rx_hbt=1"));
    }
    assertThat(Objects.requireNonNull(proxy.runtime().tables().table("t")).count()).isZero();
    assertServes();
  }

  @Test
  void noBytesDoHarm() throws IOException {
    Random random = new Random(20);
    for (int i = 0; i < INPUTS; i++) {
      try (Socket socket = connect()) {
        if (random.nextInt(10) > 0) {
          send(socket, greeting("here", "there"));
        }
        int messages = random.nextInt(12);
        for (int m = 0; m < messages; m++) {
          byte[] message = HexFormat.of().parseHex(MESSAGES.get(random.nextInt(MESSAGES.size())));
          for (int flips = random.nextInt(4); flips > 0; flips--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt(256);
          }
          send(socket, message);
        }
        if (random.nextInt(20) == 0) {
          byte[] noise = new byte[random.nextInt(5000)];
          random.nextBytes(noise);
          send(socket, noise);
        }
      }
    }
    RunningProxy.await(this::isServing);
    assertThat(Objects.requireNonNull(proxy.runtime().tables().table("t")).count())
        .isLessThanOrEqualTo(1024);
  }
}
