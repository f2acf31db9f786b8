package io.spillway.proxy.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What depends on the clock and on the number of servers; the rest is compared with HAProxy. */
class CookiePersistenceTest {
  private static final SourcePosition NOWHERE = new SourcePosition("test", 1, 1);
  private static final long NOW = 1_700_000_000;

  private final StreamPersistence stream = new StreamPersistence(16_384);

  private static Server server(String name, String cookie) {
    Settings settings =
        new Settings.Builder("b").set(ServerKeywords.COOKIE, cookie, NOWHERE).build();
    return new Server(
        new ServerDefinition(name, 1, new Endpoint.Unix("/" + name, false), 0, settings, NOWHERE),
        "b",
        ServerPolicy.DEFAULT,
        1,
        () -> 0);
  }

  private static CookiePolicy policy(long maxIdle, long maxLife) {
    return new CookiePolicy(
        "S", CookiePolicy.Mode.INSERT, true, false, false, false, false, maxIdle, maxLife, "");
  }

  private @Nullable Server read(CookiePersistence persistence, String cookie, long now) {
    stream.reset();
    RequestHead head = new RequestHead();
    head.parse(
        Unpooled.copiedBuffer(
            "GET / HTTP/1.1\r\nhost: a\r\ncookie: " + cookie + "\r\n\r\n",
            StandardCharsets.ISO_8859_1));
    return stream.requestCookies().read(head, persistence, null, null, now);
  }

  /** What is set in the response of {@code server}, or the empty string. */
  private String write(CookiePersistence persistence, Server server, boolean isDirect, long now) {
    ResponseHead head = new ResponseHead();
    head.parse(
        Unpooled.copiedBuffer(
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", StandardCharsets.ISO_8859_1));
    assertThat(
            stream
                .responseCookies()
                .write(head, persistence, null, server, isDirect, Method.GET, now))
        .isTrue();
    int header = head.find(HeaderName.SET_COOKIE, -1);
    return header < 0 ? "" : head.text(head.valueStart(header), head.valueEnd(header));
  }

  @Test
  void aCookieIsRenewedOnceItsDateHasPassed() {
    Server a = server("a", "one");
    CookiePersistence persistence = new CookiePersistence(policy(60, 0), List.of(a), "", false);
    read(persistence, "x=1", NOW);
    String set = write(persistence, a, false, NOW + 1);
    assertThat(set).isEqualTo("S=one|ZVPxB; path=/");
    assertThat(read(persistence, "S=one|ZVPxB", NOW + 4)).isSameAs(a);
    assertThat(write(persistence, a, true, NOW + 4)).isEmpty();
    assertThat(stream.responseCookie()).isEqualTo(ResponseCookie.NONE);
    assertThat(read(persistence, "S=one|ZVPxB", NOW + 5)).isSameAs(a);
    assertThat(write(persistence, a, true, NOW + 5)).isEqualTo("S=one|ZVPxC; path=/");
    assertThat(stream.responseCookie()).isEqualTo(ResponseCookie.UPDATED);
  }

  @Test
  void aCookieHoldsAsLongAsMaxidleAndNoLonger() {
    Server a = server("a", "one");
    CookiePersistence persistence = new CookiePersistence(policy(60, 0), List.of(a), "", false);
    assertThat(read(persistence, "S=one|ZVPxA", NOW + 60)).isSameAs(a);
    assertThat(read(persistence, "S=one|ZVPxA", NOW + 61)).isNull();
    assertThat(stream.requestCookie()).isEqualTo(RequestCookie.EXPIRED);
  }

  @Test
  void aDateInTheFutureIsBelievedForADay() {
    Server a = server("a", "one");
    CookiePersistence persistence = new CookiePersistence(policy(60, 0), List.of(a), "", false);
    assertThat(read(persistence, "S=one|ZVPxA", NOW - 86_400)).isSameAs(a);
    assertThat(read(persistence, "S=one|ZVPxA", NOW - 86_401)).isNull();
  }

  @Test
  void theDateOfBirthStaysAndEndsTheCookie() {
    Server a = server("a", "one");
    CookiePersistence persistence = new CookiePersistence(policy(60, 600), List.of(a), "", false);
    assertThat(read(persistence, "S=one|ZVPxZ|ZVPxA", NOW + 101)).isSameAs(a);
    assertThat(write(persistence, a, true, NOW + 101)).isEqualTo("S=one|ZVPxa|ZVPxA; path=/");
    assertThat(read(persistence, "S=one|ZVPxZ|ZVPxA", NOW + 601)).isNull();
    assertThat(stream.requestCookie()).isEqualTo(RequestCookie.OLD);
    assertThat(write(persistence, a, false, NOW + 604)).isEqualTo("S=one|ZVPzX|ZVPzX; path=/");
  }

  @Test
  void everyOneOfManyServersIsFound() {
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      servers.add(server("s" + i, "value" + i));
    }
    servers.add(server("twin", "value7"));
    CookiePersistence persistence = new CookiePersistence(policy(0, 0), servers, "", false);
    for (int i = 0; i < 1000; i++) {
      assertThat(read(persistence, "S=value" + i, NOW)).isSameAs(servers.get(i));
    }
    assertThat(read(persistence, "S=value1000", NOW)).isNull();
    servers.get(7).state().enterMaintenance();
    assertThat(read(persistence, "S=value7", NOW)).isSameAs(servers.get(1000));
  }

  @Test
  void aCookieThatHasNoRoomIsToldOf() {
    StreamPersistence small = new StreamPersistence(20);
    Server a = server("a", "a-long-value-of-a-cookie");
    CookiePersistence persistence = new CookiePersistence(policy(0, 0), List.of(a), "", false);
    ResponseHead head = new ResponseHead();
    head.parse(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\n", StandardCharsets.ISO_8859_1));
    assertThat(small.responseCookies().write(head, persistence, null, a, false, Method.GET, NOW))
        .isFalse();
  }
}
