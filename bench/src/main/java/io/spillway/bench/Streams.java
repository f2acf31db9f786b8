package io.spillway.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.h2.Frames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program behind {@code bench/streams}: many requests at once over few connections, all of them
 * waiting for a slow server, or most of them in the queue before it.
 */
public final class Streams {
  private static final int PROXY_CORE = 0;

  /** What {@code maxconn} leaves to the second run, of the requests of the first. */
  private static final int QUEUED_SHARE = 10;

  private final Path root;
  private final Path directory;
  private final int connections;
  private final int streams;

  private Streams(Path root, Path directory, int connections, int streams) {
    this.root = root;
    this.directory = directory;
    this.connections = connections;
    this.streams = streams;
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(System.getProperty("bench.root", ".")).toAbsolutePath().normalize();
    int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    int streams = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
    Path directory = Files.createTempDirectory("spillway-streams");
    Streams bench = new Streams(root, directory, connections, streams);
    int all = connections * streams;
    boolean good = bench.run("all in flight", 0, seconds * 1000L);
    // Each slot is used ten times, so that the last one waits as long as all did before.
    good &= bench.run("most in the queue", all / QUEUED_SHARE, seconds * 1000L / QUEUED_SHARE);
    System.exit(good ? 0 : 1);
  }

  private boolean run(String title, int slots, long delayMillis) throws Exception {
    int all = connections * streams;
    int port = RunningProcess.freePort();
    try (SlowOrigin origin = new SlowOrigin(delayMillis)) {
      Path file =
          Files.writeString(
              directory.resolve("streams.cfg"),
              Resources.text("streams.cfg")
                  .replace("@PORT@", String.valueOf(port))
                  .replace("@ORIGIN@", String.valueOf(origin.port()))
                  .replace("@STREAMS@", String.valueOf(streams))
                  .replace("@MAXCONN@", slots == 0 ? "" : "maxconn " + slots));
      List<String> command =
          List.of(root.resolve("spillway").toString(), "-db", "-f", file.toString());
      try (RunningProcess proxy = RunningProcess.start(command, PROXY_CORE, port, directory)) {
        return measure(title, proxy, origin, port, slots == 0 ? all : slots, all);
      }
    }
  }

  private boolean measure(
      String title, RunningProcess proxy, SlowOrigin origin, int port, int expected, int all)
      throws Exception {
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(connections);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(connections);
    for (int i = 0; i < connections; i++) {
      int number = i;
      Thread.startVirtualThread(() -> client(port, number, open, go, done, answered, wrong));
    }
    open.await();
    long before = proxy.residentKilobytes();
    RunningProcess.Usage usageBefore = proxy.usage();
    long start = System.nanoTime();
    go.countDown();
    while (origin.most() < expected && done.getCount() > 0) {
      Thread.sleep(50);
    }
    double filled = (System.nanoTime() - start) / 1e9;
    long atPeak = proxy.residentKilobytes();
    done.await();
    double took = (System.nanoTime() - start) / 1e9;
    RunningProcess.Usage used = proxy.usage().minus(usageBefore);
    System.out.printf(
        "%s: %,d requests on %,d connections, %,d at the server at once (after %.1f s) on %,d"
            + " connections; %,d answered, %,d not, in %.1f s%n"
            + "  resident memory %.0f MB before, %.0f MB with all of them: %.1f kB a stream;"
            + " %.0f us CPU a request%n",
        title,
        all,
        connections,
        origin.most(),
        filled,
        origin.connections(),
        answered.get(),
        all - answered.get(),
        took,
        before / 1000.0,
        atPeak / 1000.0,
        (atPeak - before) * 1.0 / all,
        (used.user() + used.system()) * 1.0 / all);
    return answered.get() == all && wrong.get() == 0 && origin.most() >= expected;
  }

  private void client(
      int port,
      int number,
      CountDownLatch open,
      CountDownLatch go,
      CountDownLatch done,
      AtomicInteger answered,
      AtomicInteger wrong) {
    try (StreamWire wire = new StreamWire(new Socket(InetAddress.getLoopbackAddress(), port))) {
      ByteBuf out = Unpooled.buffer();
      Frames.writePreface(out);
      Frames.writeSettings(out);
      wire.send(out);
      open.countDown();
      go.await();
      out.clear();
      for (int i = 0; i < streams; i++) {
        StreamWire.append(
            out,
            Frames.HEADERS,
            Frames.END_HEADERS | Frames.END_STREAM,
            2 * i + 1,
            StreamWire.block(
                ":method", "GET", ":scheme", "http", ":authority", "a", ":path", path(number, i)));
      }
      wire.send(out);
      receive(wire, number, answered, wrong);
    } catch (IOException | InterruptedException e) {
      open.countDown(); // the others need not wait for this one
      wrong.incrementAndGet();
      System.err.println("connection " + number + ": " + e);
    } finally {
      done.countDown();
    }
  }

  private static String path(int connection, int stream) {
    return "/" + connection + "/" + stream;
  }

  private void receive(StreamWire wire, int number, AtomicInteger answered, AtomicInteger wrong)
      throws IOException {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      bodies.add("");
    }
    int ended = 0;
    while (ended < streams) {
      StreamWire.Frame frame = wire.read();
      int index = (frame.stream() - 1) / 2;
      if (frame.type() == Frames.DATA) {
        bodies.set(
            index, bodies.get(index) + new String(frame.payload(), StandardCharsets.US_ASCII));
      } else if (frame.type() != Frames.HEADERS) {
        wrong.incrementAndGet();
        ended += frame.type() == Frames.RST_STREAM ? 1 : 0;
      }
      if (frame.is(Frames.END_STREAM) && frame.type() != Frames.RST_STREAM) {
        ended++;
        if (bodies.get(index).equals(path(number, index))) {
          answered.incrementAndGet();
        } else {
          wrong.incrementAndGet();
        }
      }
    }
  }
}
