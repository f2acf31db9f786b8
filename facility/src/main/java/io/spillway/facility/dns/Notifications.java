package io.spillway.facility.dns;

import io.spillway.facility.dns.zone.DnsRecords;
import io.spillway.facility.dns.zone.Zone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * Tells secondaries that a zone has changed (NOTIFY, RFC 1996), again and again until they
 * acknowledge or it is given up. Thread-safe; each secondary is told on a virtual thread.
 */
final class Notifications implements AutoCloseable {
  private static final int ATTEMPTS = 6;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final int MAX_RESPONSE = 4096;

  private record Destination(Name zone, NotifyTarget target) {}

  private final DnsCounters counters;
  private final Map<Destination, Thread> running = new HashMap<>();
  private boolean closed;

  Notifications(DnsCounters counters) {
    this.counters = counters;
  }

  /** Tells the secondaries of {@code served}; what they are being told already is told anew. */
  synchronized void changed(ServedZone served) {
    if (closed) {
      return;
    }
    Name name = served.zone().apex().toName();
    for (NotifyTarget target : served.definition().notified()) {
      Destination destination = new Destination(name, target);
      Thread previous = running.remove(destination);
      if (previous != null) {
        previous.interrupt();
      }
      Thread thread =
          Thread.ofVirtual()
              .name("dns-notify-" + target.address())
              .unstarted(() -> tell(destination, served.zone()));
      running.put(destination, thread);
      thread.start();
    }
  }

  private void tell(Destination destination, Zone zone) {
    boolean told = false;
    for (int attempt = 0; attempt < ATTEMPTS && !told && !isStale(destination); attempt++) {
      told = attempt(destination, zone, FIRST_WAIT.multipliedBy(1L << attempt));
    }
    if (forget(destination)) {
      counters.increment(told ? DnsCounter.NOTIFIES : DnsCounter.NOTIFIES_FAILED);
    }
  }

  private synchronized boolean isStale(Destination destination) {
    return running.get(destination) != Thread.currentThread();
  }

  private synchronized boolean forget(Destination destination) {
    return running.remove(destination, Thread.currentThread());
  }

  private static boolean attempt(Destination destination, Zone zone, Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    Message query = message(destination, zone);
    TransactionKey key = destination.target().key();
    TSIG tsig = key == null ? null : key.toTsig();
    if (tsig != null) {
      tsig.apply(query, null);
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(destination.target().address());
      byte[] bytes = query.toWire();
      socket.send(new DatagramPacket(bytes, bytes.length));
      byte[] buffer = new byte[MAX_RESPONSE];
      while (true) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        socket.setSoTimeout((int) left);
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (acknowledges(Arrays.copyOf(buffer, packet.getLength()), query, tsig)) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return waitedUntil(deadline);
    }
  }

  /** Nobody listens there yet: the next attempt comes in its time all the same. */
  private static boolean waitedUntil(long deadline) {
    try {
      Thread.sleep(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static boolean acknowledges(byte[] bytes, Message query, @Nullable TSIG tsig) {
    try {
      Message response = new Message(bytes);
      return response.getHeader().getID() == query.getHeader().getID()
          && response.getHeader().getFlag(Flags.QR)
          && response.getHeader().getOpcode() == Opcode.NOTIFY
          && (tsig == null || tsig.verify(response, bytes, query.getTSIG()) == 0);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static Message message(Destination destination, Zone zone) {
    Message message = new Message(ThreadLocalRandom.current().nextInt(1 << 16));
    message.getHeader().setOpcode(Opcode.NOTIFY);
    message.getHeader().setFlag(Flags.AA);
    message.addRecord(Record.newRecord(destination.zone(), Type.SOA, DClass.IN), Section.QUESTION);
    DnsRecords.of(zone.current().startOfAuthority())
        .forEach(record -> message.addRecord(record, Section.ANSWER));
    return message;
  }

  /** Tells nobody any more. */
  @Override
  public synchronized void close() {
    closed = true;
    running.values().forEach(Thread::interrupt);
    running.clear();
  }
}
