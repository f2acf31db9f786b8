package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.config.DirectiveException;
import io.spillway.http.ErrorPages;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule of the table makes of the same request what HAProxy makes of it. */
class ActionsLikeHaproxyTest {
  private static final String REQUEST =
      "GET /a/b?x=1&y=2 HTTP/1.1\r\n"
          + "Host: www.example.com:81\r\n"
          + "X-One: first\r\n"
          + "X-One: second, third\r\n"
          + "X-Two: abc\r\n"
          + "Y-Three: 3\r\n"
          + "Connection: close\r\n"
          + "X-Case: @CASE@\r\n\r\n";

  private static final List<String> RULES =
      """
      set-header X-New value
      set-header X-One "%[path]-%[req.hdr(host),lower]"
      set-header X-Two "%[req.hdr(x-two)]%[req.hdr(x-two)]"
      set-header X-New ""
      set-header X-New "a%%b"
      add-header X-One again
      add-header x-new "%[src]"
      del-header X-One
      del-header x- -m beg
      del-header one -m end
      del-header -t -m sub
      del-header ^x-.*o$ -m reg
      del-header nothing
      replace-header X-One f(.*)st <\\\\1>
      replace-header X-One second "got %[method]"
      replace-header X-Two ^(a)(b) \\\\2\\\\1
      replace-value X-One second 2nd
      replace-value X-One (.*)i(.*) \\\\2i\\\\1
      set-path /new
      set-path "/n%[path]"
      set-pathq /new?q=2
      set-query z=9
      set-query "%[query]&z=9"
      set-uri http://other.example/u?v=1
      set-uri /only
      replace-path ^/a/(.*) /\\\\1/c
      replace-path nomatch /x
      replace-pathq (.*)x=1(.*) \\\\1x=7\\\\2
      replace-uri ^/(.*)$ http://h/\\\\1
      set-var(txn.v) path,upper
      set-var-fmt(txn.v) "%[method] %[path]"
      set-var(sess.v) int(5),add(3)
      unset-var(txn.v)
      set-var(nope.v) int(1)
      set-var(txn.v)
      set-header
      set-header X-Only
      set-path
      nosuchaction
      allow
      allow if TRUE
      allow unless TRUE
      allow trailing
      deny
      deny if { path /a/b }
      deny if { path /x }
      deny deny_status 429
      deny status 404
      deny deny_status 404
      deny status 429 default-errorfiles
      deny hdr A b
      tarpit nonsense
      replace-value X-One .*(rd|st).* <\\\\1>
      deny deny_status 99
      deny status 418 content-type text/plain string "tea pot"
      deny content-type text/html lf-string "<b>%[path]</b>" hdr X-Why "because %[method]"
      deny string "no type"
      deny errorfile page.http
      return
      return status 204
      return status 200 content-type text/plain string hello
      return status 299 content-type "text/plain; charset=utf-8" lf-string "%[path] and %[src]"
      return status 200 content-type text/plain file body.txt
      return content-type text/plain lf-file format.txt
      return status 200 hdr X-A one hdr X-B "%[path]"
      return status 999
      return content-type text/plain file nosuch.txt
      return errorfile page.http
      redirect location /there
      redirect location "http://h/%[path]"
      redirect location /x code 301
      redirect location /x code 303
      redirect location /x code 307
      redirect location /x code 308
      redirect location /x code 305
      redirect prefix http://other
      redirect prefix http://other drop-query
      redirect prefix http://other drop-query append-slash
      redirect prefix http://other append-slash
      redirect prefix /
      redirect prefix ""
      redirect scheme https
      redirect scheme https code 301 if !{ ssl_fc }
      redirect scheme https drop-query
      redirect location /x set-cookie A=b
      redirect location /x set-cookie A
      redirect location /x clear-cookie A
      redirect location "%[var(txn.none)]" ignore-empty
      redirect location "%[var(txn.none)]"
      redirect
      redirect nowhere /x
      auth
      auth realm shop
      auth realm "my shop" if TRUE
      auth unless { path /a/b }
      capture path len 10
      capture path
      strict-mode off
      strict-mode maybe
      set-log-level silent
      set-log-level loud
      set-src hdr(x-two)
      set-src str(192.0.2.9)
      set-dst str(192.0.2.8)
      set-var(txn.v,ifnotempty) path
      set-var(txn.v,ifset) path
      set-var(txn.v,ifnotset) path
      set-var(txn.v,bogus) path
      set-var-fmt(txn.v,ifempty) "%[req.hdr(none)]"
      set-nice 5
      set-nice
      set-mark 0x10
      set-mark x10
      set-tos 16
      set-tos
      """
          .lines()
          .toList();

  private static final String SHOWN =
      "%[method] %[url] src=%[src] v=%[var(txn.v)] w=%[var(sess.v)] c=%[capture.req.hdr(0)] %[req.hdrs]";

  @Test
  void makesTheSameOfARequest(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("body.txt"), "from a file\n");
    Files.writeString(directory.resolve("format.txt"), "path %[path]\n");
    Files.writeString(
        directory.resolve("page.http"),
        "HTTP/1.1 444 Odd\r\nContent-Length: 5\r\nX-Page: yes\r\n\r\npage\n");
    StringBuilder config = new StringBuilder("frontend web\n  bind 127.0.0.1:@PORT@\n");
    config.append("  http-request return status 500 if FALSE\n");
    String show =
        "http-request return status 200 content-type text/plain lf-string "
            + RealHaproxy.quoted(SHOWN);
    for (int i = 0; i < RULES.size(); i++) {
      config.append("frontend f" + i + "\n  bind unix@" + directory + "/" + i + "\n");
      config.append("  http-request " + RULES.get(i) + "\n  " + show + "\n");
    }
    Set<Integer> refused = RealHaproxy.refusedLines(directory, config.toString());
    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, String> actual = new LinkedHashMap<>();
    try (RealHaproxy real =
        RealHaproxy.start(directory, RealHaproxy.without(refused, config.toString()))) {
      for (int i = 0; i < RULES.size(); i++) {
        String request = REQUEST.replace("@CASE@", "" + i);
        expected.put(
            RULES.get(i),
            refused.contains(6 + 4 * i)
                ? "refused"
                : new String(real.askAt("" + i, request), StandardCharsets.ISO_8859_1)
                    .replace("connection: close\r\n", ""));
        actual.put(RULES.get(i), own(directory, "f" + i, RULES.get(i), request));
      }
    }
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  private static String own(Path directory, String name, String line, String request) {
    RuleScope scope = new RuleScope(TestStream.context(directory), name, true, false);
    Ruleset rules;
    try {
      Rule rule = RuleParser.httpRequest(scope, TestStream.words(words(line)));
      Rule show =
          RuleParser.httpRequest(
              scope,
              TestStream.words(
                  "return", "status", "200", "content-type", "text/plain", "lf-string", SHOWN));
      rules = new Ruleset(List.of(rule, show));
    } catch (DirectiveException e) {
      return "refused";
    }
    TestStream stream = TestStream.of(request);
    stream.source = null;
    return switch (rules.run(stream)) {
      case Verdict.Respond respond -> written(respond.reply(), stream);
      case Verdict.Deny deny ->
          deny.reply() != null ? written(deny.reply(), stream) : page(deny.status());
      case Verdict.Accept accept -> page(503);
      case Verdict other -> other.toString();
    };
  }

  /** A standard page, as it is sent; 503 for what a frontend without a backend lets through. */
  private static String page(int status) {
    ByteBuf out = Unpooled.buffer();
    ErrorPages.standard(status).writeTo(out, false, true);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String written(Reply reply, TestStream stream) {
    ByteBuilder out = new ByteBuilder(65536);
    reply.write(stream, out);
    return out.toString().replace("connection: close\r\n", "");
  }

  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(line);
    while (matcher.find()) {
      String word = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      words.add(word.replace("\\\\", "\\"));
    }
    return words.toArray(String[]::new);
  }
}
