package io.spillway.facility.provider;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that tests start: below those that the kernel hands out by itself, so that
 * they stay free until the program binds them, and each told once only. Thread-safe.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

  private FreePorts() {}

  /** A port that nobody uses, for TCP and UDP. */
  public static int one() {
    return inARow(1);
  }

  /** The first of {@code count} such ports in a row. */
  public static int inARow(int count) {
    while (true) {
      int first = FIRST + Math.floorMod(NEXT.getAndAdd(count), LAST - FIRST);
      int free = 0;
      while (free < count && isFree(first + free)) {
        free++;
      }
      if (free == count) {
        return first;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket tcp = new ServerSocket(port);
        DatagramSocket udp = new DatagramSocket(port)) {
      return tcp.isBound() && udp.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
