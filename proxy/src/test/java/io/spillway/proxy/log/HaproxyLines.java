package io.spillway.proxy.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs haproxy with a log format on real traffic and returns its lines. */
final class HaproxyLines {
  private HaproxyLines() {}

  private static final List<String> REQUESTS =
      List.of(
          "GET http://h/p]a?q=1 HTTP/1.1\r\nHost: h\r\nX-Req: a\"b]\\c\r\nCookie: SC=1\"2\r\n\r\n",
          "GET /plain HTTP/1.1\r\nHost: h\r\n\r\n",
          "POST /deep/er?x=#y HTTP/1.0\r\nContent-Length: 3\r\nX-Req: {v|w}\r\n\r\nabc",
          "GET /none HTTP/1.1\r\nHost: h\r\n\r\n",
          "GET\u0001 /bad\r\n\r\n");

  /** The lines that haproxy logs with {@code format}, one for each request. */
  static List<String> of(String format, Path directory) throws Exception {
    try (ServerSocket origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(origin));
      int port = freePort();
      Path configuration = directory.resolve("haproxy.cfg");
      Files.writeString(
          configuration,
          """
          global
            # With several, connections are counted anew while a line is being written.
            nbthread 1
          defaults
            mode http
            log stdout len 65535 format raw daemon
            timeout client 5s
            timeout server 5s
            timeout connect 5s
          frontend f
            bind 127.0.0.1:%d
            use_backend none if { path /none }
            default_backend b
            capture request header X-Req len 20
            capture request header X-None len 20
            capture response header X-Resp len 20
            capture cookie SC len 10
            unique-id-format %%rt
            log-format "%s"
          backend b
            server s 127.0.0.1:%d
          backend none
          """
              .formatted(port, format.replace("\"", "\\\""), origin.getLocalPort()));
      Process haproxy =
          new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
              .redirectErrorStream(true)
              .start();
      try (BufferedReader out = haproxy.inputReader(StandardCharsets.ISO_8859_1)) {
        List<String> lines = new ArrayList<>();
        for (String request : REQUESTS) {
          exchange(port, request);
          String line = out.readLine();
          while (line != null && !line.contains("@@")) {
            line = out.readLine();
          }
          lines.add(line);
        }
        return lines;
      } finally {
        haproxy.destroy();
        haproxy.waitFor();
      }
    }
  }

  private static void exchange(int port, String request) throws Exception {
    try (Socket socket = connect(port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      if (in.read(new byte[4096]) < 0) {
        throw new IOException("no response");
      }
    }
  }

  private static Socket connect(int port) throws Exception {
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        // haproxy is still starting.
        Thread.onSpinWait();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void serve(ServerSocket origin) {
    try {
      while (true) {
        try (Socket client = origin.accept()) {
          if (client.getInputStream().read(new byte[4096]) > 0) {
            OutputStream out = client.getOutputStream();
            out.write(
                ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nSet-Cookie: SC=va]l; x\r\n"
                        + "X-Resp: q\"u\r\n\r\nabc")
                    .getBytes(StandardCharsets.ISO_8859_1));
          }
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
