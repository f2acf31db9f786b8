package io.spillway.command;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command says: results on {@link #out}, all else on {@link #error}. Thread-safe.
 *
 * <p>Texts about configurations hold one character for each byte of the file ({@link
 * io.spillway.config.Word}) and are written byte by byte.
 */
public final class Console {
  private final PrintStream out;
  private final PrintStream error;
  private final boolean outIsTerminal;

  /** A console that writes to these. */
  public Console(PrintStream out, PrintStream error, boolean outIsTerminal) {
    this.out = out;
    this.error = error;
    this.outIsTerminal = outIsTerminal;
  }

  /** The process's own standard streams. */
  public static Console ofProcess() {
    return new Console(
        stream(FileDescriptor.out), stream(FileDescriptor.err), Terminal.isTerminal(1));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 8192),
        false,
        StandardCharsets.ISO_8859_1);
  }

  /** Writes a result. */
  public void out(String text) {
    synchronized (out) {
      out.print(text);
      out.flush();
    }
  }

  /** Writes a message. */
  public void error(String text) {
    synchronized (error) {
      error.print(text);
      error.flush();
    }
  }

  /** Whether results go to a terminal, where colours and redrawing make sense. */
  public boolean outIsTerminal() {
    return outIsTerminal;
  }

  /** Writes what waits to be written. */
  public void flush() {
    out.flush();
    error.flush();
  }
}
