package io.spillway.facility.watch;

import io.spillway.facility.definition.CheckDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Connects, speaks TLS and sends a request, as far as the definition says. The deadline is kept by
 * another thread, which closes the socket: no peer can hold a check up. Thread-safe.
 */
public final class NetworkCheck implements Checker {
  private static final int LONGEST_LINE = 1024;

  /** A check that ends so long after its deadline was not run in time by this machine. */
  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final CheckDefinition definition;
  private final Duration timeout;
  private final ScheduledExecutorService deadlines;
  private final @Nullable SSLContext tls;

  /**
   * A check.
   *
   * @param timeout how long it may take in all
   * @param deadlines ends those that take longer; its tasks do not block
   */
  public NetworkCheck(
      CheckDefinition definition, Duration timeout, ScheduledExecutorService deadlines) {
    this.definition = definition;
    this.timeout = timeout;
    this.deadlines = deadlines;
    CheckDefinition.Tls wanted = definition.tls();
    this.tls = wanted == null ? null : context(wanted.verifies());
  }

  private static SSLContext context(boolean verifies) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, verifies ? null : new TrustManager[] {new TrustsAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  @Override
  public Outcome check(InetAddress address) {
    long start = System.nanoTime();
    Outcome outcome = run(address);
    long late = System.nanoTime() - start - timeout.toNanos();
    return outcome.kind() == Outcome.Kind.FAILURE && late > SLACK_NANOS
        ? Outcome.notTold("this machine did not run in time")
        : outcome;
  }

  private Outcome run(InetAddress address) {
    try (Socket socket = new Socket()) {
      boolean[] expired = new boolean[1];
      ScheduledFuture<?> deadline =
          deadlines.schedule(
              () -> {
                expired[0] = true;
                closeQuietly(socket);
              },
              timeout.toNanos(),
              TimeUnit.NANOSECONDS);
      try {
        return converse(socket, address);
      } catch (NoRouteToHostException e) {
        return Outcome.failure(said(e));
      } catch (ConnectException e) {
        // Without a route, the kernel refuses at once: this machine cannot tell.
        return String.valueOf(e.getMessage()).contains("Network is unreachable")
            ? Outcome.notTold("no route to it from here")
            : Outcome.failure(said(e));
      } catch (SSLException e) {
        return Outcome.failure(expired[0] ? timedOut() : "TLS: " + said(e));
      } catch (IOException e) {
        return Outcome.failure(expired[0] ? timedOut() : said(e));
      } finally {
        deadline.cancel(false);
      }
    } catch (IOException e) {
      return Outcome.notTold("no socket: " + said(e));
    }
  }

  private Outcome converse(Socket socket, InetAddress address) throws IOException {
    socket.setTcpNoDelay(true);
    // The connection is of no use to anybody afterwards.
    socket.setSoLinger(true, 0);
    socket.connect(
        new InetSocketAddress(address, definition.port()), (int) Math.max(1, timeout.toMillis()));
    CheckDefinition.Tls words = definition.tls();
    SSLContext context = tls;
    Socket used = words == null || context == null ? socket : encrypted(socket, words, context);
    CheckDefinition.Http http = definition.http();
    if (http == null) {
      return Outcome.success(words == null ? "connected" : "connected with TLS");
    }
    used.getOutputStream().write(request(http, address).getBytes(StandardCharsets.ISO_8859_1));
    used.getOutputStream().flush();
    String line = statusLine(used.getInputStream());
    int status = status(line);
    if (status < 0) {
      return Outcome.failure("no HTTP response");
    }
    return http.expects(status)
        ? Outcome.success("status " + status)
        : Outcome.failure("status " + status);
  }

  private static Socket encrypted(Socket socket, CheckDefinition.Tls words, SSLContext context)
      throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    socket,
                    words.serverName().isEmpty() ? null : words.serverName(),
                    socket.getPort(),
                    true);
    SSLParameters parameters = secured.getSSLParameters();
    if (!words.serverName().isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(words.serverName())));
    }
    if (words.verifies()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private String request(CheckDefinition.Http http, InetAddress address) {
    String host = http.host();
    if (host.isEmpty()) {
      host =
          address instanceof Inet6Address
              ? "[" + address.getHostAddress() + "]"
              : address.getHostAddress();
      host += ":" + definition.port();
    }
    return http.method()
        + " "
        + http.target()
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nUser-Agent: Spillway\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  }

  private static String statusLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    while (c >= 0 && c != '\n' && line.length() < LONGEST_LINE) {
      line.append((char) c);
      c = in.read();
    }
    return line.toString();
  }

  /** The status code of a status line, or -1. */
  private static int status(String line) {
    return line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?\r?")
        ? Integer.parseInt(line.substring(9, 12))
        : -1;
  }

  private String timedOut() {
    return "timeout after " + timeout.toMillis() + " ms";
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed as far as anybody can close it.
      return;
    }
  }
}
