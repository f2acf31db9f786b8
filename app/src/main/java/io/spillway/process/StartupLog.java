package io.spillway.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a process told the user while it started: {@code show startup-logs} (management manual,
 * chapter 9.3). Keeps the last 64 KiB. Thread-safe.
 */
public final class StartupLog {
  private static final int MOST_CHARACTERS = 65_536;

  private final Deque<String> messages = new ArrayDeque<>();
  private int characters;
  private boolean isOpen = true;

  /** Keeps {@code text}, whole lines of one character a byte, unless the start is over. */
  public synchronized void add(String text) {
    if (!isOpen) {
      return;
    }
    messages.add(text);
    characters += text.length();
    while (characters > MOST_CHARACTERS) {
      characters -= messages.remove().length();
    }
  }

  /** Forgets everything: another start begins. */
  synchronized void begin() {
    messages.clear();
    characters = 0;
    isOpen = true;
  }

  /** Keeps nothing more: the start is over. */
  synchronized void end() {
    isOpen = false;
  }

  /** All of it, empty where nothing was told. */
  public synchronized String text() {
    byte[] bytes = String.join("", messages).getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
