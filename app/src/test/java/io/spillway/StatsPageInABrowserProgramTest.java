package io.spillway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statistics page as Chromium shows it. */
class StatsPageInABrowserProgramTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @TempDir Path directory;
  private ServerSocket server;
  private Launched launched;
  private URI page;

  /** What the browser made of a page: its elements as text, and what it said on its console. */
  private record Shown(String document, List<String> console) {
    /** The part of the document that shows a proxy. */
    String proxy(String name) {
      int begin = document.indexOf("<section class=\"proxy\" id=\"" + name + "\">");
      assertThat(begin).as("%s on %s", name, document).isPositive();
      return document.substring(begin, document.indexOf("</section>", begin));
    }

    /** The names of its rows, in their order. */
    List<String> rows(String proxy) {
      return found("<td class=\"name\"[^>]*>([^<]*)</td>", proxy(proxy));
    }

    /** The state of a server, without since when. */
    String state(String proxy, String server) {
      Pattern state =
          Pattern.compile(
              ">"
                  + Pattern.quote(server)
                  + "</td>(?:(?!</tr>).)*<td class=\"state\">\\S+ ([^<]*)</td>",
              Pattern.DOTALL);
      return state.matcher(proxy(proxy)).results().findFirst().orElseThrow().group(1);
    }
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
  }

  @BeforeEach
  void start() throws IOException {
    assertThat(CHROMIUM).as("Chromium is missing: install the package chromium").isExecutable();
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    int port = FreePorts.inARow(3);
    Path configuration = directory.resolve("test.cfg");
    Files.writeString(
        configuration,
        """
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%1$d
          default_backend shop
        backend shop
          description <script>escaped()</script>
          server first 127.0.0.1:%2$d
          server second 127.0.0.1:%2$d weight 3
          server spare 127.0.0.1:%2$d backup
        listen mail
          mode tcp
          bind 127.0.0.1:%3$d
          server exchange 127.0.0.1:%2$d
        frontend statistics
          bind 127.0.0.1:%4$d
          stats enable
          stats uri /stats
          stats show-legends
          stats show-desc <b>not bold</b>
          stats admin if TRUE
        """
            .formatted(port, server.getLocalPort(), port + 1, port + 2));
    launched = Launched.start(directory, "-db", "-f", configuration.toString());
    launched.awaitPort(port + 2);
    page = URI.create("http://127.0.0.1:" + (port + 2) + "/stats");
  }

  @AfterEach
  void stop() throws Exception {
    launched.close();
    server.close();
  }

  /** Runs the browser; what it prints of the page is on standard output, its log on the other. */
  private String browse(URI address, Path log, String... options) throws Exception {
    Path output = Files.createTempFile(directory, "output", ".txt");
    List<String> command = new ArrayList<>(List.of(CHROMIUM.toString(), "--headless"));
    command.addAll(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"));
    command.addAll(List.of("--no-first-run", "--enable-logging=stderr", "--v=0"));
    command.add("--user-data-dir=" + directory.resolve("profile"));
    command.addAll(List.of(options));
    command.add(address.toString());
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      assertThat(browser.waitFor()).as(Files.readString(log)).isZero();
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly().waitFor();
    }
    return Files.readString(output, UTF_8);
  }

  private Shown show(URI address) throws Exception {
    Path log = Files.createTempFile(directory, "log", ".txt");
    String document = browse(address, log, "--dump-dom");
    return new Shown(
        document, Files.readAllLines(log).stream().filter(l -> l.contains(":CONSOLE:")).toList());
  }

  @Test
  void everyProxyAndServerIsShownAndTheBrowserHasNothingToSay() throws Exception {
    Path broken = directory.resolve("broken.html");
    Files.writeString(broken, "<!DOCTYPE html><title>x</title><p>shown<script>missing()</script>");
    Shown control = show(broken.toUri());
    assertThat(control.document()).contains("<p>shown");
    assertThat(control.console())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("missing is not defined"));

    Shown shown = show(page);
    assertThat(shown.console()).isEmpty();
    assertThat(found("<section class=\"proxy\" id=\"([^\"]*)\">", shown.document()))
        .containsExactly("web", "shop", "mail", "statistics");
    assertThat(shown.rows("web")).containsExactly("Frontend");
    assertThat(shown.rows("shop")).containsExactly("first", "second", "spare", "Backend");
    assertThat(shown.rows("mail")).containsExactly("Frontend", "exchange", "Backend");
    assertThat(shown.document())
        .contains("&lt;script&gt;escaped()&lt;/script&gt;", "&lt;b&gt;not bold&lt;/b&gt;");
  }

  @Test
  void thePageIsPaintedWithTheColoursOfItsStates() throws Exception {
    Path picture = directory.resolve("picture.png");
    browse(
        page,
        Files.createTempFile(directory, "log", ".txt"),
        "--window-size=1400,1000",
        "--screenshot=" + picture);
    var image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(1400);
    Set<Integer> colours = new HashSet<>();
    int coloured = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int colour = image.getRGB(x, y);
        colours.add(colour);
        coloured += colour == image.getRGB(image.getWidth() - 1, image.getHeight() - 1) ? 0 : 1;
      }
    }
    assertThat(colours).hasSizeGreaterThan(20);
    assertThat(coloured).as("pixels that are not background").isGreaterThan(50_000);
  }

  @Test
  void theFormOfABackendPutsItsCheckedServersIntoMaintenanceAndBack() throws Exception {
    Shown before = show(page);
    assertThat(before.state("shop", "first")).isEqualTo("no check");
    assertThat(before.proxy("web")).doesNotContain("<form");

    Shown after = submit(before, "Set state to MAINT", "first", "spare");
    assertThat(after.document()).contains("<p class=\"good\">");
    assertThat(after.state("shop", "first")).isEqualTo("MAINT");
    assertThat(after.state("shop", "second")).isEqualTo("no check");
    assertThat(after.state("shop", "spare")).isEqualTo("MAINT");
    assertThat(after.console()).isEmpty();

    Shown again = submit(after, "Set state to READY", "first");
    assertThat(again.state("shop", "first")).isEqualTo("no check");
    assertThat(again.state("shop", "spare")).isEqualTo("MAINT");
  }

  /**
   * Sends what the browser would when somebody checks these servers in the form that it shows of
   * the backend {@code shop}, chooses an action by its label and presses the button; then shows
   * where that leads.
   */
  private Shown submit(Shown shown, String action, String... servers) throws Exception {
    String section = shown.proxy("shop");
    assertThat(section).contains("<form method=\"post\">", "<input type=\"submit\"");
    StringBuilder body = new StringBuilder();
    for (String name : servers) {
      assertThat(section).contains("<input type=\"checkbox\" name=\"s\" value=\"" + name + "\">");
      body.append("s=").append(URLEncoder.encode(name, UTF_8)).append('&');
    }
    String choice = "<option value=\"([^\"]*)\">" + Pattern.quote(action) + "</option>";
    body.append("action=").append(found(choice, section).getFirst());
    String hidden =
        found("<input type=\"hidden\" name=\"b\" value=\"([^\"]*)\">", section).getFirst();
    body.append("&b=").append(URLEncoder.encode(hidden, UTF_8));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(page)
              .header("content-type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(303);
      return show(page.resolve(answer.headers().firstValue("location").orElseThrow()));
    }
  }
}
