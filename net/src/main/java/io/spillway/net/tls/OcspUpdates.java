package io.spillway.net.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the responders of certificates' authorities what they say of them, and asks again before
 * that is over (configuration manual, {@code ocsp-update}). One virtual thread asks for all, one
 * after the other. Thread-safe.
 */
public final class OcspUpdates implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MAX_RESPONSE = 65_536;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(60);
  private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
  private static final byte[] OCSP = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01};
  private static final int URI_NAME = 0x86;

  private final CertificateStore store;
  private final TreeMap<String, Schedule> schedules = new TreeMap<>();
  private volatile Timing timing =
      new Timing(Duration.ofSeconds(300), Duration.ofSeconds(3600), null, Duration.ofSeconds(5), 3);
  private @Nullable Thread thread;
  private boolean isClosed;

  /**
   * When and how is asked.
   *
   * @param least the least time between two updates
   * @param most the longest time between two updates
   * @param proxy what requests go through, or null for the responder itself
   * @param connect how long a connection may take to come about
   * @param retries how many more connections are tried where one does not
   */
  public record Timing(
      Duration least,
      Duration most,
      @Nullable InetSocketAddress proxy,
      Duration connect,
      int retries) {}

  /**
   * How a certificate's updates stand.
   *
   * @param id how OCSP names it; null where its issuer is not known
   * @param certificate its name
   * @param next when it is asked about again
   * @param last when it was last asked about; null for never
   * @param successes how many updates there were
   * @param failures how many failed
   * @param code HAProxy's number of the last outcome: 0 for none yet, 1 for success
   * @param outcome the last outcome
   */
  public record Report(
      @Nullable OcspCertificateId id,
      String certificate,
      Instant next,
      @Nullable Instant last,
      long successes,
      long failures,
      int code,
      String outcome) {}

  private static final class Schedule {
    private Instant next = Instant.now();
    private @Nullable Instant last;
    private long successes;
    private long failures;
    private int inARow;
    private int code;
    private String outcome = "Unknown";
  }

  /** An update that failed, with HAProxy's number for it. */
  private static final class FailedException extends Exception {
    private static final int HTTP = 2;
    private static final int CHECK = 4;
    private final int code;

    private FailedException(int code, String message) {
      super(message);
      this.code = code;
    }
  }

  OcspUpdates(CertificateStore store) {
    this.store = store;
  }

  /** Sets when and how is asked; before {@link #start}. */
  public synchronized void timing(Timing changed) {
    timing = changed;
  }

  /** Asks about the certificate called {@code name} from now on. */
  public synchronized void add(String name) {
    schedules.putIfAbsent(name, new Schedule());
    notifyAll();
  }

  /** Asks about it at once; false where it is none of those that are asked about. */
  public synchronized boolean hurry(String name) {
    Schedule schedule = schedules.get(name);
    if (schedule == null) {
      return false;
    }
    schedule.next = Instant.now();
    notifyAll();
    return true;
  }

  /** How all certificates' updates stand, by name. */
  public synchronized List<Report> reports() {
    return schedules.entrySet().stream()
        .map(
            entry -> {
              Schedule schedule = entry.getValue();
              TlsCertificate certificate = store.find(entry.getKey());
              return new Report(
                  certificate == null ? null : certificate.staple().id(),
                  entry.getKey(),
                  schedule.next,
                  schedule.last,
                  schedule.successes,
                  schedule.failures,
                  schedule.code,
                  schedule.outcome);
            })
        .toList();
  }

  /** Begins to ask, where there is anything to ask about. */
  public synchronized void start() {
    if (thread == null && !schedules.isEmpty()) {
      thread = Thread.ofVirtual().name("ocsp-update").start(this::run);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  private void run() {
    try {
      for (String due = await(); due != null; due = await()) {
        update(due);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until one is due; null when all is over. */
  private synchronized @Nullable String await() throws InterruptedException {
    while (!isClosed) {
      String first = null;
      Instant earliest = Instant.MAX;
      for (var entry : schedules.entrySet()) {
        if (entry.getValue().next.isBefore(earliest)) {
          first = entry.getKey();
          earliest = entry.getValue().next;
        }
      }
      long millis = Duration.between(Instant.now(), earliest).toMillis();
      if (millis <= 0) {
        return first;
      }
      wait(millis);
    }
    return null;
  }

  private void update(String name) {
    int code = 1;
    String outcome = "Update successful";
    OcspResponse response = null;
    try {
      response = ask(name);
    } catch (FailedException e) {
      code = e.code;
      outcome = String.valueOf(e.getMessage());
    }
    synchronized (this) {
      Schedule schedule = schedules.get(name);
      if (schedule != null) {
        schedule.last = Instant.now();
        schedule.code = code;
        schedule.outcome = outcome;
        if (response == null) {
          schedule.failures++;
          schedule.next = schedule.last.plus(retry(schedule.inARow++));
        } else {
          schedule.successes++;
          schedule.inARow = 0;
          schedule.next = schedule.last.plus(untilNext(response, schedule.last));
        }
      }
    }
  }

  /** A minute after the first failure, and twice as long after each that follows. */
  private Duration retry(int before) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(before, 10));
    return wait.compareTo(timing.most()) > 0 ? timing.most() : wait;
  }

  private Duration untilNext(OcspResponse response, Instant now) {
    Instant over = response.nextUpdate();
    Duration left = over == null ? timing.most() : Duration.between(now, over);
    if (left.compareTo(timing.most()) > 0) {
      return timing.most();
    }
    return left.compareTo(timing.least()) < 0 ? timing.least() : left;
  }

  private OcspResponse ask(String name) throws FailedException {
    TlsCertificate certificate = store.find(name);
    OcspStaple staple = certificate == null ? null : certificate.staple();
    OcspCertificateId id = staple == null ? null : staple.id();
    if (certificate == null || staple == null || id == null) {
      throw new FailedException(FailedException.CHECK, "The certificate's issuer is not known");
    }
    byte[] answer;
    try {
      answer = post(responder(certificate.chain().getFirst()), request(id));
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      throw new FailedException(FailedException.HTTP, "HTTP error: " + e.getMessage());
    }
    try {
      staple.set(answer);
    } catch (TlsException e) {
      throw new FailedException(FailedException.CHECK, String.valueOf(e.getMessage()));
    }
    OcspResponse response = staple.response();
    if (response == null) {
      throw new FailedException(FailedException.CHECK, "OCSP response check failure");
    }
    return response;
  }

  /** OCSPRequest (RFC 6960, section 4.1.1): one request without extensions. */
  private static byte[] request(OcspCertificateId id) {
    byte[] one = Der.encode(Der.SEQUENCE, id.encoded());
    byte[] list = Der.encode(Der.SEQUENCE, one);
    return Der.encode(Der.SEQUENCE, Der.encode(Der.SEQUENCE, list));
  }

  /** The responder that the certificate names; {@link IOException} where it names none. */
  private static URI responder(X509Certificate certificate) throws IOException, URISyntaxException {
    byte[] extension = certificate.getExtensionValue(AUTHORITY_INFORMATION);
    if (extension != null) {
      for (Der access : Der.of(Der.of(extension).value()).parts()) {
        if (Arrays.equals(access.part(0).value(), OCSP) && access.part(1).tag() == URI_NAME) {
          URI uri = new URI(new String(access.part(1).value(), StandardCharsets.US_ASCII));
          if ("http".equals(uri.getScheme())) {
            return uri;
          }
        }
      }
    }
    throw new IOException("the certificate names no responder");
  }

  private byte[] post(URI responder, byte[] request) throws IOException {
    for (int left = timing.retries(); ; left--) {
      try {
        return postOnce(responder, request);
      } catch (ConnectException | SocketTimeoutException e) {
        if (left == 0) {
          throw e;
        }
        pause();
      }
    }
  }

  /** As long as HAProxy waits before it tries the same server again. */
  private void pause() throws IOException {
    Duration pause = timing.connect();
    try {
      Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("ended");
    }
  }

  private byte[] postOnce(URI responder, byte[] request) throws IOException {
    InetSocketAddress through = timing.proxy();
    URLConnection made =
        responder
            .toURL()
            .openConnection(through == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, through));
    if (!(made instanceof HttpURLConnection connection)) {
      throw new IOException("the responder's address is none of HTTP");
    }
    connection.setConnectTimeout(
        (int) Math.clamp(timing.connect().toMillis(), 1, Integer.MAX_VALUE));
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/ocsp-request");
    connection.setDoOutput(true);
    try {
      connection.getOutputStream().write(request);
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("status " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return in.readNBytes(MAX_RESPONSE);
      }
    } finally {
      connection.disconnect();
    }
  }
}
