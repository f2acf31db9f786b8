package io.spillway.rules.pattern;

import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of an ACL, or the keys and values of a map, that may change while the program runs
 * (management manual, {@code add map} and its like). Everything that uses one file shares one list,
 * each through its {@link PatternView}. A change is made in all views or, where one cannot use it,
 * in none. One entry is added, changed or removed in a time that does not grow with the list, but
 * for patterns that are tried one after the other (regular expressions, parts, numbers); another
 * version is arranged beside the one that holds. Thread-safe; changes wait for one another, lookups
 * for nobody.
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

  /** The version that holds. */
  private volatile EntryStore store;

  /** The entries that hold, in their order, while that is known; {@link #all} makes it. */
  private @Nullable List<PatternEntry> inOrder;

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
    List<PatternEntry> first = entries(lines);
    this.store = new EntryStore(first);
    this.inOrder = first;
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
    PatternView view = new PatternView(method, ignoreCase, resolve, output, all());
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

  /**
   * The entries of version {@code number}; none where there is no such version. Changes go on
   * meanwhile, and may be told of or not.
   */
  public List<PatternEntry> entries(int number) {
    EntryStore holding;
    synchronized (this) {
      if (number != version) {
        return List.copyOf(prepared.getOrDefault(number, List.of()));
      }
      if (inOrder != null) {
        return inOrder;
      }
      holding = store;
    }
    return holding.all();
  }

  /** How many entries all versions have. */
  public synchronized int count() {
    return store.size() + prepared.values().stream().mapToInt(List::size).sum();
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
    List<PatternEntry> added = entries(lines);
    List<PatternView.Change> changes = new ArrayList<>();
    views.forEach(view -> changes.addAll(view.prepare(added)));
    List<PatternEntry> later = chosen == version ? null : prepared.get(chosen);
    if (later != null) {
      later.addAll(added);
      return true;
    }
    inOrder = null;
    changes.forEach(PatternView.Change::apply);
    added.forEach(store::add);
    return true;
  }

  /** The entries of the version that holds. */
  private List<PatternEntry> all() {
    List<PatternEntry> known = inOrder;
    if (known == null) {
      known = List.copyOf(store.all());
      inOrder = known;
    }
    return known;
  }

  /** Whether the version that holds has an entry of this key. Does not wait for changes. */
  public boolean has(String key) {
    return store.first(key) != null;
  }

  /**
   * Gives the key its value in the version that holds, and adds it where it is not there. Nothing
   * is done, and nobody waited for, where it has that value.
   *
   * @throws IllegalArgumentException with what is wrong; nothing was changed then
   */
  public void put(String key, @Nullable String value) {
    PatternEntry known = store.first(key);
    if (known != null && Objects.equals(known.value(), value)) {
      return;
    }
    synchronized (this) {
      if (value == null || !set(key, value)) {
        add(null, List.of(new Line(key, value)));
      }
    }
  }

  /** Removes the entries of {@code key} from the version that holds; false where there are none. */
  public synchronized boolean remove(String key) {
    return remove(store.of(key));
  }

  /** Removes the entry with this {@link PatternEntry#id}; false where there is none. */
  public boolean remove(long entry) {
    String key = keyOf(entry);
    synchronized (this) {
      return remove(of(key, entry));
    }
  }

  /** The key of an entry, or empty; looks at all of them, beside changes. */
  private String keyOf(long entry) {
    return entries(version()).stream()
        .filter(one -> one.id() == entry)
        .findFirst()
        .map(PatternEntry::key)
        .orElse("");
  }

  private List<PatternEntry> of(String key, long entry) {
    return store.of(key).stream().filter(one -> one.id() == entry).toList();
  }

  private boolean remove(List<PatternEntry> chosen) {
    for (PatternEntry entry : chosen) {
      inOrder = null;
      store.remove(entry);
      views.forEach(view -> view.remove(entry));
    }
    return !chosen.isEmpty();
  }

  /**
   * Gives the entries of {@code key} in the version that holds another value; false where there are
   * none.
   *
   * @throws IllegalArgumentException with what is wrong; nothing was changed then
   */
  public synchronized boolean set(String key, String value) {
    return set(store.of(key), value);
  }

  /** Gives the entry with this {@link PatternEntry#id} another value; see {@link #set}. */
  public boolean set(long entry, String value) {
    String key = keyOf(entry);
    synchronized (this) {
      return set(of(key, entry), value);
    }
  }

  private boolean set(List<PatternEntry> chosen, String value) {
    List<PatternView.Change> changes = new ArrayList<>();
    for (PatternEntry entry : chosen) {
      PatternEntry next = entry.with(value);
      views.forEach(view -> changes.add(view.replacement(next)));
      changes.add(() -> store.replace(next));
    }
    changes.forEach(PatternView.Change::apply);
    inOrder = chosen.isEmpty() ? inOrder : null;
    return !chosen.isEmpty();
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
    if (chosen == version) {
      exchange(List.of()).forEach(PatternView.Change::apply);
    } else {
      prepared.put(chosen, new ArrayList<>());
    }
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
    prepared.put(nextVersion, new ArrayList<>());
    return nextVersion;
  }

  /**
   * Makes a prepared version the one that holds, and forgets those before it; false where there is
   * no such version.
   */
  public boolean commit(int number) {
    List<PatternEntry> next;
    synchronized (this) {
      if (number == version) {
        return true;
      }
      List<PatternEntry> chosen = prepared.get(number);
      if (chosen == null) {
        return false;
      }
      next = List.copyOf(chosen);
    }
    // Beside what goes on: the version that holds may change meanwhile, and is forgotten then.
    List<PatternView.Change> changes = exchange(next);
    synchronized (this) {
      if (prepared.remove(number) == null) {
        return false;
      }
      changes.forEach(PatternView.Change::apply);
      version = number;
      prepared.keySet().removeIf(other -> other < number);
      return true;
    }
  }

  /** What makes {@code next} the entries that hold. */
  private List<PatternView.Change> exchange(List<PatternEntry> next) {
    List<PatternView.Change> changes = new ArrayList<>();
    views.forEach(view -> changes.add(view.exchange(next)));
    EntryStore made = new EntryStore(next);
    changes.add(
        () -> {
          store = made;
          inOrder = next;
        });
    return changes;
  }

  /** Whether version {@code number} holds or was prepared. */
  private boolean hasVersion(int number) {
    return number == version || prepared.containsKey(number);
  }
}
