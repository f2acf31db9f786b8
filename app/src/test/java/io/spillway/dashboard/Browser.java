package io.spillway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Debian's Chromium with one page, driven by the DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger commands = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  /** What the page complained of: its console's errors and warnings, and uncaught exceptions. */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  private final WebSocket socket;
  private String session = "";

  /** Starts it, with an empty page of this size. */
  Browser(Path directory, int width, int height) throws Exception {
    assertThat(CHROMIUM).as("Chromium is missing: install the package chromium").isExecutable();
    process =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--window-size=" + width + "," + height,
                "--user-data-dir=" + directory.resolve("profile"),
                "about:blank")
            .redirectErrorStream(true)
            .start();
    socket = client.newWebSocketBuilder().buildAsync(listening(), new Answers()).join();
    JsonNode target = command("Target.createTarget", Map.of("url", "about:blank"));
    session =
        command(
                "Target.attachToTarget",
                Map.of("targetId", target.get("targetId").asString(), "flatten", true))
            .get("sessionId")
            .asString();
    command("Page.enable", Map.of());
    command("Runtime.enable", Map.of());
    command("Log.enable", Map.of());
    command("Network.enable", Map.of());
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  private URI listening() throws IOException {
    BufferedReader output = process.inputReader();
    List<String> said = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> output.lines().forEach(rest -> {}));
        return URI.create(line.substring(LISTENING.length()));
      }
    }
    throw new AssertionError("Chromium does not listen: " + said);
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        JsonNode message = JSON.readTree(text.toString());
        text.setLength(0);
        heard(message);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      waiting.values().forEach(future -> future.completeExceptionally(error));
    }
  }

  private void heard(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> future = waiting.remove(message.get("id").asInt());
      if (message.has("error")) {
        future.completeExceptionally(new IllegalStateException(message.toString()));
      } else {
        future.complete(message.get("result"));
      }
      return;
    }
    JsonNode parameters = message.get("params");
    switch (message.get("method").asString()) {
      case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
      case "Runtime.consoleAPICalled" -> {
        String type = parameters.get("type").asString();
        if (type.equals("error") || type.equals("warning")) {
          complaints.add(parameters.get("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = parameters.get("entry");
        if (entry.get("level").asString().matches("error|warning")) {
          complaints.add(entry.get("text").asString() + " " + entry.path("url").asString(""));
        }
      }
      default -> {}
    }
  }

  /** Has the browser do something, and waits for what it says. */
  JsonNode command(String method, Map<String, Object> parameters) {
    int id = commands.incrementAndGet();
    CompletableFuture<JsonNode> future = new CompletableFuture<>();
    waiting.put(id, future);
    Map<String, Object> message = new HashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(JSON.writeValueAsString(message), true).join();
    return future.join();
  }

  /** Sends this header with every request from now on. */
  void send(String header, String value) {
    command("Network.setExtraHTTPHeaders", Map.of("headers", Map.of(header, value)));
  }

  /** Goes to a page. */
  void open(URI address) {
    command("Page.navigate", Map.of("url", address.toString()));
  }

  /** The value of an expression of JavaScript, a promise's once it is there. */
  JsonNode evaluate(String expression) {
    JsonNode answer =
        command(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    assertThat(answer.has("exceptionDetails")).as("%s: %s", expression, answer).isFalse();
    return answer.get("result").path("value");
  }

  /** Waits until an expression is true. */
  void await(String expression) {
    while (!holds(expression)) {
      assertThat(process.isAlive()).isTrue();
      assertThat(Thread.interrupted()).as("given up waiting for %s", expression).isFalse();
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean holds(String expression) {
    try {
      return evaluate("Boolean(" + expression + ")").asBoolean();
    } catch (CompletionException e) {
      // The page is just being left.
      assertThat(e).hasMessageMatching("(?s).*(context|navigated).*");
      return false;
    }
  }

  /** The text of the element that a selector finds. */
  String text(String selector) {
    return evaluate("document.querySelector(" + JSON.writeValueAsString(selector) + ").innerText")
        .asString();
  }

  /** Presses and releases a key, by its name. */
  void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      Map<String, Object> parameters = new HashMap<>(Map.of("type", type, "key", key, "code", key));
      switch (key) {
        case "Enter" -> {
          parameters.put("windowsVirtualKeyCode", 13);
          parameters.put("text", "\r");
        }
        case "Escape" -> parameters.put("windowsVirtualKeyCode", 27);
        case "Tab" -> parameters.put("windowsVirtualKeyCode", 9);
        default -> throw new IllegalArgumentException(key);
      }
      command("Input.dispatchKeyEvent", parameters);
    }
  }

  /** Clicks the element that a selector finds. */
  void click(String selector) {
    await("document.querySelector(" + JSON.writeValueAsString(selector) + ")");
    evaluate("document.querySelector(" + JSON.writeValueAsString(selector) + ").click()");
  }

  /** Sets the page's size, as a phone has it. */
  void resize(int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", true));
  }

  /** What the system of somebody who likes {@code scheme}, light or dark, says. */
  void prefer(String scheme) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Writes what is seen to a file. */
  void picture(Path file) throws IOException {
    JsonNode answer = command("Page.captureScreenshot", Map.of("format", "png"));
    Files.write(file, Base64.getDecoder().decode(answer.get("data").asString()));
  }

  /** The roles and names of everything that a screen reader tells of. */
  List<String> accessible() {
    List<String> all = new ArrayList<>();
    for (JsonNode node : command("Accessibility.getFullAXTree", Map.of()).get("nodes")) {
      if (!node.path("ignored").asBoolean()) {
        all.add(
            node.path("role").path("value").asString("")
                + " "
                + node.path("name").path("value").asString(""));
      }
    }
    return all;
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    client.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
