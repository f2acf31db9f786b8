package io.spillway.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures what a head costs on one core: parsing out of a direct buffer, as a connection does it,
 * then with a look-up, an edit and the writing that follows from it. Prints the median of rounds in
 * nanoseconds of processor time for one head.
 */
public final class HeadParsingBench {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 15;
  private static final int HEADS = 400_000;

  private static final String REQUEST =
      """
      GET /static/images/logo.png?v=20261124 HTTP/1.1
      Host: www.example.org
      User-Agent: Mozilla/5.0 (X11; Linux x86_64)
      Accept: image/avif,image/webp,*/*;q=0.8
      Accept-Encoding: gzip, deflate, br
      Connection: foo
      Referer: https://www.example.org/

      """
          .replace("\n", "\r\n");

  private static final String RESPONSE =
      """
      HTTP/1.1 200 OK
      Date: Tue, 24 Nov 2026 02:00:00 GMT
      Server: nginx
      Content-Type: text/html
      Content-Length: 100
      Cache-Control: max-age=60

      """
          .replace("\n", "\r\n");

  private static final String BROWSER =
      """
      GET /en-GB/docs/Web/HTTP/Reference/Headers?utm_source=newsletter&page=2 HTTP/1.1
      Host: developer.example.org
      Connection: keep-alive
      Cache-Control: max-age=0
      sec-ch-ua: "Chromium";v="130", "Google Chrome";v="130", "Not?A_Brand";v="99"
      sec-ch-ua-mobile: ?0
      sec-ch-ua-platform: "Linux"
      Upgrade-Insecure-Requests: 1
      User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
      Sec-Fetch-Site: same-origin
      Sec-Fetch-Mode: navigate
      Sec-Fetch-User: ?1
      Sec-Fetch-Dest: document
      Referer: https://developer.example.org/en-GB/docs/Web/HTTP
      Accept-Encoding: gzip, deflate, br, zstd
      Accept-Language: en-GB,en;q=0.9
      Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=1

      """
          .replace("\n", "\r\n");

  private static final byte[] ADDRESS = "192.0.2.1".getBytes(StandardCharsets.ISO_8859_1);

  /** What is done with a head, so that nothing of it can be left out. */
  private interface Work {
    int run(Head head, ByteBuf source, ByteBuf sink);
  }

  private HeadParsingBench() {}

  /** Runs all measurements. */
  public static void main(String[] arguments) {
    RequestHead request = new RequestHead();
    ResponseHead response = new ResponseHead();
    measure("request, 6 headers: parse", request, REQUEST, HeadParsingBench::parse);
    measure("response, 5 headers: parse", response, RESPONSE, HeadParsingBench::parse);
    measure("browser request, 17 headers: parse", request, BROWSER, HeadParsingBench::parse);
    measure("request: parse, look up", request, REQUEST, HeadParsingBench::lookUp);
    measure("request: parse, add, write", request, REQUEST, HeadParsingBench::edit);
    measure("browser request: parse, add, write", request, BROWSER, HeadParsingBench::edit);
  }

  private static int parse(Head head, ByteBuf source, ByteBuf sink) {
    head.reset();
    if (head.parse(source) != ParseResult.COMPLETE) {
      throw new IllegalStateException(head.violation().text());
    }
    return head.receivedLength() + head.headerCount();
  }

  private static int lookUp(Head head, ByteBuf source, ByteBuf sink) {
    int result = parse(head, source, sink);
    return result + head.find(HeaderName.REFERER, -1) + head.find(HeaderName.AUTHORIZATION, -1);
  }

  private static int edit(Head head, ByteBuf source, ByteBuf sink) {
    int result = parse(head, source, sink);
    head.add(HeaderName.X_FORWARDED_FOR, ADDRESS);
    sink.clear();
    head.writeTo(sink);
    return result + sink.readableBytes();
  }

  private static void measure(String name, Head head, String text, Work work) {
    ByteBuf source = PooledByteBufAllocator.DEFAULT.directBuffer(16384);
    source.writeBytes(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    ByteBuf sink = PooledByteBufAllocator.DEFAULT.directBuffer(16384);
    double[] rounds = new double[ROUNDS];
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < HEADS; i++) {
        sum += work.run(head, source, sink);
      }
      rounds[round] = (THREADS.getCurrentThreadCpuTime() - start) / (double) HEADS;
    }
    Arrays.sort(rounds);
    System.out.printf(
        Locale.ROOT,
        "%-38s %4d bytes %8.1f ns (best %.1f) %s%n",
        name,
        text.length(),
        rounds[ROUNDS / 2],
        rounds[0],
        sum == 0 ? "?" : "");
    source.release();
    sink.release();
  }
}
