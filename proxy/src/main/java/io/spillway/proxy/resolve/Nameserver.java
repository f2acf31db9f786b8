package io.spillway.proxy.resolve;

import io.spillway.proxy.definition.NameserverDefinition;
import java.util.concurrent.atomic.AtomicLongArray;

/** A name server: what is counted for it. Thread-safe. */
public final class Nameserver {
  private final NameserverDefinition definition;
  private final String section;
  private final AtomicLongArray counters = new AtomicLongArray(NameserverCounter.values().length);

  Nameserver(NameserverDefinition definition, String section) {
    this.definition = definition;
    this.section = section;
  }

  NameserverDefinition definition() {
    return definition;
  }

  /** Its name. */
  public String name() {
    return definition.name();
  }

  /** Its section's and its own name: {@code docker/dns1}. */
  String path() {
    return section + "/" + definition.name();
  }

  void count(NameserverCounter counter) {
    counters.incrementAndGet(counter.ordinal());
  }

  /** How often it happened. */
  public long value(NameserverCounter counter) {
    return counters.get(counter.ordinal());
  }

  /** Counts from zero again. */
  public void clear() {
    for (int i = 0; i < counters.length(); i++) {
      counters.set(i, 0);
    }
  }
}
