package io.spillway.ops.mailers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The mails of a backend for one mailer, sent one after the other on a virtual thread, each on a
 * connection of its own and once (as HAProxy does). Thread-safe; adding never waits.
 */
final class MailQueue implements AutoCloseable {
  /** A mail. Immutable. */
  record Mail(String hostName, String from, String to, String text) {}

  private static final int MOST_WAITING = 10_000;
  private static final int LONGEST_LINE = 1000;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z '('z')'", Locale.US);

  private final MailersDefinition.Mailer mailer;
  private final Duration timeout;
  private final Consumer<String> trouble;
  private final LinkedBlockingQueue<Mail> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread thread;

  MailQueue(MailersDefinition.Mailer mailer, Duration timeout, Consumer<String> trouble) {
    this.mailer = mailer;
    this.timeout = timeout;
    this.trouble = trouble;
    this.thread = Thread.ofVirtual().name("mailer " + mailer.name()).start(this::run);
  }

  void add(Mail mail) {
    if (!waiting.offer(mail)) {
      trouble.accept(
          "mailer " + mailer.name() + ": too many mails wait; not sent is: " + mail.text());
    }
  }

  private void run() {
    try {
      while (true) {
        Mail mail = waiting.take();
        try {
          send(mail);
        } catch (IOException e) {
          trouble.accept(
              "mailer "
                  + mailer.name()
                  + " did not take a mail ("
                  + e.getMessage()
                  + "): "
                  + mail.text());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Mail mail) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(mailer.host(), mailer.port()), (int) timeout.toMillis());
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      expect("220", socket, in, deadline);
      say("HELO " + mail.hostName() + "\r\n", out);
      expect("250", socket, in, deadline);
      say("MAIL FROM:<" + mail.from() + ">\r\n", out);
      expect("250", socket, in, deadline);
      say("RCPT TO:<" + mail.to() + ">\r\n", out);
      expect("250", socket, in, deadline);
      say("DATA\r\n", out);
      expect("354", socket, in, deadline);
      say(
          "From: "
              + mail.from()
              + "\r\nTo: "
              + mail.to()
              + "\r\nDate: "
              + DATE.format(ZonedDateTime.now())
              + "\r\nSubject: [HAProxy Alert] "
              + mail.text()
              + "\r\n\r\n"
              + mail.text()
              + "\r\n\r\n.\r\n",
          out);
      expect("250", socket, in, deadline);
      say("QUIT\r\n", out);
      expect("221", socket, in, deadline);
    }
  }

  private static void say(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Reads a reply, of however many lines, that must have {@code code}. */
  private static void expect(String code, Socket socket, BufferedReader in, long deadline)
      throws IOException {
    String line;
    do {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("timeout mail");
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      line = line(in);
    } while (line.startsWith(code + "-"));
    if (!line.startsWith(code + " ") && !line.equals(code)) {
      throw new IOException("expected " + code + ", got '" + line + "'");
    }
  }

  /** A line of bounded length. */
  private static String line(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      if (line.length() == LONGEST_LINE) {
        throw new IOException("a reply is longer than " + LONGEST_LINE + " characters");
      }
      line.append((char) c);
      c = in.read();
    }
    if (c < 0) {
      throw new IOException("the connection ended");
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
