package io.spillway.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How long checks wait: {@code timeout check} and {@code timeout connect} as the manual has it. */
class CheckTimeoutTest {
  private static final int FOREVER = 3_600_000;
  private static final Pattern DURATION = Pattern.compile("check duration: (\\d+)ms");
  private static final CheckScript HTTP =
      CheckScript.http(
          List.of(
              new CheckStep.SendRequest(
                  "OPTIONS", CheckText.of("/"), "HTTP/1.0", List.of(), null, "")));

  /** Takes no connection: what waits to be accepted is full, and more is not answered. */
  private static final class Full implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    Full() throws IOException {
      boolean takes = true;
      while (takes) {
        Socket next = new Socket();
        waiting.add(next);
        try {
          next.connect(new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()), 200);
        } catch (IOException e) {
          takes = false;
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket each : waiting) {
        each.close();
      }
      socket.close();
    }
  }

  private static long duration(String line) {
    Matcher matcher = DURATION.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void withoutTimeoutCheckAllOfACheckMustEndWithinTheInterval() throws Exception {
    try (Peer peer = new Peer(Peer.silent())) {
      String line =
          CheckComparison.ourLine(peer.port(), HTTP, new CheckTiming(300, 0, 0, FOREVER, 0));
      assertThat(line).contains("reason: Layer7 timeout");
      assertThat(duration(line)).isGreaterThanOrEqualTo(299);
    }
  }

  @Test
  void withoutTimeoutCheckTheTimeoutOfConnectionsIsNotThatOfChecks() throws Exception {
    try (Full full = new Full()) {
      String line =
          CheckComparison.ourLine(
              full.socket.getLocalPort(), HTTP, new CheckTiming(400, 0, 0, 20, 0));
      assertThat(line).contains("reason: Layer4 timeout");
      assertThat(duration(line)).isGreaterThanOrEqualTo(399);
    }
  }

  @Test
  void withTimeoutCheckConnectingIsLimitedByTheTimeoutOfConnections() throws Exception {
    try (Full full = new Full()) {
      String line =
          CheckComparison.ourLine(
              full.socket.getLocalPort(), HTTP, new CheckTiming(FOREVER, 0, 0, 100, FOREVER));
      assertThat(line).contains("reason: Layer4 timeout");
    }
  }

  @Test
  void withTimeoutCheckConnectingIsLimitedByTheIntervalWhereThatIsShorter() throws Exception {
    try (Full full = new Full()) {
      String line =
          CheckComparison.ourLine(
              full.socket.getLocalPort(), HTTP, new CheckTiming(100, 0, 0, FOREVER, FOREVER));
      assertThat(line).contains("reason: Layer4 timeout");
    }
  }

  @Test
  void timeoutCheckLimitsWhatFollowsTheConnection() throws Exception {
    try (Peer peer = new Peer(Peer.silent())) {
      String line =
          CheckComparison.ourLine(peer.port(), HTTP, new CheckTiming(FOREVER, 0, 0, FOREVER, 300));
      assertThat(line).contains("reason: Layer7 timeout");
      assertThat(duration(line)).isGreaterThanOrEqualTo(299);
    }
  }

  @Test
  void timeoutCheckMayBeLongerThanTheInterval() throws Exception {
    Peer.Behaviour late =
        (socket, peer) -> {
          try {
            Thread.sleep(400); // the answer comes that late
          } catch (InterruptedException e) {
            return;
          }
          socket
              .getOutputStream()
              .write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    try (Peer peer = new Peer(late)) {
      String line =
          CheckComparison.ourLine(peer.port(), HTTP, new CheckTiming(100, 0, 0, FOREVER, FOREVER));
      assertThat(line).contains("succeeded");
    }
  }
}
