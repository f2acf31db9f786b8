package io.spillway.ops.alert;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one channel is told together. Confined to its {@link AlertEngine}. */
final class Group {
  /**
   * Which group. Immutable.
   *
   * @param value of what the route groups by
   */
  record Key(String channel, Notification.Audience audience, String value) {}

  /** A group as it is kept on disk. Immutable. */
  record Kept(
      Key key,
      Map<String, Integer> told,
      Set<String> members,
      @Nullable Instant lastSent,
      @Nullable Instant due) {}

  final Key key;

  /** What was told and is not over, with its revision. */
  final Map<String, Integer> told = new HashMap<>();

  /** Everything that is to be told here, or was, and is not told to be over. */
  final Set<String> members = new LinkedHashSet<>();

  @Nullable Instant lastSent;

  /** When the next notification goes out; null for none. */
  @Nullable Instant due;

  Group(Key key) {
    this.key = key;
  }

  static Group of(Kept kept) {
    Group group = new Group(kept.key);
    group.told.putAll(kept.told);
    group.members.addAll(kept.members);
    group.lastSent = kept.lastSent;
    group.due = kept.due;
    return group;
  }

  Kept kept() {
    return new Kept(key, Map.copyOf(told), new LinkedHashSet<>(members), lastSent, due);
  }
}
