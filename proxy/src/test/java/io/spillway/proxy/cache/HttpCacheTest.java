package io.spillway.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.config.SourcePosition;
import io.spillway.http.Method;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cache keeps, for whom, and how much of it. */
class HttpCacheTest {
  private static final String FRESH = "Cache-Control: max-age=50\r\n";
  private static final long NOW = 1_000_000;
  private static final int MEGABYTE = 1024 * 1024;

  private final HttpCache cache =
      new HttpCache(
          new CacheDefinition("c", SourcePosition.BUILT_IN, MEGABYTE, MEGABYTE / 2, 60, true, 3));
  private final long empty = cache.availableBlocks();

  @AfterEach
  void nothingIsLeftBehind() {
    cache.clear();
    assertThat(cache.availableBlocks()).isEqualTo(empty);
  }

  private static RequestHead request(String target, String headers) {
    RequestHead head = new RequestHead();
    byte[] text =
        ("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(head.parse(Unpooled.wrappedBuffer(text))).isEqualTo(ParseResult.COMPLETE);
    return head;
  }

  private static ResponseHead response(String headers) {
    ResponseHead head = new ResponseHead();
    byte[] text = ("HTTP/1.1 200 OK\r\n" + headers + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(head.parse(Unpooled.wrappedBuffer(text))).isEqualTo(ParseResult.COMPLETE);
    return head;
  }

  /** One exchange: what a stream does with the cache; the body that it got from there, or null. */
  private @Nullable String exchange(
      String target, String headers, String told, String body, long now) {
    CacheTransaction transaction = new CacheTransaction();
    RequestHead request = request(target, headers);
    if (transaction.use(cache, request, now) == CacheTransaction.Lookup.HIT) {
      String stored = body(transaction.hit());
      transaction.end(false, now);
      return stored;
    }
    transaction.store(
        cache, Method.GET, response("Content-Length: " + body.length() + "\r\n" + told), now);
    CacheWriter writer = transaction.writer();
    if (writer != null) {
      ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.ISO_8859_1);
      int half = body.length() / 2;
      writer.append(bytes, 0, half);
      writer.append(bytes, half, body.length() - half);
      bytes.release();
    }
    transaction.end(true, now);
    return null;
  }

  private static String body(@Nullable CachedResponse stored) {
    assertThat(stored).isNotNull();
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < stored.bodyParts(); i++) {
      ByteBuf part = stored.bodyPart(i);
      body.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    return body.toString();
  }

  @Test
  void givesBackWhatWasStoredUntilItIsStale() {
    assertThat(exchange("/a", "", FRESH, "first", NOW)).isNull();
    assertThat(exchange("/a", "", FRESH, "second", NOW + 49)).isEqualTo("first");
    assertThat(exchange("/b", "", FRESH, "other", NOW + 49)).isNull();
    assertThat(exchange("/a", "", FRESH, "second", NOW + 50)).isNull();
    assertThat(exchange("/a", "", FRESH, "third", NOW + 51)).isEqualTo("second");
  }

  @Test
  void theTimeThatAResponseSpentElsewhereCounts() {
    exchange("/a", "", FRESH + "Age: 30\r\n", "x", NOW);
    assertThat(exchange("/a", "", FRESH, "y", NOW + 19)).isEqualTo("x");
    assertThat(exchange("/a", "", FRESH, "y", NOW + 20)).isNull();
    exchange("/b", "", FRESH + "Age: 50\r\n", "x", NOW);
    assertThat(exchange("/b", "", FRESH, "y", NOW)).isNull();
  }

  @Test
  void theAgeThatIsToldGrows() {
    exchange("/a", "", FRESH + "Age: 30\r\n", "x", NOW);
    CacheTransaction transaction = new CacheTransaction();
    transaction.use(cache, request("/a", ""), NOW + 7);
    CachedResponse hit = transaction.hit();
    assertThat(hit).isNotNull();
    assertThat(hit.age(NOW + 7)).isEqualTo(37);
    transaction.end(false, NOW);
  }

  @Test
  void responsesThatVaryAreKeptApart() {
    for (String header : List.of("Referer", "Origin")) {
      String told = FRESH + "Vary: " + header + "\r\n";
      String target = "/" + header;
      assertThat(exchange(target, header + ": a\r\n", told, "for a", NOW)).isNull();
      assertThat(exchange(target, header + ": b\r\n", told, "for b", NOW)).isNull();
      assertThat(exchange(target, "", told, "for none", NOW)).isNull();
      assertThat(exchange(target, header + ": a\r\n", told, "", NOW)).isEqualTo("for a");
      assertThat(exchange(target, header + ": b\r\n", told, "", NOW)).isEqualTo("for b");
      assertThat(exchange(target, "", told, "", NOW)).isEqualTo("for none");
    }
  }

  @Test
  void aWeightOfZeroIsOneHoweverItIsWritten() {
    String told = FRESH + "Vary: accept-encoding\r\nContent-Encoding: gzip\r\n";
    for (String zero : List.of("0", "0.", "0.0", "0.000", " 0.00 ")) {
      String target = "/" + zero.strip();
      exchange(target, "Accept-Encoding: gzip\r\n", told, "packed", NOW);
      String weight = "Accept-Encoding: br, gzip; q=" + zero + "\r\n";
      assertThat(exchange(target, weight, FRESH + "Vary: accept-encoding\r\n", "plain", NOW))
          .isNull();
      assertThat(exchange(target, "Accept-Encoding: gzip;q=0.001\r\n", told, "", NOW)).isNotNull();
    }
  }

  @Test
  void noMoreThanTheSetNumberDifferByVaryAlone() {
    String told = FRESH + "Vary: referer\r\n";
    for (int i = 0; i < 5; i++) {
      assertThat(exchange("/a", "Referer: " + i + "\r\n", told, "body", NOW)).isNull();
    }
    assertThat(exchange("/a", "Referer: 2\r\n", told, "", NOW)).isEqualTo("body");
    assertThat(exchange("/a", "Referer: 3\r\n", told, "body", NOW)).isNull();
    // Stale ones make room.
    assertThat(exchange("/a", "Referer: 3\r\n", told, "later", NOW + 50)).isNull();
    assertThat(exchange("/a", "Referer: 3\r\n", told, "", NOW + 51)).isEqualTo("later");
  }

  @Test
  void memoryIsBoundedAndWhatIsUsedStays() {
    String body = "x".repeat(10_000);
    for (int i = 0; i < 1000; i++) {
      exchange("/" + i, "", FRESH, body, NOW);
      assertThat(cache.availableBlocks()).isNotNegative();
      assertThat(exchange("/0", "", FRESH, "fetched again", NOW)).isEqualTo(body);
    }
    assertThat(exchange("/999", "", FRESH, body, NOW)).isEqualTo(body);
    assertThat(exchange("/500", "", FRESH, body, NOW)).isNull();
  }

  @Test
  void whatIsBeingSentStaysWholeThoughTheCacheDropsIt() {
    exchange("/a", "", FRESH, "precious", NOW);
    CacheTransaction sending = new CacheTransaction();
    sending.use(cache, request("/a", ""), NOW);
    CacheTransaction changing = new CacheTransaction();
    changing.use(cache, request("/a", ""), NOW + 100);
    changing.store(cache, Method.POST, response(""), NOW);
    changing.end(true, NOW);
    assertThat(exchange("/a", "", "", "", NOW)).isNull();
    assertThat(body(sending.hit())).isEqualTo("precious");
    assertThat(cache.availableBlocks()).isLessThan(empty);
    sending.end(false, NOW);
    assertThat(cache.availableBlocks()).isEqualTo(empty);
  }

  @Test
  void operatorsSeeWhatIsStored() {
    assertThat(cache.describe(NOW))
        .matches("0x[0-9a-f]+: c \\(shctx:0x[0-9a-f]+, available blocks:1024\\)\n");
    exchange("/a", "Referer: x\r\n", FRESH + "Vary: referer\r\n", "y".repeat(2000), NOW);
    assertThat(cache.describe(NOW + 10).lines().skip(1))
        .singleElement()
        .asString()
        .matches(
            "0x[0-9a-f]+ hash:[0-9]+ vary:0x[0-9a-f]{16} size:2[0-9]{3} \\(3 blocks\\), refcount:0,"
                + " expire:40");
  }

  @Test
  void aResponseThatIsCutOffLeavesNothing() {
    CacheTransaction transaction = new CacheTransaction();
    transaction.use(cache, request("/a", ""), NOW);
    transaction.store(cache, Method.GET, response(FRESH + "Content-Length: 9\r\n"), NOW);
    CacheWriter writer = transaction.writer();
    assertThat(writer).isNotNull();
    ByteBuf bytes = Unpooled.copiedBuffer("half", StandardCharsets.ISO_8859_1);
    writer.append(bytes, 0, 4);
    bytes.release();
    assertThat(cache.availableBlocks()).isLessThan(empty);
    transaction.end(false, NOW);
    assertThat(cache.availableBlocks()).isEqualTo(empty);
    assertThat(exchange("/a", "", "", "", NOW)).isNull();
  }

  @Test
  void aChunkedResponseThatGrowsTooLargeLeavesNothing() {
    CacheTransaction transaction = new CacheTransaction();
    transaction.use(cache, request("/a", ""), NOW);
    transaction.store(cache, Method.GET, response(FRESH + "Transfer-Encoding: chunked\r\n"), NOW);
    CacheWriter writer = transaction.writer();
    assertThat(writer).isNotNull();
    ByteBuf bytes = Unpooled.buffer().writeZero(MEGABYTE / 2);
    writer.append(bytes, 0, bytes.readableBytes());
    bytes.release();
    transaction.end(true, NOW);
    assertThat(cache.availableBlocks()).isEqualTo(empty);
  }

  @Test
  void manyThreadsStoreFindAndDropAndNoByteIsLost() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int t = 0; t < 4; t++) {
      int seed = t;
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
              .start(() -> useAtRandom(new Random(seed))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    for (int i = 0; i < 200; i++) {
      CacheTransaction transaction = new CacheTransaction();
      transaction.use(cache, request("/" + i, ""), NOW);
      transaction.end(false, NOW);
      CacheKey key = new CacheKey();
      key.fill(request("/" + i, ""));
      cache.invalidate(key);
    }
    assertThat(cache.availableBlocks()).isEqualTo(empty);
  }

  private void useAtRandom(Random random) {
    for (int i = 0; i < 20_000; i++) {
      int number = random.nextInt(200);
      String body = Integer.toString(number).repeat(3000);
      String found = exchange("/" + number, "", FRESH, body, NOW + i / 1000);
      if (found != null) {
        assertThat(found).isEqualTo(body);
      }
      if (random.nextInt(50) == 0) {
        CacheKey key = new CacheKey();
        key.fill(request("/" + number, ""));
        cache.invalidate(key);
      }
    }
  }
}
