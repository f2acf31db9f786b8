package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What places servers on the ring is each server's own matter. */
class HashKeyTest {
  @Test
  void serversOfOneBackendHaveTheirOwnKeys() throws Exception {
    try (Origin a = Origin.answering("a");
        Origin b = Origin.answering("b");
        RunningProxy proxy =
            RunningProxy.of(
                """
                defaults
                  mode http
                  timeout client 20s
                  timeout server 20s
                  timeout connect 20s
                  balance uri
                  hash-type consistent
                frontend f
                  bind 127.0.0.1:@port@
                  use_backend %%[req.hdr(which)]
                backend ids
                  server a %1$s
                  server b %2$s
                backend ports
                  server a %1$s hash-key addr-port
                  server b %2$s hash-key addr-port
                backend mixed
                  server a %1$s
                  server b %2$s hash-key addr-port
                """
                    .formatted(a.address(), b.address()))) {
      String mixed = servers(proxy, "mixed");
      assertThat(mixed).contains("a").contains("b");
      assertThat(mixed).isNotEqualTo(servers(proxy, "ids"));
      assertThat(mixed).isNotEqualTo(servers(proxy, "ports"));
    }
  }

  /** The servers that 100 URIs go to. */
  private static String servers(RunningProxy proxy, String backend) throws Exception {
    try (Client client = proxy.connect()) {
      return IntStream.range(0, 100)
          .mapToObj(
              i -> {
                try {
                  client.send(
                      "GET /%d HTTP/1.1\r\nhost: a\r\nwhich: %s\r\n\r\n".formatted(i, backend));
                  String answer = client.readMessage(1);
                  return answer.substring(answer.length() - 1);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .collect(Collectors.joining());
    }
  }
}
