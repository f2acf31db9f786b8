package io.spillway.proxy.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one table that were changed here and not yet taken to be told to other processes.
 * Any thread marks entries, without a lock and without allocating; one thread takes them. However
 * often an entry changes, it stands here once.
 */
public final class TableChanges {
  private static final VarHandle NEWEST;

  static {
    try {
      NEWEST = MethodHandles.lookup().findVarHandle(TableChanges.class, "newest", TableEntry.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Runnable wakeUp;
  private volatile @Nullable TableEntry newest;

  /** Nothing changed; {@code wakeUp} runs when there is something to take where nothing was. */
  TableChanges(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /** Notes that {@code entry} changed, after it did. */
  void mark(TableEntry entry) {
    // Whoever takes the entry lowers its flag and reads its values then: the flag must not be read
    // here before the change can be seen there.
    VarHandle.fullFence();
    if (!entry.raiseChanged()) {
      return;
    }
    TableEntry before;
    do {
      before = newest;
      entry.nextChanged = before;
    } while (!NEWEST.compareAndSet(this, before, entry));
    if (before == null) {
      wakeUp.run();
    }
  }

  /** Calls {@code action} with what changed, in the order of the first changes. */
  public void take(Consumer<TableEntry> action) {
    TableEntry entry = (TableEntry) NEWEST.getAndSet(this, null);
    TableEntry oldest = null;
    while (entry != null) {
      TableEntry before = entry.nextChanged;
      entry.nextChanged = oldest;
      oldest = entry;
      entry = before;
    }
    while (oldest != null) {
      TableEntry following = oldest.nextChanged;
      oldest.nextChanged = null;
      oldest.lowerChanged();
      action.accept(oldest);
      oldest = following;
    }
  }

  /** Whether there is anything to take. */
  public boolean isEmpty() {
    return newest == null;
  }
}
