package io.spillway.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ops.runtime.Level;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {
  @Test
  void aServersStateIsAnAdministratorsBusiness() {
    Control control =
        Control.of(
            Map.of("action", "server-state", "backend", "b", "server", "s 1", "value", "drain"));
    assertThat(control).isNotNull();
    assertThat(control.level()).isEqualTo(Level.ADMIN);
    assertThat(control.words()).containsExactly("set", "server", "b/s 1", "state", "drain");
  }

  @Test
  void aSilenceIsAnOperatorsAndNamesOnlyWhatIsMeant() {
    Control control =
        Control.of(
            Map.of(
                "action", "silence", "value", "1h", "proxy", "b", "server", " ", "reason", "a b"));
    assertThat(control).isNotNull();
    assertThat(control.level()).isEqualTo(Level.OPERATOR);
    assertThat(control.words())
        .containsExactly("alert", "silence", "1h", "proxy", "b", "reason", "a b");
    assertThat(control.isDone("Silence 1 of proxy b until 2026-01-01T00:00:00Z.")).isTrue();
    assertThat(control.isDone("Expects a time from 1ms to 24d.")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "show", "quit", "set server", "SERVER-STATE"})
  void nothingElseOfTheRuntimeApiCanBeReached(String action) {
    assertThat(Control.of(Map.of("action", action, "value", "x"))).isNull();
  }

  @Test
  void aFloodOfWordsIsRefused() {
    assertThat(Control.of(Map.of("action", "unsilence", "value", "1".repeat(1000)))).isNull();
  }

  @Test
  void whatIsWrittenDownStaysOnItsLine() {
    Control control = Control.of(Map.of("action", "facility-drain", "facility", "a\nb"));
    assertThat(control).isNotNull();
    assertThat(control.text()).isEqualTo("facility drain a?b");
  }
}
