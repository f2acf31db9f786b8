package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway explain --request} and {@code spillway test}: routing without traffic. */
class RoutingTestsTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 5s
        timeout server 5s
        timeout connect 5s
      frontend web
        bind 127.0.0.1:80
        acl internal src 10.0.0.0/8
        http-request deny deny_status 429 if { path_beg /blocked } !internal
        http-request redirect scheme https if { hdr(host) -i old.example.com }
        http-request set-header X-Tenant %[hdr(host),field(1,.)]
        use_backend shop if { hdr(host) -i shop.example.com }
        use_backend %[path,field(2,/)] if { path_beg /named/ }
        default_backend other
      backend shop
        balance roundrobin
        http-request set-path /v2%[path]
        use-server s2 if { req.hdr(x-pin) two }
        server s1 127.0.0.1:1001
        server s2 127.0.0.1:1002
        server spare 127.0.0.1:1003 backup
      backend other
        http-request return status 200 content-type text/plain string hi if { path /hello }
        server o1 127.0.0.1:1004
      """;

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve("haproxy.cfg");
    Files.writeString(file, CONFIGURATION);
  }

  private int run(String... arguments) {
    out.reset();
    error.reset();
    return new Program(
            "spillway",
            new Console(
                new PrintStream(out, true, StandardCharsets.ISO_8859_1),
                new PrintStream(error, true, StandardCharsets.ISO_8859_1),
                false))
        .run(arguments);
  }

  private String said() {
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private int explain(String request, String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "explain";
    all[1] = "--request";
    all[2] = request;
    all[3] = "-f";
    all[4] = file.toString();
    System.arraycopy(more, 0, all, 5, more.length);
    return run(all);
  }

  @Test
  void aRequestIsTakenToItsServers() {
    assertThat(explain("GET http://shop.example.com/cart?x=1")).isZero();
    assertThat(said())
        .contains("- " + file + ":9: http-request deny", "= '/cart' }: no")
        .contains("+ " + file + ":12: use_backend shop", "= 'shop.example.com' }: yes", "=> shop")
        .contains("servers s1, s2, spare\n")
        .contains("  GET /v2/cart?x=1 HTTP/1.1", "x-tenant: shop", "backend shop");
  }

  @Test
  void useServerAndHeadersCount() {
    assertThat(explain("http://shop.example.com/", "-H", "X-Pin: two")).isZero();
    assertThat(said()).contains("servers s2, s1, spare\n");
  }

  @Test
  void answersOfRulesAreTold() {
    assertThat(explain("GET http://a/blocked/x", "--src", "192.0.2.1")).isZero();
    assertThat(said()).contains("=> denied: status 429", "answer 429");
    assertThat(explain("GET http://a/blocked/x", "--src", "10.1.2.3")).isZero();
    assertThat(said()).contains("servers o1");
    assertThat(explain("GET http://old.example.com/a")).isZero();
    assertThat(said()).contains("answer 302 https://old.example.com/a");
  }

  @Test
  void whatIsWrongWithTheRequestIsTold() {
    assertThat(explain("GET nowhere")).isEqualTo(1);
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("no URL with a host");
    assertThat(explain("GET http://a/", "--frontend", "none")).isEqualTo(1);
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("no frontend 'none'");
  }

  @Test
  void aFileOfExpectationsIsChecked() throws Exception {
    Path tests = directory.resolve("rules.test");
    Files.writeString(
        tests,
        """
        # the shop
        request GET http://shop.example.com/cart
        expect backend shop
        expect server s1
        expect header X-Tenant: shop

        request GET http://x/blocked
        source 192.0.2.1
        expect status 429

        request GET http://old.example.com/a
        expect location https://old.example.com/a

        request GET http://x/named/shop
        expect backend named

        request GET http://x/hello
        expect status 200
        expect backend other
        """);
    assertThat(run("test", tests.toString(), "-f", file.toString())).isEqualTo(1);
    assertThat(said()).contains("5 requests, 1 not as expected");
    assertThat(error.toString(StandardCharsets.ISO_8859_1))
        .contains(
            "rules.test:14: GET http://x/named/shop: expected backend named, but it is other");
    Files.writeString(
        tests, Files.readString(tests).replace("expect backend named", "expect backend other"));
    assertThat(run("test", tests.toString(), "-f", file.toString())).isZero();
    assertThat(said()).contains("5 requests, all as expected");
  }
}
