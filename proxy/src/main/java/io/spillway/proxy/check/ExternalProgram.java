package io.spillway.proxy.check;

import io.netty.util.NetUtil;
import io.spillway.net.Endpoint;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.Server;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A program whose exit code is a check's result ({@code external-check}; configuration manual,
 * chapter 4.2). It gets what HAProxy gives it: four arguments, and an environment of nothing but
 * the variables that the manual lists. Immutable.
 *
 * @param command the program, or its name in {@code path}
 * @param path the directories to look in, colons between them; may be empty
 * @param isAllowed whether the process may start programs ({@code insecure-fork-wanted})
 * @param proxy whose check it is
 */
public record ExternalProgram(String command, String path, boolean isAllowed, Proxy proxy) {
  private static final String NOT_USED = "NOT_USED";
  private static final int NOT_STARTED = 255;

  /**
   * The proxy that a check belongs to.
   *
   * @param id its number
   * @param address where it listens first, or null where it does not listen
   * @param isHttp whether it is of mode http
   */
  public record Proxy(int id, String name, @Nullable Endpoint address, boolean isHttp) {
    /** Of a program whose proxy is not known yet. */
    public static final Proxy UNKNOWN = new Proxy(0, "", null, false);
  }

  /** The same as {@code proxy} runs it, where that is allowed. */
  public ExternalProgram of(Proxy proxy, boolean isAllowed) {
    return new ExternalProgram(command, path, isAllowed, proxy);
  }

  /** Runs it, on the check's virtual thread; it is ended where it takes longer than an interval. */
  CheckResult run(Check check, CheckRun.Deadlines deadlines, LongSupplier clock) {
    long start = clock.getAsLong();
    if (!isAllowed) {
      return new CheckResult(
          CheckStatus.SOCKET_ERROR, 0, "needs 'insecure-fork-wanted' in the global section", 0);
    }
    ProcessBuilder builder = new ProcessBuilder(arguments(check.server()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    fill(environment, check.server());
    builder
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    AtomicBoolean isOver = new AtomicBoolean();
    try {
      Process process = builder.start();
      Runnable cancel =
          deadlines.set(
              check.timing().interval(),
              () -> {
                isOver.set(true);
                process.destroyForcibly();
              });
      int code = process.waitFor();
      cancel.run();
      long duration = clock.getAsLong() - start;
      if (isOver.get()) {
        return new CheckResult(CheckStatus.PROGRAM_TIMEOUT, 0, "", duration);
      }
      return new CheckResult(
          code == 0 ? CheckStatus.PROGRAM_OK : CheckStatus.PROGRAM_ERROR, code, "", duration);
    } catch (IOException e) {
      return new CheckResult(CheckStatus.PROGRAM_ERROR, NOT_STARTED, "", clock.getAsLong() - start);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CheckResult(CheckStatus.PROGRAM_TIMEOUT, 0, "", clock.getAsLong() - start);
    }
  }

  private List<String> arguments(Server server) {
    return List.of(
        program(),
        address(proxy.address()),
        port(proxy.address(), NOT_USED),
        address(server.endpoint()),
        port(server.endpoint(), NOT_USED));
  }

  private String program() {
    if (!command.contains("/")) {
      for (String directory : path.split(":")) {
        Path candidate = Path.of(directory).resolve(command);
        if (Files.isExecutable(candidate)) {
          return candidate.toAbsolutePath().toString();
        }
      }
      return "/nonexistent/" + command; // never what the process's own PATH would find
    }
    return command;
  }

  private void fill(Map<String, String> environment, Server server) {
    Endpoint own = proxy.address();
    environment.put("PATH", path);
    environment.put("HAPROXY_PROXY_NAME", proxy.name());
    environment.put("HAPROXY_PROXY_ID", Integer.toString(proxy.id()));
    environment.put("HAPROXY_PROXY_ADDR", own == null ? "" : address(own));
    environment.put("HAPROXY_PROXY_PORT", own == null ? "" : port(own, ""));
    environment.put("HAPROXY_SERVER_NAME", server.name());
    environment.put("HAPROXY_SERVER_ID", Integer.toString(server.id()));
    environment.put("HAPROXY_SERVER_ADDR", address(server.endpoint()));
    environment.put("HAPROXY_SERVER_PORT", port(server.endpoint(), ""));
    environment.put("HAPROXY_SERVER_MAXCONN", Integer.toString(server.limits().maximum()));
    environment.put("HAPROXY_SERVER_CURCONN", Integer.toString(server.sessions().value()));
    environment.put("HAPROXY_SERVER_SSL", server.tls() == null ? "0" : "1");
    environment.put("HAPROXY_SERVER_PROTO", proxy.isHttp() ? "h1" : "tcp");
  }

  private static String address(@Nullable Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Inet inet when inet.address() != null ->
          NetUtil.toAddressString(inet.address());
      case Endpoint.Inet inet -> inet.family() == Endpoint.Family.IPV6 ? "::" : "0.0.0.0";
      case Endpoint.Unix unix -> unix.path();
      case null, default -> NOT_USED;
    };
  }

  private static String port(@Nullable Endpoint endpoint, String otherwise) {
    return endpoint instanceof Endpoint.Inet inet ? Integer.toString(inet.port()) : otherwise;
  }
}
