package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code maxcomprate}, {@code maxzlibmem} and {@code tune.comp.maxlevel}. */
class CompressionBudgetTest {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nhost: a\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n";

  private static String proxies(String global, Origin origin) {
    return """
        global
          %s
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        listen f
          bind 127.0.0.1:@port@
          compression algo gzip
          server s %s
        """
        .formatted(global, origin.address());
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    while (text.length() < 200_000) {
      text.append(text.length() * 7919L % 10007).append(' ');
    }
    return text.toString();
  }

  @Test
  void whatComesTooFastIsSentAsItIs() throws Exception {
    try (Origin origin = Origin.answering(text());
        RunningProxy proxy = RunningProxy.of(proxies("maxcomprate 10", origin))) {
      assertThat(proxy.exchange(REQUEST)).containsIgnoringCase("content-encoding: gzip");
      assertThat(proxy.exchange(REQUEST))
          .doesNotContainIgnoringCase("content-encoding: gzip")
          .endsWith(text());
    }
  }

  @Test
  void noMoreAreCompressedAtOnceThanThereIsMemoryFor() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegin");
                  connection.readAll();
                });
        RunningProxy proxy = RunningProxy.of(proxies("maxzlibmem 1", origin))) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Client client = proxy.connect();
        clients.add(client);
        client.send(REQUEST);
        String head = client.readUntil("\r\n\r\n");
        assertThat(head.toLowerCase(Locale.ROOT).contains("content-encoding: gzip"))
            .isEqualTo(i < 4);
      }
      clients.removeFirst().reset();
      RunningProxy.await(
          () -> proxy.frontend("f").statistics().sessions().value() == clients.size());
      try (Client client = proxy.connect()) {
        client.send(REQUEST);
        assertThat(client.readUntil("\r\n\r\n")).containsIgnoringCase("content-encoding: gzip");
      }
      for (Client client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aHigherLevelMakesSmallerResponses() throws Exception {
    List<Integer> lengths = new ArrayList<>();
    for (int level : new int[] {1, 9}) {
      try (Origin origin = Origin.answering(text());
          RunningProxy proxy = RunningProxy.of(proxies("tune.comp.maxlevel " + level, origin))) {
        lengths.add(proxy.exchange(REQUEST).length());
      }
    }
    assertThat(lengths.getLast()).isLessThan(lengths.getFirst());
  }
}
