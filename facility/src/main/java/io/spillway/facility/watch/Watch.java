package io.spillway.facility.watch;

import io.spillway.facility.definition.CheckPace;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/** Checks one address again and again on a virtual thread, and tells what it sees. Thread-safe. */
public final class Watch implements AutoCloseable {
  private final InetAddress address;
  private final Checker checker;
  private final CheckPace pace;
  private final Listener listener;
  private final Thread thread;
  private volatile Sight sight = Sight.NONE;

  /** Hears of each check, on the watch's own thread. */
  @FunctionalInterface
  public interface Listener {
    /** The address looked like {@code before}, and now like {@code after}. */
    void seen(InetAddress address, Sight before, Sight after);
  }

  private Watch(InetAddress address, Checker checker, CheckPace pace, Listener listener) {
    this.address = address;
    this.checker = checker;
    this.pace = pace;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("watch " + address.getHostAddress()).unstarted(this::run);
  }

  /** Watches {@code address} from now on. */
  public static Watch start(
      InetAddress address, Checker checker, CheckPace pace, Listener listener) {
    Watch watch = new Watch(address, checker, pace, listener);
    watch.thread.start();
    return watch;
  }

  /** How the address looks now. */
  public Sight sight() {
    return sight;
  }

  /** Forgets what was seen: it is too old. */
  public void forget() {
    sight = Sight.NONE;
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long start = System.nanoTime();
        Sight before = sight;
        Sight after = before.after(checker.check(address), pace.fall(), pace.rise());
        sight = after;
        listener.seen(address, before, after);
        long wait = after.streak() > 0 ? pace.fastInterval().toNanos() : pace.interval().toNanos();
        TimeUnit.NANOSECONDS.sleep(Math.max(0, start + wait - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  /** Checks no more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
