package io.spillway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerPolicy;
import io.spillway.rules.sample.ByteSlice;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RdpPersistenceTest {
  /** 127.0.0.2 and port 3389 as a terminal server writes them. */
  private static final String TOKEN = "33554559.15629.0000";

  private final Server first = server("one", "127.0.0.1", 3389);
  private final Server second = server("two", "127.0.0.2", 3389);
  private final Server elsewhere = server("three", "127.0.0.2", 3390);
  private final List<Server> servers = List.of(first, elsewhere, second);
  private final RdpPersistence persistence = new RdpPersistence("msts");

  private static Server server(String name, String address, int port) {
    try {
      Endpoint endpoint =
          new Endpoint.Inet(address, InetAddress.getByName(address), port, Endpoint.Family.IPV4);
      ServerDefinition definition =
          new ServerDefinition(
              name, 1, endpoint, 0, Settings.EMPTY, new SourcePosition("test", 1, 1));
      return new Server(definition, "b", ServerPolicy.DEFAULT, 1, () -> 0);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ByteSlice message(String cookie) {
    byte[] bytes =
        ("\3\0\0\52\45\u00e0\0\0\0\0\0Cookie: " + cookie + "\r\n\1\0\10\0\0\0\0\0")
            .getBytes(StandardCharsets.ISO_8859_1);
    return new ByteSlice().set(bytes, 0, bytes.length);
  }

  @Test
  void findsTheServerThatTheCookieTells() {
    assertThat(persistence.find(message("msts=" + TOKEN), servers)).isSameAs(second);
    assertThat(persistence.find(message("MSTS=" + TOKEN), servers)).isSameAs(second);
  }

  @Test
  void findsNoneWhereTheCookieTellsNoServer() {
    assertThat(persistence.find(message("mstshash=anna"), servers)).isNull();
    assertThat(persistence.find(message("msts=anna"), servers)).isNull();
    assertThat(persistence.find(message("msts=33554559.15629"), servers)).isNull();
    assertThat(persistence.find(message("msts=33554559.99999.0000"), servers)).isNull();
    assertThat(persistence.find(message("msts=99999999999.15629.0000"), servers)).isNull();
    assertThat(persistence.find(message("msts=1.15629.0000"), servers)).isNull();
    assertThat(persistence.find(new ByteSlice(), servers)).isNull();
  }
}
