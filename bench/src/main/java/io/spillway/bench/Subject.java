package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A proxy under measurement. Immutable; an implementation is a configuration template and a command
 * line.
 */
interface Subject {
  /** How the table and {@code --subjects} name it. */
  String name();

  /** Its version, as it says itself; empty where the program is not on this machine. */
  String version() throws IOException, InterruptedException;

  /** Whether it relays TCP. */
  boolean relaysTcp();

  /** Whether it runs faster after a while. */
  boolean needsWarmUp();

  /**
   * Writes its configuration and says how to start it.
   *
   * @param directory its own, empty
   * @param mode {@code http} or {@code tcp}
   * @param port where it listens on 127.0.0.1
   * @param origin the port of the origin on 127.0.0.1
   */
  List<String> command(Path directory, String mode, int port, int origin) throws IOException;

  /**
   * The subjects in the order of the table. HAProxy, the measure, is first.
   *
   * @param beside another checkout of Spillway, or null
   */
  static List<Subject> all(Path root, @Nullable Path beside) {
    List<Subject> all =
        new ArrayList<>(
            List.of(new Haproxy(), new Nginx(), new Undertow(), new Spillway("spillway", root)));
    if (beside != null) {
      all.add(new Spillway("beside", beside));
    }
    return all;
  }

  /** Debian's HAProxy. */
  record Haproxy() implements Subject {
    @Override
    public String name() {
      return "haproxy";
    }

    @Override
    public String version() throws IOException, InterruptedException {
      return firstLine(List.of("/usr/sbin/haproxy", "-v"));
    }

    @Override
    public boolean relaysTcp() {
      return true;
    }

    @Override
    public boolean needsWarmUp() {
      return false;
    }

    @Override
    public List<String> command(Path directory, String mode, int port, int origin)
        throws IOException {
      Path file = write(directory, "haproxy.cfg", mode, port, origin);
      return List.of("/usr/sbin/haproxy", "-db", "-f", file.toString());
    }
  }

  /** Debian's nginx; its stream module, for the TCP rows, is a package of its own. */
  record Nginx() implements Subject {
    private static final Path STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    @Override
    public String name() {
      return "nginx";
    }

    @Override
    public String version() throws IOException, InterruptedException {
      return firstLine(List.of("/usr/sbin/nginx", "-v"));
    }

    @Override
    public boolean relaysTcp() {
      return Files.exists(STREAM);
    }

    @Override
    public boolean needsWarmUp() {
      return false;
    }

    @Override
    public List<String> command(Path directory, String mode, int port, int origin)
        throws IOException {
      String template = mode.equals("tcp") ? "nginx-stream.conf" : "nginx.conf";
      Path file = write(directory, template, mode, port, origin);
      return List.of(
          "/usr/sbin/nginx", "-p", directory.toString(), "-e", "stderr", "-c", file.toString());
    }
  }

  /** Undertow's reverse proxy, the peer on the JVM. */
  record Undertow() implements Subject {
    @Override
    public String name() {
      return "undertow";
    }

    @Override
    public String version() {
      return "Undertow " + io.undertow.Version.getVersionString() + ", Java " + Runtime.version();
    }

    @Override
    public boolean relaysTcp() {
      return false;
    }

    @Override
    public boolean needsWarmUp() {
      return true;
    }

    @Override
    public List<String> command(Path directory, String mode, int port, int origin) {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-Xmx512m",
          "-cp",
          System.getProperty("java.class.path"),
          UndertowProxy.class.getName(),
          String.valueOf(port),
          String.valueOf(origin));
    }
  }

  /** Spillway, by its launcher, on HAProxy's configuration. */
  record Spillway(String name, Path root) implements Subject {
    @Override
    public String version() throws IOException, InterruptedException {
      Path launcher = root.resolve("spillway");
      if (!Files.isExecutable(launcher)) {
        return "";
      }
      List<String> command = List.of(launcher.toString(), "-v");
      firstLine(command); // builds where something has changed, and says so
      return firstLine(command);
    }

    @Override
    public boolean relaysTcp() {
      return true;
    }

    @Override
    public boolean needsWarmUp() {
      return true;
    }

    @Override
    public List<String> command(Path directory, String mode, int port, int origin)
        throws IOException {
      Path file = write(directory, "haproxy.cfg", mode, port, origin);
      return List.of(root.resolve("spillway").toString(), "-db", "-f", file.toString());
    }
  }

  private static Path write(Path directory, String template, String mode, int port, int origin)
      throws IOException {
    String text =
        Resources.text(template)
            .replace("@MODE@", mode)
            .replace("@PORT@", String.valueOf(port))
            .replace("@ORIGIN@", String.valueOf(origin));
    return Files.writeString(directory.resolve(template), text);
  }

  private static String firstLine(List<String> command) throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of(command.getFirst()))) {
      return "";
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor(1, TimeUnit.MINUTES);
    return output.lines().findFirst().orElse("").replaceFirst(" - https?://\\S+$", "");
  }
}
