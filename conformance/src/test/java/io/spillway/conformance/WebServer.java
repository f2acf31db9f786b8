package io.spillway.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An nginx that answers everything with its own name, and can be killed and started again. */
final class WebServer implements AutoCloseable {
  private final String name;
  private final Path directory;
  private final InetSocketAddress address = Loopback.free();
  private Process process;

  WebServer(String name, Path parent) throws IOException {
    this.name = name;
    directory = Files.createDirectories(parent.resolve(name));
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
          keepalive_requests 1000000;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen %s;
            add_header X-Server %s;
            location / { return 200 "%s"; }
          }
        }
        """
            .formatted(Loopback.text(address), name, name));
    process = launch();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            List.of(
                "/usr/sbin/nginx", "-p", directory.toString(), "-e", "stderr", "-c", "nginx.conf"))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output.txt").toFile())
        .start();
  }

  String address() {
    return Loopback.text(address);
  }

  String name() {
    return name;
  }

  /** Ends it as a crash does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void start() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
