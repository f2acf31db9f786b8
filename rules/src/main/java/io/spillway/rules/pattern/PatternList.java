package io.spillway.rules.pattern;

import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of an ACL, or the keys and values of a map, that may change while the program runs
 * (management manual, {@code add map} and its like). Everything that uses one file shares one list,
 * each through its {@link PatternView}. A change is seen by all views or, where one cannot compile
 * it, by none. Each change compiles the whole list again: many entries are best added by one
 * payload or one version. Thread-safe; changes wait for one another, lookups for nobody.
 */
public final class PatternList {
  private static final AtomicLong LAST_ENTRY = new AtomicLong();

  /** How many versions may be prepared at a time. */
  private static final int MAX_PREPARED = 16;

  private final String file;
  private final boolean isMap;
  private final List<String> uses = new ArrayList<>();
  private final List<PatternView> views = new ArrayList<>();
  private final Map<Integer, List<PatternEntry>> prepared = new HashMap<>();
  private int id = -1;
  private List<PatternEntry> entries;

  /** The entries that hold, by their keys; made when first needed after a change. */
  private volatile @Nullable Map<String, PatternEntry> byKey;

  private int version;
  private int nextVersion;

  /** A key and, for a map, its value. */
  public record Line(String key, @Nullable String value) {}

  /**
   * A list.
   *
   * @param file the name that it is known by; empty for the patterns that a line itself has
   * @param isMap whether its entries have values
   */
  public PatternList(String file, boolean isMap, List<Line> lines) {
    this.file = file;
    this.isMap = isMap;
    this.entries = entries(lines);
  }

  private static List<PatternEntry> entries(List<Line> lines) {
    return lines.stream()
        .map(line -> new PatternEntry(LAST_ENTRY.incrementAndGet(), line.key(), line.value()))
        .toList();
  }

  /** The name that it is known by, or empty. */
  public String file() {
    return file;
  }

  /** Whether its entries have values. */
  public boolean isMap() {
    return isMap;
  }

  /** Its number, not negative once the configuration was read. */
  public synchronized int id() {
    return id;
  }

  /** Sets {@link #id}. */
  public synchronized void id(int number) {
    id = number;
  }

  /**
   * Adds something that looks values up in the list.
   *
   * @param use what that is, for the runtime API
   * @param output the type of values, null for an ACL
   * @throws IllegalArgumentException with what is wrong, when an entry cannot be used so
   */
  public synchronized PatternView view(
      String use,
      MatchMethod method,
      boolean ignoreCase,
      boolean resolve,
      @Nullable SampleType output) {
    PatternView view = new PatternView(method, ignoreCase, resolve, output, entries);
    views.add(view);
    uses.add(use);
    return view;
  }

  /** What uses the list, in the order of the configuration. */
  public synchronized List<String> uses() {
    return List.copyOf(uses);
  }

  /** The views of which each compares in a way of its own, or has a type of values of its own. */
  public synchronized List<PatternView> distinctViews() {
    List<PatternView> distinct = new ArrayList<>();
    for (PatternView view : views) {
      if (distinct.stream().noneMatch(view::isLike)) {
        distinct.add(view);
      }
    }
    return distinct;
  }

  /** The number of the version that holds. */
  public synchronized int version() {
    return version;
  }

  /** The number of the version that was prepared last. */
  public synchronized int nextVersion() {
    return nextVersion;
  }

  /** The entries of version {@code number}; none where there is no such version. */
  public synchronized List<PatternEntry> entries(int number) {
    return number == version ? entries : prepared.getOrDefault(number, List.of());
  }

  /** How many entries all versions have. */
  public synchronized int count() {
    return entries.size() + prepared.values().stream().mapToInt(List::size).sum();
  }

  /**
   * Adds entries to a version.
   *
   * @param number the version; null for the one that holds
   * @return false where there is no such version
   * @throws IllegalArgumentException with what is wrong; nothing was changed then
   */
  public synchronized boolean add(@Nullable Integer number, List<Line> lines) {
    int chosen = number == null ? version : number;
    if (!hasVersion(chosen)) {
      return false;
    }
    List<PatternEntry> changed = new ArrayList<>(entries(chosen));
    changed.addAll(entries(lines));
    change(chosen, changed);
    return true;
  }

  /** Whether the version that holds has an entry of this key. Does not wait for changes. */
  public boolean has(String key) {
    return index().containsKey(key);
  }

  private Map<String, PatternEntry> index() {
    Map<String, PatternEntry> known = byKey;
    return known == null ? makeIndex() : known;
  }

  private synchronized Map<String, PatternEntry> makeIndex() {
    Map<String, PatternEntry> made = HashMap.newHashMap(entries.size());
    entries.forEach(entry -> made.putIfAbsent(entry.key(), entry));
    byKey = made;
    return made;
  }

  /**
   * Gives the key its value in the version that holds, and adds it where it is not there. Nothing
   * is done, and nobody waited for, where it has that value.
   *
   * @throws IllegalArgumentException with what is wrong; nothing was changed then
   */
  public void put(String key, @Nullable String value) {
    PatternEntry known = index().get(key);
    if (known != null && Objects.equals(known.value(), value)) {
      return;
    }
    synchronized (this) {
      if (value == null || !set(entry -> entry.key().equals(key), value)) {
        add(null, List.of(new Line(key, value)));
      }
    }
  }

  /** Removes entries from the version that holds; false where none is {@code chosen}. */
  public synchronized boolean remove(Predicate<PatternEntry> chosen) {
    List<PatternEntry> changed = entries.stream().filter(chosen.negate()).toList();
    if (changed.size() == entries.size()) {
      return false;
    }
    change(version, changed);
    return true;
  }

  /**
   * Gives entries of the version that holds another value; false where none is {@code chosen}.
   *
   * @throws IllegalArgumentException with what is wrong; nothing was changed then
   */
  public synchronized boolean set(Predicate<PatternEntry> chosen, String value) {
    if (entries.stream().noneMatch(chosen)) {
      return false;
    }
    change(
        version,
        entries.stream().map(entry -> chosen.test(entry) ? entry.with(value) : entry).toList());
    return true;
  }

  /**
   * Removes every entry of a version; false where there is no such version.
   *
   * @param number the version; null for the one that holds
   */
  public synchronized boolean clear(@Nullable Integer number) {
    int chosen = number == null ? version : number;
    if (!hasVersion(chosen)) {
      return false;
    }
    change(chosen, List.of());
    return true;
  }

  /**
   * Begins a version that nothing uses until it is committed.
   *
   * @return its number, or -1 where too many are prepared
   */
  public synchronized int prepare() {
    if (prepared.size() >= MAX_PREPARED) {
      return -1;
    }
    nextVersion++;
    prepared.put(nextVersion, List.of());
    return nextVersion;
  }

  /**
   * Makes a prepared version the one that holds, and forgets those before it; false where there is
   * no such version.
   */
  public synchronized boolean commit(int number) {
    if (!hasVersion(number)) {
      return false;
    }
    List<PatternEntry> next = entries(number);
    change(version, next);
    version = number;
    prepared.keySet().removeIf(other -> other <= number);
    return true;
  }

  /** Whether version {@code number} holds or was prepared. */
  private boolean hasVersion(int number) {
    return number == version || prepared.containsKey(number);
  }

  private void change(int number, List<PatternEntry> changed) {
    List<PatternEntry> next = List.copyOf(changed);
    List<PatternView.Compiled> compiled = views.stream().map(view -> view.compile(next)).toList();
    if (number != version) {
      prepared.put(number, next);
      return;
    }
    entries = next;
    byKey = null;
    for (int i = 0; i < compiled.size(); i++) {
      views.get(i).publish(compiled.get(i));
    }
  }
}
