package io.spillway.proxy.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.rules.RulesetKind;
import io.spillway.rules.action.Services;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardKeywordsTest {
  private static Configurations.Loaded load(String... lines) {
    return Configurations.load(
        """
        defaults
          mode http
          timeout client 1s
          timeout server 1s
          timeout connect 1s
        frontend f
          bind 127.0.0.1:1
          http-request use-service dashboard if { path_beg /dashboard }
          %s
        userlist ops
          group admins users alice
          user alice insecure-password secret
        """
            .formatted(String.join("\n  ", lines)));
  }

  @Test
  void usersAndRolesAreRead() {
    ProxyDefinition frontend =
        load(
                "dashboard auth ops",
                "dashboard operator if TRUE",
                "dashboard admin if { http_auth_group(ops) admins }")
            .proxy("f");
    assertThat(
            frontend
                .settings()
                .get(DashboardKeywords.USERS)
                .orElseThrow()
                .get()
                .accepts("alice", "secret".getBytes(StandardCharsets.UTF_8)))
        .isTrue();
    assertThat(frontend.settings().get(DashboardKeywords.OPERATORS)).hasSize(1);
    assertThat(frontend.settings().get(DashboardKeywords.ADMINISTRATORS)).hasSize(1);
  }

  @Test
  void itIsKnownWhoHasADashboard() {
    var rules = load().proxy("f").settings().get(RuleKeywords.rules(RulesetKind.HTTP_REQUEST));
    assertThat(Services.use("dashboard", rules)).isTrue();
    assertThat(Services.use("prometheus-exporter", rules)).isFalse();
  }

  @Test
  void nobodyHasARoleWhoseNameIsNotKnown() {
    assertThat(load("dashboard admin if TRUE").messages())
        .contains(
            "ALERT 9 'dashboard admin' is for users whose names are known (expected: 'dashboard auth"
                + " <userlist>' before it).");
  }

  @Test
  void aListOfUsersThatIsNotThereIsTold() {
    assertThat(load("dashboard auth nobody").messages())
        .contains("ALERT 9 'dashboard auth': there is no userlist 'nobody'.");
  }

  @Test
  void aRoleNeedsACondition() {
    assertThat(load("dashboard auth ops", "dashboard admin").messages())
        .contains(
            "ALERT 10 'dashboard admin' requires either 'if' or 'unless' followed by a condition.");
  }

  @Test
  void otherInstancesAreWhereTheirUrlsSay() {
    assertThat(
            load("dashboard instance lb2 https://lb2.example/dashboard/")
                .proxy("f")
                .settings()
                .get(DashboardKeywords.INSTANCES))
        .extracting(instance -> instance.name() + " " + instance.address())
        .containsExactly("lb2 https://lb2.example/dashboard/");
    assertThat(load("dashboard instance lb2 javascript:alert(1)").messages())
        .contains(
            "ALERT 9 'dashboard instance': 'javascript:alert(1)' is no URL (expected:"
                + " 'https://lb2.example.com/dashboard/').");
  }

  @Test
  void aBackendHasNoDashboard() {
    List<String> messages =
        Configurations.load(
                """
                backend b
                  mode http
                  timeout server 1s
                  timeout connect 1s
                  dashboard auth ops
                userlist ops
                  user alice insecure-password secret
                """)
            .messages();
    assertThat(messages)
        .contains(
            "WARNING 5 'dashboard auth' ignored because backend 'b' has no frontend capability.");
  }
}
