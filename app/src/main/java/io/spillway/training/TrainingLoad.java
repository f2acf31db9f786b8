package io.spillway.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The clients in training: connections of many lengths, requests of the usual kinds, some that end
 * before their time. Bounded in connections, requests and time.
 */
final class TrainingLoad {
  private static final int CLIENTS = 16;
  private static final int CONNECTIONS = 120;
  private static final int SHORT_CONNECTIONS = 200;
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(20);
  private static final String[] PATHS = {"/100", "/100", "/100", "/10000", "/100", "/chunked"};

  private final int http;
  private final int ruled;
  private final int tcp;
  private final long begin = System.nanoTime();

  /**
   * Loads these ports of the loopback address.
   *
   * @param http the plain frontend
   * @param ruled the frontend with rules, captures and logs
   * @param tcp the frontend of mode tcp
   */
  TrainingLoad(int http, int ruled, int tcp) {
    this.http = http;
    this.ruled = ruled;
    this.tcp = tcp;
  }

  void run() {
    try {
      awaitListening();
      List<Thread> clients = new ArrayList<>();
      for (int number = 0; number < CLIENTS; number++) {
        int client = number;
        clients.add(Thread.ofVirtual().start(() -> load(client)));
      }
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitListening() throws InterruptedException {
    while (System.nanoTime() - begin < LONGEST) {
      try (Socket connection = connect(tcp)) {
        return;
      } catch (ConnectException e) {
        Thread.sleep(10);
      } catch (IOException e) {
        return;
      }
    }
  }

  private void load(int client) {
    for (int number = 0; number < CONNECTIONS && System.nanoTime() - begin < LONGEST; number++) {
      try {
        // Most traffic is plain, and most connections carry many requests.
        int port = number % 4 == 1 ? ruled : number % 4 == 3 ? tcp : http;
        exchange(port, number % 5 == 0 ? 1 : 40, client + number);
      } catch (IOException e) {
        Training.tell("a client", e);
      }
    }
    // Clients that make a connection for each request: another path through most of the proxy.
    for (int number = 0;
        number < SHORT_CONNECTIONS && System.nanoTime() - begin < LONGEST;
        number++) {
      try {
        exchangeOnce(number % 8 == 7 ? ruled : http);
      } catch (IOException e) {
        Training.tell("a client", e);
      }
    }
  }

  private static void exchangeOnce(int port) throws IOException {
    try (Socket connection = connect(port)) {
      connection.getOutputStream().write(request("GET", "/100", true));
      connection.getInputStream().readAllBytes();
    }
  }

  private static void exchange(int port, int requests, int seed) throws IOException {
    try (Socket connection = connect(port)) {
      connection.setTcpNoDelay(true);
      OutputStream out = connection.getOutputStream();
      InputStream in = new BufferedInputStream(connection.getInputStream(), 16_384);
      for (int number = 1; number <= requests; number++) {
        int kind = (seed + number) % 23;
        boolean last = number == requests;
        String path = last && seed % 11 == 0 ? "/close" : PATHS[(seed + number) % PATHS.length];
        String method = kind == 7 ? "HEAD" : kind == 11 ? "POST" : "GET";
        out.write(request(method, path, last && seed % 3 == 0));
        out.flush();
        if (last && seed % 7 == 0) {
          return; // leaves without waiting for the response
        }
        String head = Http.head(in);
        if (head.isEmpty()) {
          return;
        }
        if (!method.equals("HEAD")) {
          Http.skipBody(in, head);
        }
      }
    }
  }

  private static byte[] request(String method, String path, boolean close) {
    String body = method.equals("POST") ? "name=value&other=1" : "";
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: training/1.0\r\nAccept: */*\r\n"
            + "Accept-Encoding: gzip\r\nCookie: session=abc\r\n"
            + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
            + (close ? "Connection: close\r\n" : "")
            + "\r\n"
            + body;
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }
}
