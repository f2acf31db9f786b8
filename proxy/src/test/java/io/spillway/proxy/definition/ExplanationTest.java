package io.spillway.proxy.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static String explained(String text) {
    Configurations.Loaded loaded = Configurations.load(text);
    return Explanation.of(loaded.valid(), loaded.reader()::lineAt).text().replaceAll(" +#", " #");
  }

  @Test
  void passwordsOfChecksAreNotShown() {
    String text =
        """
        defaults
          timeout client 5s
          timeout connect 5s
          timeout server 5s
        backend one
          option pgsql-check user u password s3cret database d role primary
          server a 127.0.0.1:80 check
        backend two
          option redis-check password "s3cret word" role master
          server a 127.0.0.1:80 check
        """;
    assertThat(explained(text))
        .contains("option pgsql-check user u password ... database d role primary #")
        .contains("option redis-check password ... role master #")
        .doesNotContain("s3cret");
  }

  @Test
  void eachSettingIsShownWithWhereItCameFrom() {
    String text =
        """
        global
          log 127.0.0.1 local0
          log 127.0.0.2 local0
        defaults web
          mode http
          timeout client 5s
          timeout connect 5s
          timeout server 5s
          log 127.0.0.1 local0
          default-server inter 5s
        listen app
          bind :8080 name main
          mode tcp
          log 127.0.0.2 local0
          balance leastconn
          stats auth admin:secret
          server a 127.0.0.1:80 check weight 3
        """;
    assertThat(explained(text))
        .isEqualTo(
            """
            global # test.cfg:2
                log 127.0.0.1 local0 # test.cfg:2
                log 127.0.0.2 local0 # test.cfg:3

            listen app # test.cfg:11
                mode tcp # test.cfg:13
                timeout client 5s # test.cfg:6, defaults web
                timeout connect 5s # test.cfg:7, defaults web
                timeout server 5s # test.cfg:8, defaults web
                balance leastconn # test.cfg:15
                stats auth admin:... # test.cfg:16
                log 127.0.0.1 local0 # test.cfg:9, defaults web
                log 127.0.0.2 local0 # test.cfg:14
                bind :8080 # test.cfg:12
                    name main # test.cfg:12
                server a 127.0.0.1:80 # test.cfg:17
                    inter 5s # test.cfg:10, default-server
                    check # test.cfg:17
                    weight 3 # test.cfg:17
            """);
  }

  @Test
  void rulesAreShownInTheirOrder() {
    String text =
        """
        defaults
          timeout client 1s
        frontend f
          mode http
          bind :80
          http-request deny if { path /a }
          http-request deny if { path /b }
        """;
    assertThat(explained(text))
        .contains(
            "http-request deny if { path /a } # test.cfg:6\n"
                + "    http-request deny if { path /b } # test.cfg:7\n");
  }
}
