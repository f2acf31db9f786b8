package io.spillway.top;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The terminal of this process, with keys passed on at once and not shown, by stty(1). Confined to
 * one thread, but for the reader of keys.
 */
final class RawTerminal implements AutoCloseable {
  /** What is returned where no key was pressed in time. */
  static final int NONE = -2;

  /** The end of the input. */
  static final int END = -1;

  private static final int BACKGROUND_LINES = 24;
  private static final int BACKGROUND_COLUMNS = 80;

  private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
  private final String before;
  private final Thread restore;

  private RawTerminal(String before) {
    this.before = before;
    this.restore = new Thread(this::restore);
    Runtime.getRuntime().addShutdownHook(restore);
  }

  /**
   * Takes the terminal.
   *
   * @throws IOException where standard input is none
   */
  static RawTerminal open() throws IOException {
    String before = stty("-g");
    RawTerminal terminal = new RawTerminal(before);
    stty("-icanon", "-echo", "min", "1");
    Thread.ofPlatform().daemon().name("keys").start(terminal::read);
    return terminal;
  }

  private void read() {
    InputStream input = System.in;
    try {
      int key = input.read();
      while (key >= 0) {
        keys.add(key);
        key = input.read();
      }
    } catch (IOException e) {
      // The same as its end.
    }
    keys.add(END);
  }

  /** The next byte of the keyboard; {@link #NONE} after {@code millis}. */
  int key(long millis) throws InterruptedException {
    Integer key = keys.poll(Math.max(0, millis), TimeUnit.MILLISECONDS);
    return key == null ? NONE : key;
  }

  /** How many lines and columns it has. */
  static int[] size() {
    try {
      String[] size = stty("size").split(" ");
      int lines = Integer.parseInt(size[0]);
      int columns = Integer.parseInt(size[1]);
      if (lines > 0 && columns > 0) {
        return new int[] {lines, columns};
      }
    } catch (IOException | RuntimeException e) {
      // A terminal that does not tell is as most were.
    }
    return new int[] {BACKGROUND_LINES, BACKGROUND_COLUMNS};
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("stty fails: standard input is no terminal");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return said;
  }

  private void restore() {
    try {
      stty(before);
    } catch (IOException e) {
      // It has gone.
    }
    System.out.print("\u001b[?25h\u001b[?1049l");
    System.out.flush();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(restore);
    restore();
  }
}
