package io.spillway.facility.dns;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.NameAnswers;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers that a test decides. */
final class SettableAnswers implements NameAnswers {
  private final Map<String, NameAnswer> answers = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Has {@code name} answer {@code addresses} from now on, for five seconds. */
  SettableAnswers set(String name, String... addresses) {
    return set(name, Arrays.stream(addresses).map(InetAddress::ofLiteral).toList(), List.of());
  }

  /** Has each answer tell one of {@code portions}. */
  SettableAnswers setWeighted(String name, NameAnswer.Portion... portions) {
    return set(
        name,
        Arrays.stream(portions).flatMap(portion -> portion.addresses().stream()).toList(),
        List.of(portions));
  }

  /** Some addresses that are told together. */
  static NameAnswer.Portion portion(int weight, String... addresses) {
    return new NameAnswer.Portion(
        Arrays.stream(addresses).map(InetAddress::ofLiteral).toList(), weight);
  }

  private SettableAnswers set(
      String name, List<InetAddress> addresses, List<NameAnswer.Portion> portions) {
    NameAnswer before = answers.get(name);
    NameAnswer now =
        new NameAnswer(
            name,
            addresses,
            portions,
            Duration.ofSeconds(5),
            before == null ? 0 : before.revision() + 1);
    answers.put(name, now);
    listeners.forEach(listener -> listener.changed(now));
    return this;
  }

  @Override
  public NameAnswer answer(String name) {
    return answers.get(name);
  }

  @Override
  public Collection<NameAnswer> all() {
    return List.copyOf(answers.values());
  }

  @Override
  public AutoCloseable onChange(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
