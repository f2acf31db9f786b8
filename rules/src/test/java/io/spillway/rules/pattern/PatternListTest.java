package io.spillway.rules.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatternListTest {
  private final PatternList list =
      new PatternList("m", true, List.of(new PatternList.Line("a", "1")));
  private final PatternView numbers =
      list.view("map", MatchMethod.STRING, false, false, SampleType.INTEGER);
  private final PatternView keys = list.view("acl", MatchMethod.BEGIN, false, false, null);

  private static int find(PatternView view, String text) {
    Sample sample = new Sample(64);
    sample.string(text.getBytes(ISO_8859_1));
    return view.current().keys().find(sample);
  }

  @Test
  void everyViewSeesAChange() {
    list.add(list.version(), List.of(new PatternList.Line("b", "2")));
    assertThat(find(numbers, "b")).isEqualTo(1);
    assertThat(find(keys, "bcd")).isEqualTo(1);
    assertThat(list.set(entry -> entry.key().equals("b"), "7")).isTrue();
    assertThat(numbers.current().values().get(1).number()).isEqualTo(7);
    assertThat(list.remove(entry -> entry.key().equals("a"))).isTrue();
    assertThat(find(numbers, "a")).isEqualTo(-1);
    assertThat(list.remove(entry -> entry.key().equals("a"))).isFalse();
  }

  @Test
  void aValueThatOneViewCannotUseChangesNone() {
    assertThatThrownBy(() -> list.add(list.version(), List.of(new PatternList.Line("b", "many"))))
        .hasMessageContaining("'many' is not a value of type 'sint'");
    assertThat(find(keys, "b")).isEqualTo(-1);
    assertThat(list.count()).isEqualTo(1);
  }

  @Test
  void aPreparedVersionHoldsOnceItIsCommitted() {
    int next = list.prepare();
    list.add(next, List.of(new PatternList.Line("b", "2")));
    assertThat(find(numbers, "b")).isEqualTo(-1);
    assertThat(list.count()).isEqualTo(2);
    list.commit(next);
    assertThat(find(numbers, "b")).isEqualTo(0);
    assertThat(find(numbers, "a")).isEqualTo(-1);
    assertThat(list.version()).isEqualTo(next);
  }

  @Test
  void aVersionThatALaterOneReplacedChangesNothing() {
    int first = list.prepare();
    int second = list.prepare();
    list.add(second, List.of(new PatternList.Line("b", "2")));
    assertThat(list.commit(second)).isTrue();
    assertThat(list.commit(first)).isFalse();
    assertThat(list.clear(first)).isFalse();
    assertThat(list.add(first, List.of(new PatternList.Line("c", "3")))).isFalse();
    assertThat(list.count()).isEqualTo(1);
    assertThat(find(numbers, "b")).isEqualTo(0);
  }
}
