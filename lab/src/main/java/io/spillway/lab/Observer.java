package io.spillway.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a client sees, as a program of its own on the client's machine: it asks name servers for a
 * name, again and again, and the address that the resolver last gave for a page. Each change and
 * each failure is a line: {@link System#nanoTime}, which all processes of a host share, a kind, and
 * what was seen.
 *
 * <ul>
 *   <li>{@code answer SERVER ADDRESS…}: what a name server says now, {@code -} for nothing
 *   <li>{@code page ADDRESS TEXT}: the page has come, from another application server than before
 *   <li>{@code failed ADDRESS REASON}: the page has not come
 *   <li>{@code count PAGES FAILURES}: so far, twice a second
 * </ul>
 */
final class Observer {
  private static final int QUESTION_MILLIS = 400;
  private static final int PAGE_MILLIS = 1000;
  private static final long PAUSE_NANOS = 20_000_000;

  private final String name;
  private final PrintStream out;
  private volatile DnsAnswer latest = DnsAnswer.NONE;

  private Observer(String name, PrintStream out) {
    this.name = name;
    this.out = out;
  }

  /** Arguments: the name, the resolver, further name servers. */
  public static void main(String[] arguments) {
    Observer observer = new Observer(arguments[0], System.out);
    List<String> servers = List.of(arguments).subList(1, arguments.length);
    for (String server : servers) {
      boolean isResolver = server.equals(servers.getFirst());
      Thread.ofPlatform().start(() -> observer.watch(server, isResolver));
    }
    observer.fetch();
  }

  private void tell(String line) {
    synchronized (out) {
      out.println(System.nanoTime() + " " + line);
      out.flush();
    }
  }

  private void watch(String server, boolean isResolver) {
    String before = "";
    for (int id = 1; ; id = id + 1 & 0xFFFF) {
      DnsAnswer answer = ask(server, id);
      if (isResolver && !answer.addresses().isEmpty()) {
        latest = answer;
      }
      String now = answer.addresses().isEmpty() ? "-" : String.join(" ", answer.addresses());
      if (!now.equals(before)) {
        tell("answer " + server + " " + now);
        before = now;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private DnsAnswer ask(String server, int id) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(QUESTION_MILLIS);
      byte[] question = DnsAnswer.question(name, id);
      socket.send(new DatagramPacket(question, question.length, new InetSocketAddress(server, 53)));
      DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
      socket.receive(answer);
      return DnsAnswer.parse(answer.getData(), answer.getLength(), id);
    } catch (IOException e) {
      return DnsAnswer.NONE;
    }
  }

  /**
   * A client that keeps an answer as long as its TTL says, and then takes the resolver's latest.
   */
  private void fetch() {
    DnsAnswer held = DnsAnswer.NONE;
    String before = "";
    int pages = 0;
    int failures = 0;
    long counted = 0;
    while (true) {
      long now = System.nanoTime();
      DnsAnswer fresh = latest;
      if (held.isExpired(now) && !fresh.addresses().isEmpty()) {
        held = fresh.from(now);
      }
      if (!held.addresses().isEmpty()) {
        String address = held.addresses().getFirst();
        try {
          String page = page(address);
          pages++;
          if (!page.equals(before)) {
            tell("page " + address + " " + page);
            before = page;
          }
        } catch (IOException e) {
          failures++;
          before = "";
          tell("failed " + address + " " + e.getMessage());
        }
      }
      if (now - counted > 500_000_000L) {
        counted = now;
        tell("count " + pages + " " + failures);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static String page(String address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), 80), PAGE_MILLIS);
      socket.setSoTimeout(PAGE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String response =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!response.startsWith("HTTP/1.1 200 ")) {
        throw new IOException(
            response.isEmpty() ? "no response" : response.lines().findFirst().get());
      }
      return response.substring(response.indexOf("\r\n\r\n") + 4).strip();
    }
  }
}
