package io.spillway.top;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Redraws the view, and does what keys say. Confined to one thread. */
public final class TopScreen {
  /** Gives a command to the process. */
  @FunctionalInterface
  public interface Asked {
    /** What it answers. */
    String ask(String command) throws IOException;
  }

  private static final String BEGIN = "\u001b[?1049h\u001b[?25l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_REST = "\u001b[J";
  private static final String NORMAL = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String CHOSEN = "\u001b[7m";
  private static final int ESCAPE = 27;
  private static final int BACKSPACE = 127;

  private final Asked process;
  private final Consumer<String> out;
  private final long delayMillis;
  private @Nullable Snapshot snapshot;
  private String message = "";
  private @Nullable String chosen;
  private boolean onlyServers;
  private int first;

  /**
   * A screen that shows nothing yet.
   *
   * @param out writes to the terminal
   * @param delayMillis how often the process is asked
   */
  public TopScreen(Asked process, Consumer<String> out, long delayMillis) {
    this.process = process;
    this.out = out;
    this.delayMillis = delayMillis;
  }

  /**
   * Shows the view until somebody quits.
   *
   * @throws IOException where there is no terminal
   */
  public void run() throws IOException, InterruptedException {
    try (RawTerminal terminal = RawTerminal.open()) {
      out.accept(BEGIN);
      look();
      long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
      while (true) {
        draw();
        int key = terminal.key(TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
        if (key == 'q' || key == RawTerminal.END) {
          return;
        }
        if (key != RawTerminal.NONE) {
          pressed(key, terminal);
        }
        if (System.nanoTime() >= next) {
          look();
          next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
        }
      }
    }
  }

  private void look() {
    try {
      snapshot = Snapshot.of(process.ask(Snapshot.COMMANDS));
    } catch (IOException | IllegalArgumentException e) {
      message = String.valueOf(e.getMessage());
    }
  }

  private void pressed(int key, RawTerminal terminal) throws InterruptedException {
    switch (key) {
      case ESCAPE -> {
        if (terminal.key(50) == '[') {
          switch (terminal.key(50)) {
            case 'A' -> move(-1);
            case 'B' -> move(1);
            default -> {}
          }
        }
      }
      case 'k' -> move(-1);
      case 'j' -> move(1);
      case 'a' -> onlyServers = !onlyServers;
      case 'd' -> order("set server %s state drain");
      case 'x' -> order("set server %s state maint");
      case 'e' -> order("set server %s state ready");
      case 'w' -> weight(terminal);
      default -> {}
    }
  }

  private void move(int by) {
    Snapshot shown = snapshot;
    if (shown == null) {
      return;
    }
    List<String> servers =
        shown.rows().stream().filter(Snapshot.Row::isServer).map(Snapshot.Row::path).toList();
    if (!servers.isEmpty()) {
      int at = chosen == null ? (by > 0 ? -1 : servers.size()) : servers.indexOf(chosen);
      chosen = servers.get(Math.clamp(at + by, 0, servers.size() - 1));
    }
  }

  private void order(String command) {
    String server = chosen;
    if (server == null) {
      message = "Choose a server first, with the arrow keys.";
      return;
    }
    String given = String.format(command, server);
    try {
      String answer = process.ask(given).strip();
      message =
          given + (answer.isEmpty() ? ": done" : ": " + answer.lines().findFirst().orElse(""));
    } catch (IOException e) {
      message = String.valueOf(e.getMessage());
    }
    look();
  }

  private void weight(RawTerminal terminal) throws InterruptedException {
    if (chosen == null) {
      order("");
      return;
    }
    StringBuilder typed = new StringBuilder();
    while (true) {
      message = "weight of " + chosen + " (0 to 256, or percent as 50%): " + typed;
      draw();
      int key = terminal.key(delayMillis);
      if (key == '\n' || key == '\r') {
        break;
      } else if (key == ESCAPE || key == RawTerminal.END) {
        typed.setLength(0);
        break;
      } else if (key == BACKSPACE || key == '\b') {
        typed.setLength(Math.max(0, typed.length() - 1));
      } else if ((key >= '0' && key <= '9') || key == '%') {
        typed.append((char) key);
      }
    }
    message = "";
    if (!typed.isEmpty()) {
      order("set weight %s " + typed.toString().replace("%", "%%"));
    }
  }

  private void draw() {
    int[] size = RawTerminal.size();
    int columns = size[1];
    StringBuilder screen = new StringBuilder(HOME);
    Snapshot shown = snapshot;
    int used = 2;
    if (shown != null) {
      for (String line : TopView.head(shown)) {
        add(screen, line, "", columns);
        used++;
      }
      List<TopView.Line> lines = TopView.lines(shown, onlyServers);
      add(screen, lines.getFirst().text(), BOLD, columns);
      rows(screen, lines.subList(1, lines.size()), Math.max(1, size[0] - used - 1), columns);
    }
    add(screen, message, BOLD, columns);
    screen.append(cut(TopView.KEYS, columns)).append(CLEAR_REST);
    out.accept(screen.toString());
  }

  private void rows(StringBuilder screen, List<TopView.Line> lines, int room, int columns) {
    int at = 0;
    for (int i = 0; i < lines.size(); i++) {
      at = isChosen(lines.get(i)) ? i : at;
    }
    first = Math.clamp(first, Math.max(0, at - room + 1), at);
    first = Math.min(first, Math.max(0, lines.size() - room));
    for (TopView.Line line : lines.subList(first, Math.min(lines.size(), first + room))) {
      String style =
          isChosen(line)
              ? CHOSEN
              : switch (line.state()) {
                case HEAD, PROXY -> BOLD;
                case UP -> "\u001b[32m";
                case DOWN -> "\u001b[31m";
                case ASIDE -> "\u001b[33m";
              };
      add(screen, line.text(), style, columns);
    }
  }

  private boolean isChosen(TopView.Line line) {
    Snapshot.Row server = line.server();
    return server != null && server.path().equals(chosen);
  }

  private static void add(StringBuilder screen, String text, String style, int columns) {
    screen.append(style).append(cut(text, columns)).append(style.isEmpty() ? "" : NORMAL);
    screen.append(CLEAR_LINE).append("\r\n");
  }

  private static String cut(String text, int columns) {
    return text.length() > columns ? text.substring(0, columns) : text;
  }
}
