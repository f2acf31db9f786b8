package io.spillway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One process that checks a thousand servers, each on an address of its own. */
class ThousandCheckedServersProgramTest {
  private static final int SERVERS = 1000;
  private static final int A_NETWORK = 250;

  @TempDir Path directory;
  private final Set<InetAddress> checked = ConcurrentHashMap.newKeySet();
  private volatile int failing;
  private ServerSocket servers;
  private Path configuration;

  @BeforeEach
  void start() throws IOException {
    servers = new ServerSocket();
    servers.bind(new InetSocketAddress(0), SERVERS);
    Thread.startVirtualThread(this::serve);
    StringBuilder text = new StringBuilder();
    text.append("global\n  stats socket ").append(socket()).append('\n');
    text.append("defaults\n  mode http\n  timeout client 60s\n  timeout server 60s\n");
    text.append("  timeout connect 60s\n  timeout check 60s\n");
    text.append("backend many\n  option httpchk GET /health\n");
    text.append("  default-server check inter 1s rise 1 fall 2\n");
    for (int i = 0; i < SERVERS; i++) {
      text.append("  server s").append(i).append(' ').append(address(i)).append(':');
      text.append(servers.getLocalPort()).append('\n');
    }
    configuration = directory.resolve("test.cfg");
    Files.writeString(configuration, text);
  }

  @AfterEach
  void stop() throws IOException {
    servers.close();
  }

  private Path socket() {
    return directory.resolve("stats.sock");
  }

  private static String address(int server) {
    return "127.0." + (1 + server / A_NETWORK) + "." + (1 + server % A_NETWORK);
  }

  private void serve() {
    try {
      while (true) {
        Socket accepted = servers.accept();
        Thread.startVirtualThread(() -> answer(accepted));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void answer(Socket accepted) {
    try (accepted) {
      checked.add(accepted.getLocalAddress());
      int last = accepted.getLocalAddress().getAddress()[3] & 0xff;
      StringBuilder request = new StringBuilder();
      while (request.indexOf("\r\n\r\n") < 0) {
        int next = accepted.getInputStream().read();
        if (next < 0) {
          return;
        }
        request.append((char) next);
      }
      String status = last % 10 == failing ? "503 Unavailable" : "200 OK";
      OutputStream out = accepted.getOutputStream();
      out.write(("HTTP/1.0 " + status + "\r\n\r\n").getBytes(ISO_8859_1));
    } catch (IOException e) {
      // a check that was given up
    }
  }

  /** What {@code show stat} tells of each server: its status, and how its last check went. */
  private Map<String, String> states() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket()));
      channel.write(ByteBuffer.wrap("show stat\n".getBytes(ISO_8859_1)));
      String answer = new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
      List<String> lines = answer.lines().toList();
      List<String> names = List.of(lines.getFirst().split(",", -1));
      Map<String, String> states = new TreeMap<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split(",", -1);
        if (fields.length > 1 && fields[1].startsWith("s")) {
          states.put(
              fields[1],
              fields[names.indexOf("status")]
                  + ' '
                  + fields[names.indexOf("check_status")].replace("* ", "") // one is running
                  + ' '
                  + fields[names.indexOf("check_code")]);
        }
      }
      return states;
    } catch (IOException e) {
      return Map.of();
    }
  }

  private Map<String, String> expected() {
    Map<String, String> states = new TreeMap<>();
    for (int i = 0; i < SERVERS; i++) {
      boolean fails = (1 + i % A_NETWORK) % 10 == failing;
      states.put("s" + i, fails ? "DOWN L7STS 503" : "UP L7OK 200");
    }
    return states;
  }

  @ParameterizedTest
  @ValueSource(strings = {"haproxy", "spillway"})
  void allAreCheckedAndFollowWhatTheyAnswer(String program) throws Exception {
    String executable =
        program.equals("haproxy") ? Launched.haproxy() : Launched.launcher().toString();
    try (Launched launched =
        Launched.start(directory, List.of(executable, "-db", "-f", configuration.toString()))) {
      launched.await(() -> states().equals(expected()));
      assertThat(checked).hasSize(SERVERS);
      failing = 3;
      checked.clear();
      launched.await(() -> states().equals(expected()));
      assertThat(down(states().values())).isEqualTo(SERVERS / 10);
      launched.await(() -> checked.size() == SERVERS);
      assertThat(launched.output()).doesNotContain("Exception");
    }
  }

  private static long down(Collection<String> states) {
    return states.stream().filter(state -> state.startsWith("DOWN")).count();
  }
}
