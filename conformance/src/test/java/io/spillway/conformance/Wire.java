package io.spillway.conformance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One end of a connection, with everything that was read from it written down. Confined to the
 * thread that plays its script; {@link #transcript} may be read by any.
 */
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final StringBuffer transcript = new StringBuffer();
  private boolean ended;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(Patience.LIMIT.toMillis()));
    in = new BufferedInputStream(socket.getInputStream(), 65_536);
  }

  /** A connection that the other end reset before it could be used. */
  static Wire resetAtOnce() {
    return new Wire();
  }

  private Wire() {
    socket = new Socket();
    in = InputStream.nullInputStream();
    ended = true;
    transcript.append("<reset>");
  }

  String transcript() {
    return transcript.toString();
  }

  boolean ended() {
    return ended;
  }

  /** Sends all of {@code bytes}; a peer that has gone is found out by the next read. */
  void send(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      // The read that follows tells how.
    }
  }

  /**
   * Reads the next byte.
   *
   * @return the byte, or -1 once the peer has ended the connection
   */
  private int read() {
    if (ended) {
      return -1;
    }
    try {
      int next = in.read();
      if (next >= 0) {
        transcript.append((char) next);
        return next;
      }
      transcript.append("<end>");
    } catch (SocketTimeoutException silent) {
      transcript.append("<nothing more came>");
      throw new Patience.Exhausted("bytes after: " + Escapes.readable(tail()));
    } catch (SocketException reset) {
      transcript.append("<reset>");
    } catch (IOException broken) {
      transcript.append("<").append(broken).append(">");
    }
    ended = true;
    return -1;
  }

  private String tail() {
    return transcript.substring(Math.max(0, transcript.length() - 200));
  }

  /**
   * Reads one message head, up to and with its empty line.
   *
   * @return the head, shorter where the connection ended in it, empty at a clean end
   */
  String head() {
    StringBuilder head = new StringBuilder();
    while (true) {
      int next = read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
      int length = head.length();
      if (next == '\n' && length > 2 && (endsWith(head, "\r\n\r\n") || endsWith(head, "\n\n"))) {
        return head.toString();
      }
    }
  }

  private static boolean endsWith(StringBuilder text, String end) {
    return text.length() >= end.length()
        && text.substring(text.length() - end.length()).equals(end);
  }

  /** Reads one request, head and body. */
  String request() {
    String head = head();
    body(head, false);
    return head;
  }

  /**
   * Reads one response, head and body.
   *
   * @param bodiless whether it answers a HEAD request
   */
  String response(boolean bodiless) {
    String head = head();
    int status = status(head);
    if (!bodiless && status >= 200 && status != 204 && status != 304) {
      body(head, true);
    }
    return head;
  }

  /** The status of a response's head, or 0. */
  static int status(String head) {
    return head.matches("(?s)HTTP/\\d\\.\\d \\d{3}.*")
        ? Integer.parseInt(head.substring(9, 12))
        : 0;
  }

  private void body(String head, boolean untilEnd) {
    if (header(head, "transfer-encoding").endsWith("chunked")) {
      chunks();
      return;
    }
    String length = header(head, "content-length");
    if (!length.isEmpty()) {
      skip(Long.parseLong(length));
    } else if (untilEnd) {
      end();
    }
  }

  private void chunks() {
    while (true) {
      String line = line();
      if (line.isEmpty()) {
        return;
      }
      long size = Long.parseLong(line.strip().split(";")[0].strip(), 16);
      if (size == 0) {
        while (!line().isBlank()) {
          // Trailers are in the transcript.
        }
        return;
      }
      skip(size);
      line();
    }
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    int next;
    do {
      next = read();
      if (next >= 0) {
        line.append((char) next);
      }
    } while (next >= 0 && next != '\n');
    return line.toString();
  }

  /** Reads {@code count} bytes, or fewer where the connection ends before. */
  void skip(long count) {
    for (long i = 0; i < count && read() >= 0; i++) {
      // Recorded by read.
    }
  }

  /** Reads up to and with {@code text}. */
  void until(String text) {
    StringBuilder seen = new StringBuilder();
    while (!endsWith(seen, text)) {
      int next = read();
      if (next < 0) {
        return;
      }
      seen.append((char) next);
    }
  }

  /** Reads until the peer ends the connection. */
  void end() {
    while (read() >= 0) {
      // Recorded by read.
    }
  }

  /** The value of the first header of that name, lower-cased; empty where there is none. */
  static String header(String head, String name) {
    for (String line : head.split("\r?\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
        return line.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  /** Sends the end of the stream, and goes on reading. */
  void halfClose() {
    try {
      socket.shutdownOutput();
    } catch (IOException gone) {
      // The read that follows tells how.
    }
  }

  /** Ends the connection with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
