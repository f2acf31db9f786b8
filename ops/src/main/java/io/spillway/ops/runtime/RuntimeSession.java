package io.spillway.ops.runtime;

import io.spillway.ops.acme.AcmeService;
import io.spillway.ops.alert.AlertService;
import io.spillway.ops.facility.FacilityServices;
import io.spillway.ops.watch.ProcessWatches;
import io.spillway.proxy.restore.ProcessImage;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the stats socket: reads lines of commands and answers them. Without {@code
 * prompt} it ends after the first line. Confined to its thread.
 */
public final class RuntimeSession {
  private final ProcessStatus process;
  private final OperatorServices services;
  private final LineInput in;
  private final OutputStream out;
  private Level level;
  private boolean isInteractive;
  private boolean isEnded;
  private Timeout timeout = seconds -> {};
  private @Nullable Handover handover;
  private boolean givesState;

  /** Sets how long the connection may be silent. */
  @FunctionalInterface
  public interface Timeout {
    /** Ends the connection after {@code seconds} of silence; 0 for never. */
    void set(int seconds) throws IOException;
  }

  /** Gives the process's listening sockets to the other side. */
  @FunctionalInterface
  public interface Handover {
    /** Gives them all. */
    void run() throws IOException;
  }

  /** A server with its backend. */
  record Target(BackendStatus backend, Server server) {}

  /** A session over a connection that was just accepted, in a process that does nothing else. */
  public RuntimeSession(ProcessStatus process, Level level, InputStream in, OutputStream out) {
    this(process, OperatorServices.NONE, level, in, out);
  }

  /**
   * A session over a connection that was just accepted.
   *
   * @param services what the process does beside carrying traffic
   */
  public RuntimeSession(
      ProcessStatus process,
      OperatorServices services,
      Level level,
      InputStream in,
      OutputStream out) {
    this.process = process;
    this.services = services;
    this.level = level;
    this.in = new LineInput(in);
    this.out = out;
  }

  /** Sets how {@code set timeout cli} changes the connection. */
  public void onTimeout(Timeout change) {
    timeout = change;
  }

  /** Sets how {@code _getsocks} is answered; without, nobody knows the command. */
  public void onHandover(Handover answer) {
    handover = answer;
  }

  /** Has {@code _getstate} answered; without, nobody knows the command. */
  public void givesState() {
    givesState = true;
  }

  /**
   * Answers commands until the connection ends.
   *
   * @throws IOException when the connection breaks or is silent for too long
   */
  public void run() throws IOException {
    try {
      String line = in.line();
      while (line != null) {
        answer(line);
        if (!isInteractive || isEnded) {
          return;
        }
        line = in.line();
      }
    } catch (LineInput.UnusableException e) {
      // What follows are no commands.
      out.write(e.answer().getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private void answer(String line) throws IOException {
    String commands = line;
    String payload = "";
    int mark = line.indexOf(LineInput.MARK);
    if (mark >= 0) {
      commands = line.substring(0, mark);
      payload = in.payload(line.substring(mark + LineInput.MARK.length()).trim());
    }
    List<List<String>> parsed = CommandLine.parse(commands);
    for (int i = 0; i < parsed.size() && !isEnded; i++) {
      List<String> words = new ArrayList<>(parsed.get(i));
      if (i == parsed.size() - 1 && !payload.isEmpty()) {
        words.add(payload);
      }
      String text = words.isEmpty() && isInteractive ? "" : execute(words);
      if (!isEnded) {
        out.write((text + (isInteractive ? "\n> " : "\n")).getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  private String execute(List<String> words) throws IOException {
    if (handover != null && !words.isEmpty() && words.getFirst().equals("_getsocks")) {
      isEnded = true;
      handover.run();
      return "";
    }
    if (givesState && !words.isEmpty() && words.getFirst().equals("_getstate")) {
      isEnded = true;
      ProcessImage.write(process, out);
      return "";
    }
    switch (words.isEmpty() ? "" : words.getFirst()) {
      case "quit" -> {
        isEnded = true;
        return "";
      }
      case "prompt" -> {
        isInteractive = words.size() < 2 ? !isInteractive : !words.get(1).equals("n");
        return "";
      }
      case "help" -> {
        return Commands.help(this, words.subList(1, words.size()));
      }
      default -> {
        return Commands.run(this, words);
      }
    }
  }

  ProcessStatus process() {
    return process;
  }

  /** The facilities that this process watches, or null. */
  FacilityServices facility() {
    return services.facility();
  }

  /** What the process tells operators, or null. */
  @Nullable AlertService alerts() {
    return services.alerts();
  }

  /** The processes that this one watches, or null. */
  @Nullable ProcessWatches processes() {
    return services.processes();
  }

  /** The certificates that the process obtains by itself, or null. */
  @Nullable AcmeService acme() {
    return services.acme();
  }

  Level level() {
    return level;
  }

  /** Gives rights up: {@code operator}, {@code user}. */
  void lowerTo(Level lower) {
    if (lower.compareTo(level) < 0) {
      level = lower;
    }
  }

  void changeTimeout(int seconds) {
    try {
      timeout.set(seconds);
    } catch (IOException e) {
      isEnded = true;
    }
  }

  @Nullable FrontendStatus frontend(String name) {
    for (ProxyStatus proxy : process.proxies()) {
      if (proxy.frontend() != null && isNamed(proxy, name)) {
        return proxy.frontend();
      }
    }
    return null;
  }

  @Nullable BackendStatus backend(String name) {
    for (ProxyStatus proxy : process.proxies()) {
      if (proxy.backend() != null && isNamed(proxy, name)) {
        return proxy.backend();
      }
    }
    return null;
  }

  private static boolean isNamed(ProxyStatus proxy, String name) {
    return proxy.name().equals(name) || ("#" + proxy.id()).equals(name);
  }

  static @Nullable Server server(BackendStatus backend, String name) {
    for (Server server : backend.servers()) {
      if (server.name().equals(name) || ("#" + server.id()).equals(name)) {
        return server;
      }
    }
    return null;
  }

  /** The server called {@code path}, {@code backend/server}; null where there is none. */
  @Nullable Target target(String path) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      return null;
    }
    BackendStatus backend = backend(path.substring(0, slash));
    if (backend == null) {
      return null;
    }
    Server server = server(backend, path.substring(slash + 1));
    return server == null ? null : new Target(backend, server);
  }

  /** What is wrong with {@code path}, for which {@link #target} found nothing. */
  String missing(String path) {
    int slash = path.indexOf('/');
    if (slash < 0) {
      return "Require 'backend/server'.\n";
    }
    return backend(path.substring(0, slash)) == null ? "No such backend.\n" : "No such server.\n";
  }
}
