package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a soft stop does to connections that wait for their next request. */
class StoppingTest {
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final String ANSWER = "HTTP/1.1 200 OK\r\n";

  private static String configuration(String global, int second) {
    return """
    global
      %s
    defaults
      mode http
      timeout client 1h
    frontend plain
      bind 127.0.0.1:@port@
      http-request return status 200
    frontend patient
      bind 127.0.0.1:%d
      option idle-close-on-response
      http-request return status 200
    """
        .formatted(global, second);
  }

  private static String ask(Client client) throws Exception {
    client.send(GET);
    return client.readUntil("\r\n\r\n");
  }

  @Test
  void idleConnectionsEndAtOnceOrAfterOneMoreResponse() throws Exception {
    int second = RunningProxy.freePort();
    try (RunningProxy proxy = RunningProxy.of(configuration("nbthread 1", second));
        Client plain = proxy.connect();
        Client patient = new Client(second)) {
      assertThat(ask(plain)).startsWith(ANSWER);
      assertThat(ask(patient)).startsWith(ANSWER);
      CompletableFuture<Void> ended = proxy.runtime().softStop();
      assertThat(plain.readAll()).isEmpty();
      assertThat(ended).isNotDone();
      assertThat(ask(patient)).startsWith(ANSWER).containsIgnoringCase("\r\nconnection: close\r\n");
      assertThat(patient.readAll()).isEmpty();
      ended.join();
    }
  }

  @Test
  void connectionsOfHttp2AreLeftOneMoreRequestToo() throws Exception {
    int second = RunningProxy.freePort();
    try (RunningProxy proxy = RunningProxy.of(configuration("nbthread 1", second));
        Client plain = proxy.connect();
        Http2Peer patient = new Http2Peer(second)) {
      assertThat(ask(plain)).startsWith(ANSWER);
      patient.get(1, "/");
      assertThat(patient.readOfStreams().type()).isEqualTo(HEADERS);
      CompletableFuture<Void> ended = proxy.runtime().softStop();
      assertThat(plain.readAll()).isEmpty();
      patient.get(3, "/");
      assertThat(patient.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(patient.readOfStreams().type()).isEqualTo(GOAWAY);
      ended.join();
    }
  }

  private static final int HEADERS = 1;
  private static final int GOAWAY = 7;

  @Test
  void connectionsLiveOnWhereTheyAreNotToBeClosed() throws Exception {
    for (String time : new String[] {"infinite", "24d"}) {
      try (RunningProxy proxy =
              RunningProxy.of(configuration("close-spread-time " + time, RunningProxy.freePort()));
          Client client = proxy.connect()) {
        assertThat(ask(client)).startsWith(ANSWER);
        CompletableFuture<Void> ended = proxy.runtime().softStop();
        for (int i = 0; i < 2; i++) {
          assertThat(ask(client)).startsWith(ANSWER).doesNotContainIgnoringCase("connection:");
        }
        assertThat(ended).isNotDone();
        client.close();
        ended.join();
      }
    }
  }

  @Test
  void theEndsOfConnectionsAreSpreadOverTheTimeThatIsSet() throws Exception {
    try (RunningProxy proxy =
            RunningProxy.of(configuration("close-spread-time 2s", RunningProxy.freePort()));
        Client one = proxy.connect();
        Client other = proxy.connect()) {
      assertThat(ask(one)).startsWith(ANSWER);
      assertThat(ask(other)).startsWith(ANSWER);
      assertThat(proxy.runtime().process().keepsFor(0)).isEqualTo(Long.MAX_VALUE);
      CompletableFuture<Void> ended = proxy.runtime().softStop();
      assertThat(proxy.runtime().process().keepsFor(0)).isZero();
      assertThat(proxy.runtime().process().keepsFor(1)).isBetween(1L, 2000L);
      assertThat(one.readAll()).isEmpty();
      assertThat(other.readAll()).isEmpty();
      ended.join();
    }
  }

  @Test
  void aClientThatDoesNotSayHelloIsLeftAfterTheTimeoutOfHandshakes(@TempDir Path directory)
      throws Exception {
    Path certificate = TestCertificates.make(directory, "a", "rsa:2048");
    try (RunningProxy proxy =
            RunningProxy.of(
                """
                frontend web
                  mode http
                  timeout client-hs 100ms
                  bind 127.0.0.1:@port@ ssl crt %s
                  http-request return status 200
                """
                    .formatted(certificate));
        Client silent = proxy.connect()) {
      assertThat(silent.readAll()).isEmpty();
    }
  }
}
