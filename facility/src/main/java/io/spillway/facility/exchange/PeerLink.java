package io.spillway.facility.exchange;

import io.spillway.facility.agreement.Message;
import io.spillway.facility.definition.VoterDefinition;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connection from this voter to another one, dialled again whenever it breaks. Thread-safe:
 * what is to be sent is handed over and sent by the link's own virtual thread. Of states only the
 * newest is sent; of messages at most {@link #MOST_MESSAGES} wait, and older ones give way.
 */
final class PeerLink implements AutoCloseable {
  private static final int MOST_MESSAGES = 256;

  private final VoterDefinition peer;
  private final ExchangeSettings settings;
  private final ExchangeListener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Message> messages = new ArrayDeque<>();
  private @Nullable VoterState state;
  private long stateAt;
  private final Thread thread;
  private volatile @Nullable Socket current;
  private volatile long roundTripNanos = -1;

  PeerLink(VoterDefinition peer, ExchangeSettings settings, ExchangeListener listener) {
    this.peer = peer;
    this.settings = settings;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("link to " + peer.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** How long the last state took to be acknowledged, in nanoseconds; -1 while there is no link. */
  long roundTripNanos() {
    return roundTripNanos;
  }

  void send(Message message) {
    lock.lock();
    try {
      messages.addLast(message);
      if (messages.size() > MOST_MESSAGES) {
        messages.removeFirst();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void send(VoterState newest) {
    lock.lock();
    try {
      state = newest;
      stateAt = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Dials anew. */
  void reset() {
    Socket socket = current;
    if (socket != null) {
      Sockets.close(socket);
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          converse();
        } catch (RefusedException e) {
          listener.refused(described(), e.reason());
        } catch (IOException e) {
          // The next attempt follows; whoever is not heard is told of as that.
        }
        roundTripNanos = -1;
        settings.pause().nap();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String described() {
    return peer.name()
        + " ("
        + peer.address().getAddress().getHostAddress()
        + ":"
        + peer.address().getPort()
        + ")";
  }

  private void converse() throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      current = socket;
      socket.setTcpNoDelay(true);
      socket.bind(settings.localAddress());
      socket.connect(peer.address(), settings.silenceMillis());
      socket.setSoTimeout(settings.silenceMillis());
      try (Channel channel = settings.handshake().perform(socket, true)) {
        channel.send(settings.introduction());
        if (!(channel.receive() instanceof Frame.Introduction introduction)
            || !introduction.voter().equals(peer.name())
            || !channel.isEntitledTo(introduction.voter())) {
          throw new RefusedException("it is not " + peer.name());
        }
        if (introduction.voters() != settings.introduction().voters()) {
          throw new RefusedException(Exchange.OTHER_VOTERS);
        }
        talk(channel);
      }
    } finally {
      current = null;
    }
  }

  private void talk(Channel channel) throws IOException, InterruptedException {
    long[] sentAt = new long[64];
    Thread acknowledgements =
        Thread.ofVirtual()
            .name("acknowledgements of " + peer.name())
            .start(() -> readAcknowledgements(channel, sentAt));
    try {
      long sequence = 0;
      while (acknowledgements.isAlive()) {
        lock.lockInterruptibly();
        Message message;
        VoterState newest = null;
        try {
          if (messages.isEmpty() && state == null) {
            changed.await(settings.silenceMillis(), TimeUnit.MILLISECONDS);
          }
          message = messages.pollFirst();
          if (message == null) {
            // What was said before this process was stopped for a while holds no longer.
            long age = System.nanoTime() - stateAt;
            newest = age > TimeUnit.MILLISECONDS.toNanos(settings.silenceMillis()) ? null : state;
            state = null;
          }
        } finally {
          lock.unlock();
        }
        if (message != null) {
          channel.send(new Frame.Agreement(message));
        } else if (newest != null) {
          sentAt[(int) (sequence % sentAt.length)] = System.nanoTime();
          channel.send(new Frame.State(sequence++, newest));
        }
      }
    } finally {
      acknowledgements.interrupt();
    }
  }

  /** Ends, and ends the link, when the other side is silent for too long. */
  private void readAcknowledgements(Channel channel, long[] sentAt) {
    try {
      while (channel.receive() instanceof Frame.Received received) {
        roundTripNanos = System.nanoTime() - sentAt[(int) (received.sequence() % sentAt.length)];
      }
    } catch (IOException e) {
      // The link is dialled anew.
    } finally {
      channel.close();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    reset();
  }
}
