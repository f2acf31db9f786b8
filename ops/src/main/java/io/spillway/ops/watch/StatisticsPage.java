package io.spillway.ops.watch;

import io.spillway.facility.provider.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ScheduledFuture;

/** Asks for the statistics page of a process, in its CSV form. Stateless. */
final class StatisticsPage {
  private static final int LONGEST_ANSWER = 64 * 1024 * 1024;
  private static final int OK = 200;

  private StatisticsPage() {}

  /**
   * The CSV.
   *
   * @throws IOException when there is none, or not in time; the message says so
   */
  static String ask(ProcessDefinition.StatsPage page, Duration timeout, Deadlines deadlines)
      throws IOException {
    URLConnection opened = page.address().toURL().openConnection();
    if (!(opened instanceof HttpURLConnection connection)) {
      throw new IOException("no web page");
    }
    int millis = (int) timeout.toMillis();
    connection.setConnectTimeout(millis);
    connection.setReadTimeout(millis);
    connection.setUseCaches(false);
    connection.setInstanceFollowRedirects(false);
    String user = page.user();
    Secret password = page.password();
    if (user != null && password != null) {
      byte[] pair = (user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
      connection.setRequestProperty(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    ScheduledFuture<?> deadline = deadlines.after(timeout, connection::disconnect);
    try {
      int status = connection.getResponseCode();
      if (status != OK) {
        throw new IOException("the statistics page answers with status " + status);
      }
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw deadline.isDone() || e instanceof java.net.SocketTimeoutException
          ? new IOException("the statistics page does not answer within " + millis + " ms", e)
          : e;
    } finally {
      deadline.cancel(false);
      connection.disconnect();
    }
  }
}
