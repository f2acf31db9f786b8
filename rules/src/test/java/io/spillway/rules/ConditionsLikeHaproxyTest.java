package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.DirectiveException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every condition of the table holds where, and only where, it holds in HAProxy. */
class ConditionsLikeHaproxyTest {
  private static final String REQUEST =
      "GET /static/img/Logo.PNG?a=1&b=22 HTTP/1.1\r\n"
          + "Host: www.Example.com\r\n"
          + "X-List: one, two, three\r\n"
          + "X-List: four\r\n"
          + "X-Num: 15\r\n"
          + "X-Addr: 10.1.2.3, 192.0.2.1\r\n"
          + "X-Empty:\r\n"
          + "User-Agent: curl/7.88\r\n"
          + "Cookie: sid=abc; theme=dark\r\n"
          + "Connection: close\r\n"
          + "X-Case: @CASE@\r\n\r\n";

  private static final List<String> ACLS =
      """
      acl static path_beg /static
      acl image path_end -i .png .jpg
      acl several hdr(x-list) -m str nine
      acl several hdr(x-list) -m str four
      acl fromfile path_beg -f beg.lst
      acl nets src -f nets.lst
      acl viamap path,map_beg(beg.map) -m str images
      acl-bad&name path /
      """
          .lines()
          .toList();

  private static final List<String> CONDITIONS =
      """
      if TRUE
      if FALSE
      unless FALSE
      if static
      if !static
      if ! static
      if static image
      if static !image
      if !static or image
      if FALSE or FALSE or TRUE
      if FALSE || TRUE
      unless static image
      if several
      if fromfile
      if nets
      if viamap
      if nosuch
      if METH_GET
      if METH_POST
      if HTTP_1.1
      if HTTP_1.0
      if HTTP
      if LOCALHOST
      if HTTP_URL_ABS
      if HTTP_URL_SLASH
      if HTTP_CONTENT
      if { path /static/img/Logo.PNG }
      if { path /static/img/logo.png }
      if { path -i /static/img/logo.png }
      if { path_beg /static/ }
      if { path_beg -i /STATIC }
      if { path_end .png }
      if { path_end -i .png }
      if { path_sub img }
      if { path_sub -i IMG }
      if { path_dir img }
      if { path_dir im }
      if { path_dir static/img }
      if { path_dir /static/img/ }
      if { path_dom img }
      if { path_len 20 }
      if { path_len gt 19 }
      if { path_len 1:10 }
      if { path_reg ^/static/.*\\.PNG$ }
      if { path_reg -i ^/STATIC/.*\\.png$ }
      if { path_reg (?=/static) }
      if { hdr(host) www.example.com }
      if { hdr(host) -i www.example.com }
      if { hdr_dom(host) -i example }
      if { hdr_dom(host) -i exam }
      if { hdr_dom(host) -i example.com }
      if { hdr_dom(host) -i .example.com. }
      if { hdr_beg(host) www. }
      if { hdr_end(host) -i .COM }
      if { hdr_sub(host) -i AMPL }
      if { hdr_reg(host) ^www\\. }
      if { hdr_len(host) 15 }
      if { hdr(x-list) two }
      if { hdr(x-list) one four }
      if { hdr(x-list) five }
      if { hdr(x-list,2) two }
      if { hdr(x-list,1) two }
      if { req.fhdr(x-list) four }
      if { req.fhdr(x-list) "one, two, three" }
      if { hdr_cnt(x-list) 4 }
      if { hdr_cnt(x-list) eq 4 }
      if { hdr_cnt(x-list) gt 4 }
      if { hdr_cnt(x-list) ge 4 }
      if { hdr_cnt(x-list) lt 5 le 3 }
      if { hdr_cnt(none) gt 0 }
      if { hdr_val(x-num) 10:20 }
      if { hdr_val(x-num) :14 }
      if { hdr_val(x-num) 15: }
      if { hdr_val(x-num) 1 2 15 }
      if { hdr_ip(x-addr) 10.0.0.0/8 }
      if { hdr_ip(x-addr) 192.0.2.1 }
      if { hdr_ip(x-addr) 172.16.0.0/255.240.0.0 }
      if { hdr_ip(x-addr,1) 192.0.2.0/24 }
      if { src 127.0.0.1 }
      if { src 127.0.0.0/8 }
      if { src ::ffff:127.0.0.1 }
      if { src ::1 10.0.0.0/8 }
      if { src -n 127.0.0.1 }
      if { dst 127.0.0.1 }
      if { hdr(x-empty) -m found }
      if { hdr(x-none) -m found }
      if { hdr(x-empty) -m len 0 }
      if { cook(sid) abc }
      if { cook(sid) -m found }
      if { cook_beg(theme) da }
      if { cook(none) -m found }
      if { urlp(a) 1 }
      if { urlp(b) -m int gt 20 }
      if { url_beg /static }
      if { url_sub ?a= }
      if { query -m beg a=1 }
      if { method GET POST }
      if { method POST }
      if { req.ver 1.1 }
      if { hdr(user-agent) -m beg curl/ }
      if { path,lower -m end .png }
      if { path,lower -m str /static/img/logo.png }
      if { path,length 20 }
      if { path,length -m int 20 }
      if { path -m bool }
      if { always_true }
      if { always_false }
      if { bool(true) }
      if { int(5) 5 }
      if { int(5) -m int gt 4 }
      if { int(0) -m bool }
      if { int(5) -m bool }
      if { str(41) -m bin 3431 }
      if { bin(3431) 3431 }
      if { bin(3431) -m bin 3431 }
      if { str(abc) -m str -- -x abc }
      if { str(-x) -m str -- -x }
      if { str(abc) -m nosuch abc }
      if { path }
      if { nosuchfetch x }
      if { path,nosuchconv x }
      if { path_beg }
      if { src nothost.invalid/99 }
      if { hdr_cnt(x-list) gt x }
      if { path_reg ( }
      if { path
      if static }
      if static ! image
      if { var(txn.none) -m found }
      if { http_first_req }
      if { wait_end }
      if { ssl_fc }
      if { path -f beg.lst }
      if { path_beg -f beg.lst -f more.lst }
      if { path_beg -f nosuch.lst }
      if { path_beg -M -f beg.map }
      if { base -m beg www }
      if { base_beg www.Example.com/static }
      if { req.hdr(host),lower,field(2,.) example }
      if { src,ipmask(8) 127.0.0.0 }
      if { src_port gt 0 }
      """
          .lines()
          .toList();

  @Test
  void holdsWhereHaproxySaysSo(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("beg.lst"), "# comment\n\n/static/img\n  /other  \n");
    Files.writeString(directory.resolve("more.lst"), "/more\n");
    Files.writeString(directory.resolve("beg.map"), "/static/img images\n/static static\n");
    Files.writeString(directory.resolve("nets.lst"), "10.0.0.0/8\n127.0.0.0/8\n");
    StringBuilder config = new StringBuilder("frontend web\n  bind 127.0.0.1:@PORT@\n");
    ACLS.forEach(acl -> config.append("  ").append(acl).append('\n'));
    int firstLine = 3 + ACLS.size();
    for (int i = 0; i < CONDITIONS.size(); i++) {
      config
          .append("  http-request set-var(txn.c" + i + ") str(yes) ")
          .append(escaped(CONDITIONS.get(i)))
          .append('\n');
    }
    for (int i = 0; i < CONDITIONS.size(); i++) {
      config
          .append("  http-request return status 200 content-type text/plain lf-string ")
          .append("\"<%[var(txn.c" + i + ")]>\" if { req.fhdr(x-case) " + i + " }\n");
    }
    Set<Integer> refused = RealHaproxy.refusedLines(directory, config.toString());
    RuleScope scope = new RuleScope(TestStream.context(directory), "web", true, false);
    for (int i = 0; i < ACLS.size(); i++) {
      assertThat(acceptsAcl(scope, ACLS.get(i)))
          .as(ACLS.get(i))
          .isEqualTo(!refused.contains(3 + i));
    }
    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, String> actual = new LinkedHashMap<>();
    try (RealHaproxy real =
        RealHaproxy.start(directory, RealHaproxy.without(refused, config.toString()))) {
      for (int i = 0; i < CONDITIONS.size(); i++) {
        String request = REQUEST.replace("@CASE@", "" + i);
        String answer = new String(real.ask(request), StandardCharsets.ISO_8859_1);
        expected.put(
            CONDITIONS.get(i),
            refused.contains(firstLine + i) ? "refused" : "" + answer.endsWith("<yes>"));
        actual.put(CONDITIONS.get(i), own(scope, CONDITIONS.get(i), request));
      }
    }
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  private static String escaped(String line) {
    return line.replace("\\", "\\\\");
  }

  private static boolean acceptsAcl(RuleScope scope, String line) {
    String[] words = line.split(" +", -1);
    if (!words[0].equals("acl")) {
      return false;
    }
    try {
      RuleParser.acl(scope, TestStream.words(Arrays.copyOfRange(words, 1, words.length)));
      return true;
    } catch (DirectiveException e) {
      return false;
    }
  }

  private static String own(RuleScope scope, String text, String request) {
    Condition condition;
    try {
      condition =
          new RuleParser(scope, Place.FRONTEND_HTTP_REQUEST)
              .condition(TestStream.words(words(text)));
    } catch (DirectiveException e) {
      return "refused";
    }
    return condition == null ? "none" : "" + condition.holds(TestStream.of(request));
  }

  /** The words of a line of which some are between double quotes. */
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    return words.toArray(String[]::new);
  }
}
