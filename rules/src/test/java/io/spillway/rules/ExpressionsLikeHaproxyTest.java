package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.DirectiveException;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every expression of the table gives, byte for byte, what HAProxy gives for the same request. */
class ExpressionsLikeHaproxyTest {
  private static final String REQUEST =
      "POST /a/b%20c/d.html?x=1&y=two+words&X=3&empty=&z=%41%zz HTTP/1.1\r\n"
          + "Host: Shop.Example.COM:8080\r\n"
          + "X-List: one, \"two, three\" ,four\r\n"
          + "x-list: five\r\n"
          + "X-Empty:\r\n"
          + "X-Num: 12abc\r\n"
          + "X-Neg: -7\r\n"
          + "X-Addr: 10.1.2.3, 2001:db8:0:0:1::1\r\n"
          + "X-Text: Hello, World! [x] {y} \"q\" \\ end\r\n"
          + "X-High: caf\u00e9\r\n"
          + "Cookie: a=1; b=two; a=3\r\n"
          + "Cookie: c = spaced ; d\r\n"
          + "Authorization: Basic dXNlcjpwYTpzcw==\r\n"
          + "Accept-Language: da, en-gb;q=0.8, en;q=0.7, fr;q=0.75\r\n"
          + "Content-Length: 18\r\n"
          + "Connection: close\r\n"
          + "X-Case: @CASE@\r\n\r\n"
          + "p=body+v&q=%42&p=2";

  private static final List<String> EXPRESSIONS =
      """
      str(abc)
      str(a b)
      str("a,b")
      str('a)b')
      str("a'b")
      str(a\\,b)
      str()
      int(5)
      int(-5)
      int(9223372036854775807),add(1)
      int(-9223372036854775808),sub(1)
      int(9223372036854775807),mul(2)
      int(-9223372036854775807),mul(2)
      int(7),div(2)
      int(-7),div(2)
      int(7),div(0)
      int(7),mod(0)
      int(-7),mod(3)
      int(12),and(10)
      int(12),or(3)
      int(12),xor(10)
      int(12),cpl
      int(12),neg
      int(0),not
      int(3),not
      int(3),bool
      int(3),even
      int(4),even
      int(3),odd
      int(-1),hex
      int(65),htonl,hex
      bool(true)
      bool(false)
      bool(true),add(1)
      bin(0041ff7f)
      bin(4142)
      bin(410042)
      bin(0041ff7f),hex
      bin(0041ff7f),base64
      bin(fbff),ub64enc
      bin(0102030405),be2dec(:,2)
      bin(0102030405),be2dec(:,2,1)
      bin(0102030405),be2hex(:,2)
      bin(0102030405),be2hex(-,2,1)
      meth(GET)
      meth(BREW)
      ipv4(192.0.2.77)
      ipv4(192.0.2.77),ipmask(24)
      ipv4(192.0.2.77),ipmask(255.255.255.192)
      ipv4(192.0.2.77),ipmask(0)
      ipv4(192.0.2.77),add(1)
      ipv4(192.0.2.77),hex
      ipv6(2001:db8::1)
      ipv6(2001:db8:0:0:1:0:0:1)
      ipv6(::)
      ipv6(::1)
      ipv6(::ffff:1.2.3.4)
      ipv6(::1.2.3.4)
      ipv6(1:0:0:2:0:0:0:3)
      ipv6(1:2:3:4:5:6:7:8),ipmask(32,64)
      ipv6(1:2:3:4:5:6:7:8),ipmask(32)
      str(10.1.2.3),ipmask(16)
      str(::ffff:10.1.2.3),ipmask(16,120)
      str(10.1.2),ipmask(16)
      str(10.1.2.300),ipmask(16)
      str(1:2::3),ipmask(8,16)
      str(1::2::3),ipmask(8,16)
      str(12abc),add(1)
      str(abc),add(1)
      str(-12),add(1)
      str(),add(1)
      str(99999999999999999999),add(0)
      str(ABCxyz),lower
      str(ABCxyz),upper
      str(abc),length
      str(abc),hex
      str(616263),hex2i
      str(fF),hex2i
      str(xy),hex2i
      str(YWJj),b64dec
      str(YWJ),b64dec
      str(YW-_),ub64dec
      str(YWI),ub64dec
      str(abc),base64
      str(a b+c%41?d+e%2F),url_dec
      str(a+b%41),url_dec(1)
      str(a%4),url_dec
      str(a%zz),url_dec
      str("a b/c?d=e&f+g~h_i-j.k"),url_enc
      str(a_b__c_d),field(1,_)
      str(a_b__c_d),field(3,_)
      str(a_b__c_d),field(5,_)
      str(a_b__c_d),field(6,_)
      str(a_b__c_d),field(-1,_)
      str(a_b__c_d),field(-3,_)
      str(a_b__c_d),field(2,_,2)
      str(a_b__c_d),field(2,_,0)
      str(a_b__c_d),field(-2,_,2)
      str(a_b__c_d),field(-2,_,0)
      str(a_b__c_d),word(1,_)
      str(a_b__c_d),word(3,_)
      str(a_b__c_d),word(5,_)
      str(a_b__c_d),word(-1,_)
      str(a_b__c_d),word(-4,_)
      str(a_b__c_d),word(2,_,2)
      str(a_b__c_d),word(2,_,0)
      str(a_b__c_d),word(-2,_,2)
      str(a_b__c_d),word(-2,_,0)
      str(__a_b),word(1,_)
      str("a,b;c"),word(2,",;")
      str(abcdef),bytes(2)
      str(abcdef),bytes(2,3)
      str(abcdef),bytes(2,30)
      str(abcdef),bytes(6)
      str(abc),concat(-,,+)
      str(abc),regsub(b,X)
      str(abcabc),regsub(b,X)
      str(abcabc),regsub(b,X,g)
      str(abcABC),regsub(b,X,gi)
      str(abc),regsub("(a)(b)","\\\\2\\\\1")
      str(abc),regsub("(.)","[\\\\1]",g)
      str(/foo/bar),regsub("^/foo","/baz")
      str(abc),regsub("x*","-",g)
      str(abc),regsub("(?=b)","-")
      str(xxabcxx),rtrim(x)
      str(xxabcxx),ltrim(x)
      str("line\\r\\nmore"),cut_crlf
      str(www.example.com:80),host_only
      str(www.example.com:80),port_only
      str(www.example.com),host_only
      str(www.example.com),port_only
      str([::1]:80),host_only
      str([::1]:80),port_only
      str([::1]),host_only
      str(a:b:1),host_only
      str(x:),host_only
      str(x:),port_only
      bool(true),iif(yes,no)
      bool(false),iif(yes,no)
      str("a\\"b/c\\\\d"),json
      req.fhdr(x-high),json
      str(a%e9b),url_dec,json(utf8p)
      str(%c0%80x),url_dec,json(utf8p)
      str(%c0%80x),url_dec,json(utf8s)
      str(%ed%a0%80x),url_dec,json(utf8)
      str(caf%c3%a9),url_dec,json(utf8)
      str(%f0%9f%98%80),url_dec,json(utf8)
      str(a%e9b),url_dec,json(utf8s)
      str(abx),regsub(x*,-,g)
      str(abc),regsub(c*,-,g)
      req.fhdr(x-high),json(utf8s)
      req.fhdr(x-high),json(utf8p)
      str(abc),add_item(-,,x)
      str(abc),crc32
      str(abc),crc32(1)
      str(abc),crc32c
      str(abc),sdbm
      str(abc),sdbm(1)
      str(abc),djb2
      str(abc),djb2(1)
      str(abc),wt6
      str(abc),wt6(1)
      str(abc),xxh32
      str(abc),xxh32(7)
      str(abc),xxh64
      str(abc),xxh64(7)
      path,xxh64
      req.hdrs,xxh32
      req.hdrs,xxh64
      str(abc),sha1,hex
      str(abc),sha2,hex
      str(abc),sha2(512),hex
      str(abc),digest(md5),hex
      str(abc),digest(sha256),hex
      str(abc),hmac(sha256,a2V5),hex
      int(1700000000),utime(%Y-%m-%dT%H:%M:%SZ)
      int(1700000000),utime("%a %A %b %B %c %d %D %e %F %G %g %H %I %j %k %l %m %M %p %r %R %S %T %u %U %V %w %W %x %X %y %Y %z %% %s")
      int(1700000000),utime(%H,3600)
      int(1704067200),utime("%a %U %V %W %G %j %e")
      int(1700000000),ltime(%s)
      int(1700000000),http_date
      int(1700000000),http_date(60)
      int(1700000000123),http_date(0,ms)
      req.hdr(accept-language),language(fr;en-gb)
      req.fhdr(accept-language),language(fr;en-gb)
      req.fhdr(accept-language),language(fr;en)
      req.fhdr(accept-language),language(es;de,xx)
      method
      method,length
      path
      pathq
      url
      query
      base
      base32
      url32
      base32+src,hex
      req.ver
      url_param(x)
      url_param(X)
      url_param(empty)
      url_param(none)
      url_param(z)
      url_param(y),url_dec(1)
      url_param
      urlp(x)
      urlp_val(x)
      urlp_val(y)
      url_ip
      url_port
      hdr(host)
      hdr(x-list)
      req.hdr(x-list)
      req.hdr(x-list,1)
      req.hdr(x-list,2)
      req.hdr(x-list,3)
      req.hdr(x-list,4)
      req.hdr(x-list,5)
      req.hdr(x-list,-1)
      req.hdr(x-list,-2)
      req.hdr(x-list,-4)
      req.hdr(x-list,-5)
      req.fhdr(x-list)
      req.fhdr(x-list,1)
      req.fhdr(X-LIST,2)
      req.fhdr(x-list,-2)
      req.hdr_cnt(x-list)
      req.fhdr_cnt(x-list)
      req.hdr_cnt(none)
      req.hdr_cnt
      req.fhdr_cnt
      req.hdr(x-empty)
      req.hdr(x-empty),length
      req.hdr_cnt(x-empty)
      req.hdr_val(x-num)
      req.hdr_val(x-neg)
      req.hdr_val(x-empty)
      req.hdr_val(x-list)
      req.hdr_ip(x-addr)
      req.hdr_ip(x-addr,1)
      hdr_ip(x-addr,1)
      req.hdr_ip(x-list)
      req.hdr_names
      req.hdr_names(|)
      req.hdrs
      hdr(x-text)
      req.fhdr(x-text)
      req.fhdr(x-high)
      cook(a)
      req.cook(a)
      req.cook(b)
      req.cook(c)
      req.cook(d)
      req.cook(none)
      req.cook
      req.cook_cnt(a)
      req.cook_cnt
      cook_val(a)
      req.cook_val(b)
      http_auth_user
      http_auth_pass
      http_auth_type
      req.body
      req.body_len
      req.body_size
      req.body_param(p)
      req.body_param(q)
      req.body_param(none)
      http_first_req
      always_true
      always_false
      nbproc
      src
      dst
      dst,ipmask(8)
      ssl_fc
      fe_name
      var(txn.none)
      var(txn.none),length
      str(abc),set-var(txn.set),upper,concat(-,txn.set)
      str(abc),set-var(txn.set),strcmp(txn.set)
      int(7),set-var(txn.num),add(txn.num)
      int(7),set-var(txn.num),mul(txn.num),sub(txn.num)
      str(a),set-var(txn.t),unset-var(txn.t),concat(x,txn.t,y)
      str(b),map_str(m.map)
      str(zz),map_str(m.map)
      str(zz),map_str(m.map,fallback)
      str(b),map(m.map)
      str(/static/img/x),map_beg(beg.map)
      str(/nothing),map_beg(beg.map,none)
      str(www.example.com),map_end(end.map)
      str(/a/img/b),map_dir(dir.map)
      str(www.example.com),map_dom(dom.map)
      str(xmiddley),map_sub(sub.map)
      str(abc123),map_reg(reg.map)
      str(abc123),map_regm(reg.map)
      str(b),map_str_int(int.map)
      str(b),map_str_ip(ip.map)
      int(15),map_int(range.map)
      int(99),map_int(range.map,out)
      src,map_ip(net.map)
      str(10.1.2.3),map_ip(net.map)
      str(10.2.2.3),map_ip(net.map)
      str(2001:db8::5),map_ip(net.map)
      """
          .lines()
          .toList();

  @Test
  void givesTheSameBytes(@TempDir Path directory) throws Exception {
    writeMaps(directory);
    RuleScope scope = new RuleScope(TestStream.context(directory), "web", true, false);
    StringBuilder config =
        new StringBuilder("frontend web\n  mode http\n  bind 127.0.0.1:@PORT@\n");
    config.append("  option http-buffer-request\n");
    int firstLine = 5;
    for (int i = 0; i < EXPRESSIONS.size(); i++) {
      config
          .append("  http-request return status 200 content-type text/plain lf-string ")
          .append(RealHaproxy.quoted("<%[" + EXPRESSIONS.get(i) + "]>"))
          .append(" if { req.fhdr(x-case) " + i + " }\n");
    }
    Set<Integer> refused = RealHaproxy.refusedLines(directory, config.toString());
    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, String> actual = new LinkedHashMap<>();
    try (RealHaproxy real =
        RealHaproxy.start(directory, RealHaproxy.without(refused, config.toString()))) {
      for (int i = 0; i < EXPRESSIONS.size(); i++) {
        String request = REQUEST.replace("@CASE@", "" + i);
        expected.put(
            EXPRESSIONS.get(i),
            refused.contains(firstLine + i) ? "refused" : realAnswer(real, request));
        actual.put(EXPRESSIONS.get(i), ownAnswer(scope, EXPRESSIONS.get(i), request));
      }
    }
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  private static String realAnswer(RealHaproxy real, String request) throws Exception {
    String answer = new String(real.ask(request), StandardCharsets.ISO_8859_1);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static String ownAnswer(RuleScope scope, String expression, String request) {
    LogFormat format;
    try {
      format =
          new RuleParser(scope, Place.FRONTEND_HTTP_REQUEST)
              .logFormat(LogFormat.Use.HTTP, TestStream.words("<%[" + expression + "]>"));
    } catch (DirectiveException e) {
      return "refused";
    }
    ByteBuilder out = new ByteBuilder(65536);
    format.append(TestStream.of(request), out);
    return out.toString();
  }

  private static void writeMaps(Path directory) throws Exception {
    Files.writeString(
        directory.resolve("m.map"), "# comment\na one\nb  two words \nb three\n\nc\t4\n");
    Files.writeString(
        directory.resolve("beg.map"), "/ root\n/static/ static\n/static/img images\n");
    Files.writeString(directory.resolve("end.map"), ".com first\nexample.com second\n");
    Files.writeString(directory.resolve("dir.map"), "img images\na top\n");
    Files.writeString(directory.resolve("dom.map"), "example host\ncom tld\n");
    Files.writeString(directory.resolve("sub.map"), "middle found\n");
    Files.writeString(directory.resolve("reg.map"), "^x no\n^([a-z]+)([0-9]+)$ \\2-\\1\n");
    Files.writeString(directory.resolve("int.map"), "a 1\nb -20\n");
    Files.writeString(directory.resolve("ip.map"), "b 192.0.2.9\n");
    Files.writeString(directory.resolve("range.map"), "1:9 small\n10:19 teens\n");
    Files.writeString(
        directory.resolve("net.map"),
        "127.0.0.0/8 loop\n10.0.0.0/8 ten\n10.1.0.0/16 tenone\n2001:db8::/32 doc\n");
  }
}
