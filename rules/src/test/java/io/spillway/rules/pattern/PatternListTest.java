package io.spillway.rules.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatternListTest {
  private final PatternList list =
      new PatternList("m", true, List.of(new PatternList.Line("a", "1")));
  private final PatternView numbers =
      list.view("map", MatchMethod.STRING, false, false, SampleType.INTEGER);
  private final PatternView keys = list.view("acl", MatchMethod.BEGIN, false, false, null);

  private static @Nullable String find(PatternView view, String text) {
    Sample sample = new Sample(64);
    sample.string(text.getBytes(ISO_8859_1));
    PatternItem found = view.current().find(sample);
    return found == null ? null : found.entry().key() + "=" + found.entry().value();
  }

  @Test
  void everyViewSeesAChange() {
    list.add(list.version(), List.of(new PatternList.Line("b", "2")));
    assertThat(find(numbers, "b")).isEqualTo("b=2");
    assertThat(find(keys, "bcd")).isEqualTo("b=2");
    assertThat(list.set("b", "7")).isTrue();
    assertThat(find(numbers, "b")).isEqualTo("b=7");
    assertThat(find(keys, "b")).isEqualTo("b=7");
    assertThat(list.remove("a")).isTrue();
    assertThat(find(numbers, "a")).isNull();
    assertThat(list.remove("a")).isFalse();
  }

  @Test
  void aValueThatOneViewCannotUseChangesNone() {
    assertThatThrownBy(() -> list.add(list.version(), List.of(new PatternList.Line("b", "many"))))
        .hasMessageContaining("'many' is not a value of type 'sint'");
    assertThat(find(keys, "b")).isNull();
    assertThat(list.count()).isEqualTo(1);
  }

  @Test
  void aPreparedVersionHoldsOnceItIsCommitted() {
    int next = list.prepare();
    list.add(next, List.of(new PatternList.Line("b", "2")));
    assertThat(find(numbers, "b")).isNull();
    assertThat(list.count()).isEqualTo(2);
    list.commit(next);
    assertThat(find(numbers, "b")).isEqualTo("b=2");
    assertThat(find(numbers, "a")).isNull();
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
    assertThat(find(numbers, "b")).isEqualTo("b=2");
  }

  @Test
  void ofEqualKeysTheFirstCountsUntilItIsRemoved() {
    list.add(null, List.of(new PatternList.Line("a", "2"), new PatternList.Line("a", "3")));
    assertThat(find(numbers, "a")).isEqualTo("a=1");
    list.remove(list.entries(list.version()).getFirst().id());
    assertThat(find(numbers, "a")).isEqualTo("a=2");
    assertThat(list.set("a", "9")).isTrue();
    assertThat(list.entries(list.version())).extracting(PatternEntry::value).containsOnly("9");
    assertThat(list.remove("a")).isTrue();
    assertThat(find(numbers, "a")).isNull();
    assertThat(list.count()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = MatchMethod.class,
      names = {"STRING", "BEGIN", "END", "SUBSTRING", "REGEX", "DOMAIN", "DIRECTORY"})
  void changesAreLikeAListThatWasReadAnew(MatchMethod method) {
    SplittableRandom random = new SplittableRandom(method.ordinal());
    PatternList changed = new PatternList("", true, List.of());
    PatternView seen = changed.view("", method, random.nextBoolean(), false, SampleType.STRING);
    for (int i = 0; i < 4000; i++) {
      String key = key(random);
      switch (random.nextInt(4)) {
        case 0 -> changed.remove(key);
        case 1 -> changed.set(key, "v" + i);
        case 2 -> changed.put(key, "v" + i);
        default -> changed.add(null, List.of(new PatternList.Line(key, "v" + i)));
      }
      if (i % 50 == 0) {
        List<PatternEntry> entries = changed.entries(changed.version());
        PatternView anew =
            new PatternView(method, seen.ignoresCase(), false, SampleType.STRING, entries);
        for (int n = 0; n < 20; n++) {
          String value = key(random) + key(random);
          assertThat(find(seen, value)).as(value).isEqualTo(find(anew, value));
          value = key(random);
          assertThat(find(seen, value)).as(value).isEqualTo(find(anew, value));
        }
      }
    }
  }

  private static String key(SplittableRandom random) {
    StringBuilder key = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      key.append("abAB/x".charAt(random.nextInt(6)));
    }
    return key.toString();
  }

  @Test
  void networksChangeLikeAListThatWasReadAnew() {
    SplittableRandom random = new SplittableRandom(7);
    PatternList changed = new PatternList("", false, List.of());
    PatternView seen = changed.view("", MatchMethod.IP, false, false, null);
    for (int i = 0; i < 3000; i++) {
      String key =
          "10." + random.nextInt(3) + "." + random.nextInt(3) + ".0/" + random.nextInt(8, 33);
      if (random.nextInt(3) == 0) {
        changed.remove(key);
      } else {
        changed.add(null, List.of(new PatternList.Line(key, null)));
      }
      if (i % 50 == 0) {
        PatternView anew =
            new PatternView(MatchMethod.IP, false, false, null, changed.entries(changed.version()));
        for (int n = 0; n < 20; n++) {
          String value =
              "10." + random.nextInt(3) + "." + random.nextInt(3) + "." + random.nextInt(9);
          assertThat(find(seen, value)).as(value).isEqualTo(find(anew, value));
        }
      }
    }
  }

  @Test
  void manyKeysAreFoundAndRemovedAgain() {
    for (int i = 0; i < 200_000; i++) {
      list.put("key-" + i, Integer.toString(i));
    }
    for (int i = 0; i < 200_000; i++) {
      assertThat(find(numbers, "key-" + i)).isEqualTo("key-" + i + "=" + i);
      if (i % 2 == 0) {
        assertThat(list.remove("key-" + i)).isTrue();
        assertThat(find(numbers, "key-" + i)).isNull();
      }
    }
    assertThat(list.count()).isEqualTo(100_001);
    assertThat(list.entries(0)).extracting(PatternEntry::id).isSorted();
  }

  @Test
  void lookupsFindWhatIsThereWhileTheListChanges() throws Exception {
    for (int i = 0; i < 5000; i++) {
      list.put("stays-" + i, "1");
    }
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; !done.get(); i = (i + 1) % 5000) {
                      assertThat(find(numbers, "stays-" + i)).isEqualTo("stays-" + i + "=1");
                      assertThat(find(keys, "stays-" + i + "/x")).startsWith("stays-");
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    for (int i = 0; i < 100_000; i++) {
      list.put("goes-" + i, "2");
      if (i >= 1000) {
        list.remove("goes-" + (i - 1000));
      }
    }
    done.set(true);
    reader.join();
    assertThat(failure.get()).isNull();
    assertThat(list.count()).isEqualTo(6001);
  }
}
