package io.spillway.ops.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.Endpoint;
import io.spillway.ops.SampleProcess;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.ProxyStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runtime API over its socket, beside haproxy's with the same proxies. */
class RuntimeServerTest {
  @TempDir private Path directory;
  private ServerSocket origin;
  private Process haproxy;
  private SampleProcess process;
  private RuntimeServer spillway;
  private Path socket;

  @BeforeEach
  void start() throws Exception {
    origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration, SampleProcess.CONFIGURATION.formatted(directory, origin.getLocalPort()));
    haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    socket = directory.resolve("spillway.sock");
    process = new SampleProcess(origin.getLocalPort());
    spillway = open(Level.ADMIN);
    while (!areChecksDone()) {
      Thread.onSpinWait();
    }
  }

  private RuntimeServer open(Level level) throws IOException {
    return new RuntimeServer(
        new SocketSettings(
            new Endpoint.Unix(socket.toString(), false), level, 0640, null, null, 10, false),
        new Semaphore(2),
        process,
        null,
        _ -> {});
  }

  private boolean areChecksDone() {
    try {
      String stat = ask(directory.resolve("haproxy.sock"), "show stat");
      return stat.contains("b,s2,") && stat.contains("L4CON") && stat.contains("L4OK");
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws Exception {
    spillway.close();
    haproxy.destroy();
    haproxy.waitFor();
    origin.close();
  }

  @Test
  void aConnectionWaitsUntilOneOfThoseBeforeItEnds() throws Exception {
    try (SocketChannel first = prompt();
        SocketChannel second = prompt();
        SocketChannel third = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      third.write(ByteBuffer.wrap("get weight b/s1\n".getBytes(StandardCharsets.ISO_8859_1)));
      third.configureBlocking(false);
      // Both are served round after round while nothing comes for the third.
      for (int round = 0; round < 50; round++) {
        exchange(first);
        exchange(second);
        assertThat(third.read(ByteBuffer.allocate(1))).isZero();
      }
      second.close();
      third.configureBlocking(true);
      assertThat(new String(Channels.newInputStream(third).readAllBytes(), StandardCharsets.UTF_8))
          .contains("(initial");
    }
  }

  private SocketChannel prompt() throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    channel.write(ByteBuffer.wrap("prompt\n".getBytes(StandardCharsets.ISO_8859_1)));
    readUntilPrompt(channel);
    return channel;
  }

  private static void exchange(SocketChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap("get weight b/s1\n".getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(readUntilPrompt(channel)).contains("(initial");
  }

  private static String readUntilPrompt(SocketChannel channel) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (!text.toString().endsWith("> ") && channel.read(one) > 0) {
      text.append((char) one.get(0));
      one.clear();
    }
    return text.toString();
  }

  private static String ask(Path socket, String commands) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((commands + "\n").getBytes(StandardCharsets.ISO_8859_1)));
      return new String(
          Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private String ours(String commands) throws IOException {
    return ask(socket, commands);
  }

  private String haproxys(String commands) throws IOException {
    return ask(directory.resolve("haproxy.sock"), commands);
  }

  private static final List<String> COMMANDS =
      List.of(
          "disable server b/zz",
          "set server b/s1 state foo",
          "set server b/s1 weight 300",
          "set server b/s1 weight",
          "set server b/s1 weight 50%",
          "get weight b/s1",
          "get weight zz/s1",
          "get weight b/zz",
          "set weight b/s1 5",
          "get weight b/s1",
          "set server b/s4 addr 127.0.0.2",
          "set server b/s4 addr 127.0.0.2 port 81",
          "set server b/s4 addr",
          "set server b/s1 health foo",
          "set server b/s1 health stopping",
          "set server b/s1 agent up",
          "set server b/s1 agent-addr",
          "set server b/s1 agent-addr 1.2.3.4",
          "set server b/s1 agent-port",
          "set server b/s1 agent-port 3",
          "set server b/s1 agent-send x",
          "enable agent b/s1",
          "enable agent b/zz",
          "enable agent",
          "disable agent b/s1",
          "set server",
          "set server zz/s1 state ready",
          "set maxconn frontend f 10",
          "set maxconn frontend f",
          "set maxconn frontend zz 1",
          "set maxconn server b/s1 3",
          "set maxconn server b/s1",
          "clear counters",
          "clear counters all",
          "shutdown sessions server b/s1",
          "shutdown frontend zz",
          "show cli level",
          "show backend",
          "user; disable server b/s1; show cli level",
          "operator; disable server b/s1",
          "operator;show cli level",
          "show env HOME",
          "show env NO_SUCH_VARIABLE",
          "show servers state zz",
          "show servers conn zz",
          "set server b/s3 state ready",
          "disable server b/s4",
          "enable server b/s4",
          "set server b/s4 state drain",
          "set server b/s4 state maint",
          "set server b/s4 state ready",
          "set dynamic-cookie-key backend",
          "set dynamic-cookie-key backend b",
          "set dynamic-cookie-key backend zz k",
          "set dynamic-cookie-key backend f k",
          "set dynamic-cookie-key backend b k",
          "enable dynamic-cookie backend",
          "enable dynamic-cookie backend zz",
          "disable dynamic-cookie backend b",
          "show backend;show cli level");

  @Test
  void dynamicCookiesHaveTheValuesOfHaproxy() throws Exception {
    for (String command :
        List.of(
            "show cli level",
            "set dynamic-cookie-key backend b another",
            "set server b/s4 addr 127.0.0.2 port 81",
            "set server b/s2 addr ::1",
            "disable dynamic-cookie backend b",
            "enable dynamic-cookie backend b")) {
      ours(command);
      haproxys(command);
      assertThat(cookies(ours("show stat")))
          .as(command)
          .hasSize(10)
          .containsExactlyElementsOf(cookies(haproxys("show stat")));
    }
    assertThat(cookies(ours("show stat"))).contains("s3 own", "BACKEND SRV");
  }

  private static List<String> cookies(String stat) {
    List<String> lines = stat.lines().filter(line -> line.contains(",")).toList();
    int column = List.of(lines.getFirst().split(",")).indexOf("cookie");
    return lines.stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(values -> values[1] + " " + values[column])
        .toList();
  }

  @Test
  void aBackendWithoutACookieHasNoKey() throws Exception {
    assertThat(ours("set dynamic-cookie-key backend l k")).contains("no 'cookie' line");
    assertThat(ours("enable dynamic-cookie backend l")).contains("no 'cookie' line");
  }

  @Test
  void commandsAreAnsweredAsHaproxyAnswersThem() throws Exception {
    List<String> ours = new ArrayList<>();
    List<String> haproxys = new ArrayList<>();
    for (String command : COMMANDS) {
      ours.add(command + " -> " + ours(command));
      haproxys.add(command + " -> " + haproxys(command));
    }
    assertThat(ours).containsExactlyElementsOf(haproxys);
  }

  @Test
  void theStateOfServersIsListedAsHaproxyListsIt() throws Exception {
    String age = "(?m)^((?:\\S+ ){9})\\d+ ";
    assertThat(ours("show servers state").replaceAll(age, "$1# "))
        .isEqualTo(haproxys("show servers state").replaceAll(age, "$1# "));
  }

  @Test
  void whatOperatorsDecideAgainstTheConfigurationIsListedAsHaproxyListsIt() throws Exception {
    for (String command :
        List.of(
            "set server b/s3 state ready",
            "set server b/s3 state drain",
            "set server b/s3 state maint",
            "set server b/s3 state ready",
            "set server b/s4 state drain",
            "set server b/s4 state maint")) {
      ours(command);
      haproxys(command);
      assertThat(administrativeStates(ours("show servers state")))
          .as(command)
          .isEqualTo(administrativeStates(haproxys("show servers state")));
    }
  }

  private static List<String> administrativeStates(String answer) {
    return answer
        .lines()
        .skip(2)
        .filter(line -> !line.isEmpty())
        .map(line -> line.split(" "))
        .map(fields -> fields[3] + " " + fields[5] + " " + fields[6])
        .toList();
  }

  @Test
  void idleConnectionsAreListedProvenAndNot() throws Exception {
    Server server =
        process.proxies().stream()
            .map(ProxyStatus::backend)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow()
            .servers()
            .getFirst();
    server.admitIdleConnection(-1, false);
    server.admitIdleConnection(-1, true);
    server.admitIdleConnection(-1, true);
    assertThat(ours("show servers conn"))
        .containsPattern("(?m)^" + server.path() + " .* 1 2 -1 3 3$");
    assertThat(ours("show stat typed"))
        .contains(".srv_icur.1:MGP:u32:3\n", ".idle_conn_cur.1:MGP:u32:1\n")
        .contains(".safe_conn_cur.1:MGP:u32:2\n");
    server.dropIdleConnection(true);
    assertThat(ours("show servers conn"))
        .containsPattern("(?m)^" + server.path() + " .* 1 1 -1 2 2$");
  }

  @Test
  void statisticsHaveTheColumnsAndRowsOfHaproxy() throws Exception {
    List<String> ours = ours("show stat").lines().toList();
    List<String> haproxys = haproxys("show stat").lines().toList();
    List<String> names = List.of(haproxys.getFirst().split(","));
    int columns = names.indexOf("-");
    assertThat(List.of(ours.getFirst().split(",")).subList(0, columns))
        .containsExactlyElementsOf(names.subList(0, columns));
    assertThat(ours).hasSameSizeAs(haproxys);
    for (int row = 1; row < haproxys.size(); row++) {
      assertThat(shape(ours.get(row), names, columns))
          .isEqualTo(shape(haproxys.get(row), names, columns));
    }
  }

  /** Which columns a row fills, with the values that do not depend on time. */
  private static List<String> shape(String row, List<String> names, int columns) {
    List<String> shape = new ArrayList<>();
    String[] values = row.split(",", -1);
    List<String> compared =
        List.of(
            "# pxname",
            "svname",
            "status",
            "weight",
            "uweight",
            "act",
            "bck",
            "iid",
            "sid",
            "type",
            "check_status",
            "check_desc",
            "last_chk",
            "check_health",
            "mode",
            "algo",
            "addr",
            "qlimit",
            "chkfail",
            "chkdown",
            "cookie");
    for (int i = 0; i < Math.min(columns, values.length); i++) {
      String value = values[i].isEmpty() || compared.contains(names.get(i)) ? values[i] : "#";
      shape.add(names.get(i) + "=" + value);
    }
    return shape;
  }

  @Test
  void typedStatisticsHaveTheTagsAndTypesOfHaproxy() throws Exception {
    List<String> haproxys =
        haproxys("show stat typed")
            .lines()
            .filter(line -> !line.matches(".*\\.(ssl|h1|h2)_.*"))
            .map(line -> line.replaceAll("^([^:]*:[^:]*:[^:]*).*", "$1"))
            .toList();
    List<String> ours =
        ours("show stat typed")
            .lines()
            .map(line -> line.replaceAll("^([^:]*:[^:]*:[^:]*).*", "$1"))
            .toList();
    assertThat(ours).containsExactlyElementsOf(haproxys);
  }

  @Test
  void informationHasTheNamesOfHaproxy() throws Exception {
    List<String> haproxys = names(haproxys("show info typed"));
    assertThat(names(ours("show info typed")).subList(0, haproxys.size()))
        .containsExactlyElementsOf(haproxys);
  }

  private static List<String> names(String typed) {
    return typed
        .lines()
        .filter(line -> !line.isEmpty())
        .map(line -> line.replaceAll("^([^:]*).*", "$1"))
        .toList();
  }

  @Test
  void aPromptKeepsTheConnection() throws Exception {
    assertThat(ours("prompt\nshow cli level\nquit"))
        .isEqualTo(haproxys("prompt\nshow cli level\nquit"));
  }

  @Test
  void theSocketHasItsPermissions() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aUserMayNotChangeAnything() throws Exception {
    spillway.close();
    spillway = open(Level.USER);
    assertThat(ours("disable server b/s1")).isEqualTo("Permission denied\n\n");
    assertThat(ours("show stat")).doesNotContain("127.0.0.1");
  }

  @Test
  void anOperatorGivesTrafficBackToTheBestTier() throws Exception {
    SampleProcess.FAILBACKS.clear();
    assertThat(ours("set backend b failback")).isEqualTo("\n");
    assertThat(SampleProcess.FAILBACKS).containsExactly("b");
    assertThat(ours("set backend zz failback")).isEqualTo("No such backend.\n\n");
    assertThat(ours("set backend b")).startsWith("usage: set backend <backend> failback");
    assertThat(ours("help set backend")).contains("  set backend <backend> failback ");
    assertThat(ours("operator; set backend b failback")).contains("Permission denied");
    assertThat(SampleProcess.FAILBACKS).containsExactly("b");
  }

  @Test
  void requestsOfAllFrontendsAreCounted() throws Exception {
    assertThat(ours("show info")).contains("\nCumReq: 7\n");
  }

  @Test
  void theSocketOfAProcessThatTookOverStays() throws Exception {
    try (RuntimeServer fresh = open(Level.ADMIN)) {
      spillway.close();
      assertThat(ours("show cli level")).isEqualTo("admin\n\n");
      assertThat(fresh.address()).isNotNull();
    }
    assertThat(Files.exists(socket)).isFalse();
  }

  @Test
  void anEmptyLineIsAnsweredWithAllCommands() throws Exception {
    assertThat(ours("").lines().findFirst()).isEqualTo(haproxys("").lines().findFirst());
    assertThat(ours("")).contains("  set server <bk>/<srv> [opts]");
  }

  @Test
  void anUnknownCommandIsAnsweredWithThoseThatAreNear() throws Exception {
    assertThat(ours("show foo"))
        .startsWith("Unknown command, but maybe one of the following ones is a better match:\n")
        .contains("  show stat ")
        .doesNotContain("disable server");
  }
}
