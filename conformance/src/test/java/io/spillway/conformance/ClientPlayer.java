package io.spillway.conformance;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays a case's client against one side. Confined to one thread. */
final class ClientPlayer {
  private static final String FIRST = "client";

  private final Stage stage;
  private final Map<String, Wire> wires = new LinkedHashMap<>();
  private final List<String> surprises = new ArrayList<>();
  private final StringBuilder pending = new StringBuilder();
  private String current = FIRST;
  private String lastRead = "";

  ClientPlayer(Stage stage) {
    this.stage = stage;
  }

  /** What each of its connections received. */
  Map<String, String> transcripts() {
    Map<String, String> transcripts = new LinkedHashMap<>();
    wires.forEach((name, wire) -> transcripts.put(name, wire.transcript()));
    return transcripts;
  }

  /** Statuses other than the script announced, and waits in vain. */
  List<String> surprises() {
    return surprises;
  }

  void play() throws IOException, InterruptedException {
    try {
      for (String line : stage.file().client()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          step(line);
        }
      }
      flush();
      if (lastRead.equals(current) && !wire().ended()) {
        wire().halfClose();
        wire().end();
      }
    } catch (Patience.Exhausted silence) {
      surprises.add(silence.getMessage());
    } catch (ConnectException refused) {
      surprises.add("could not connect: " + refused.getMessage());
    } catch (NumberFormatException framing) {
      surprises.add("could not be read as HTTP: " + framing.getMessage());
    } finally {
      stage.signal(Stage.OVER);
      for (Wire wire : wires.values()) {
        wire.close();
      }
    }
  }

  private void step(String line) throws IOException, InterruptedException {
    if (line.startsWith(">| ")) {
      pending.append(Escapes.bytes(line.substring(3)));
      return;
    }
    if (line.startsWith(">")) {
      pending.append(Escapes.line(line)).append("\r\n");
      return;
    }
    flush();
    String[] words = line.strip().split(" ");
    String rest = words.length > 1 ? line.strip().substring(words[0].length() + 1) : "";
    lastRead = "";
    switch (words[0]) {
      case "on" -> on(words);
      case "get" -> get(words);
      case "response" -> response(words);
      case "until" -> wire().until(Escapes.bytes(rest));
      case "read" -> wire().skip(Long.parseLong(words[1]));
      case "end" -> wire().end();
      case "half-close" -> wire().halfClose();
      case "close" -> wire().close();
      case "reset" -> wire().reset();
      case "connect" -> wire();
      case "send" -> {}
      case "signal" -> stage.signal(words[1]);
      case "await" -> stage.await(words[1]);
      case "wait" -> await(words);
      case "start" -> stage.origin(words[1]).start();
      case "stop" -> stage.origin(words[1]).stop();
      case "poll" -> poll(words[1], words[2], Integer.parseInt(words[3]));
      default -> throw new IllegalArgumentException(stage.file() + ": unknown step " + line);
    }
  }

  private void flush() throws IOException {
    if (!pending.isEmpty()) {
      wire().send(pending.toString());
      pending.setLength(0);
    }
  }

  /** {@code on NAME [to BIND] [from ADDRESS]}. */
  private void on(String[] words) throws IOException {
    current = words[1];
    String to = "bind";
    String from = "127.0.0.1";
    for (int i = 2; i + 1 < words.length; i += 2) {
      if (words[i].equals("to")) {
        to = words[i + 1];
      } else {
        from = words[i + 1];
      }
    }
    if (!wires.containsKey(current)) {
      wires.put(current, connect(stage.address(to), from));
    }
  }

  private Wire wire() throws IOException {
    Wire wire = wires.get(current);
    if (wire == null) {
      wire = connect(stage.address("bind"), "127.0.0.1");
      wires.put(current, wire);
    }
    return wire;
  }

  private static Wire connect(InetSocketAddress to, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    try {
      socket.connect(to, Math.toIntExact(Patience.LIMIT.toMillis()));
      return new Wire(socket);
    } catch (ConnectException refused) {
      throw refused;
    } catch (SocketException reset) {
      return Wire.resetAtOnce();
    }
  }

  /** {@code get TARGET [times N]}: on the connection that stands, one after the other. */
  private void get(String[] words) throws IOException {
    int times = words.length > 3 && words[2].equals("times") ? Integer.parseInt(words[3]) : 1;
    for (int i = 0; i < times; i++) {
      wire().send("GET " + words[1] + " HTTP/1.1\r\nHost: example.com\r\n\r\n");
      expectStatus(wire().response(false), 200);
    }
    lastRead = current;
  }

  /** {@code response [head] [STATUS]}. */
  private void response(String[] words) throws IOException {
    boolean bodiless = words.length > 1 && words[1].equals("head");
    String head = wire().response(bodiless);
    String last = words[words.length - 1];
    if (last.matches("\\d{3}")) {
      expectStatus(head, Integer.parseInt(last));
    }
    lastRead = current;
  }

  private void expectStatus(String head, int expected) {
    if (Wire.status(head) != expected) {
      surprises.add(
          "expected a response "
              + expected
              + ", came: "
              + Escapes.readable(head.lines().findFirst().orElse("")));
    }
  }

  /** {@code wait ORIGIN requests|connections|ended N}, {@code wait logs N}. */
  private void await(String[] words) throws InterruptedException {
    String awaited = stage.file() + ": " + String.join(" ", words);
    if (words[1].equals("logs")) {
      int lines = Integer.parseInt(words[2]);
      Patience.until(awaited, () -> stage.logs().lines().size() >= lines);
      return;
    }
    Origin origin = stage.origin(words[1]);
    int count = Integer.parseInt(words[3]);
    Patience.until(
        awaited,
        () ->
            switch (words[2]) {
              case "requests" -> origin.requests() >= count;
              case "connections" -> origin.connections() >= count;
              case "ended" -> origin.ended() >= count;
              default -> throw new IllegalArgumentException(awaited);
            });
  }

  /** {@code poll BIND TARGET STATUS}: asks on connections of its own until the status comes. */
  private void poll(String bind, String target, int status) throws InterruptedException {
    Patience.until(
        stage.file() + ": status " + status + " from " + target,
        () -> {
          try (Wire wire = connect(stage.address(bind), "127.0.0.1")) {
            wire.send("GET " + target + " HTTP/1.0\r\n\r\n");
            return Wire.status(wire.response(false)) == status;
          } catch (IOException refused) {
            return false;
          }
        });
  }
}
