package io.spillway.proxy.stream;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An nginx that speaks TLS and tells of each connection: the name that it was asked for, whether
 * its session was resumed ({@code r}, else {@code .}), the client's certificate, its number.
 */
final class SecureWebServer implements AutoCloseable {
  private final int port = RunningProxy.freePort();
  private final Process process;

  SecureWebServer(Path parent, Path certificate) throws IOException {
    this(parent, certificate, "", "");
  }

  /**
   * One that does more.
   *
   * @param listen words of its {@code listen} line behind {@code ssl}
   * @param directives more of its {@code server} block
   */
  SecureWebServer(Path parent, Path certificate, String listen, String directives)
      throws IOException {
    Path directory = Files.createTempDirectory(parent, "nginx");
    Files.writeString(
        directory.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        error_log stderr error;
        pid nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          ssl_protocols TLSv1.2 TLSv1.3;
          ssl_session_cache shared:sessions:1m;
          ssl_verify_client optional_no_ca;
          server {
            listen 127.0.0.1:%d ssl %s;
            %s
            ssl_certificate %s;
            ssl_certificate_key %s;
            location / {
              return 200 "<$ssl_server_name> $ssl_session_reused <$ssl_client_s_dn> $connection";
            }
          }
        }
        """
            .formatted(port, listen, directives, certificate, certificate));
    process =
        new ProcessBuilder(
                List.of(
                    "/usr/sbin/nginx",
                    "-p",
                    directory.toString(),
                    "-e",
                    "stderr",
                    "-c",
                    "nginx.conf"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    while (!isListening()) {
      if (!process.isAlive()) {
        throw new IOException(Files.readString(directory.resolve("output.txt")));
      }
      Thread.onSpinWait();
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
