package io.spillway.facility.exchange;

import io.spillway.facility.agreement.Message;
import io.spillway.facility.definition.CoordinationDefinition.Protection;
import io.spillway.facility.definition.VoterDefinition;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** This voter's connections with all others. Thread-safe. */
public final class Exchange implements AutoCloseable {
  static final String OTHER_VOTERS =
      "its configuration has other instances and witnesses than this one's";

  private static final int BACKLOG = 64;

  /** How many connections may be open at once whose other side has not proven itself. */
  private static final int MOST_STRANGERS = 32;

  private static final int MOST_REFUSALS = 256;
  private static final long REFUSAL_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final VoterDefinition self;
  private final Map<String, VoterDefinition> others = new LinkedHashMap<>();
  private final Map<String, PeerLink> links = new LinkedHashMap<>();
  private final Map<String, Channel> incoming = new ConcurrentHashMap<>();
  private final Semaphore strangers = new Semaphore(MOST_STRANGERS);
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("exchange deadlines").unstarted(task));
  private final ExchangeSettings settings;
  private final ExchangeListener listener;
  private final AtomicLong epoch = new AtomicLong();
  private final Map<String, Long> refusals = new HashMap<>();
  private @Nullable ServerSocket server;

  /**
   * An exchange that is not open yet.
   *
   * @param self this voter
   * @param voters all voters, this one included
   * @param heartbeat how often {@link #publish} is called at least
   * @param silence after how long a silence a connection is given up
   * @throws IOException when certificates cannot be used; the message says why
   */
  public Exchange(
      VoterDefinition self,
      List<VoterDefinition> voters,
      Protection protection,
      Duration heartbeat,
      Duration silence,
      ExchangeListener listener)
      throws IOException {
    this.self = self;
    this.listener = listener;
    Duration pause = heartbeat.compareTo(LONGEST_PAUSE) < 0 ? heartbeat : LONGEST_PAUSE;
    Handshake handshake =
        switch (protection) {
          case Protection.Secret secret -> new SecretHandshake(secret.key(), new SecureRandom());
          case Protection.Tls tls -> TlsHandshake.of(tls);
        };
    this.settings =
        new ExchangeSettings(
            new Frame.Introduction(
                self.name(), Voters.digest(voters.stream().map(VoterDefinition::name).toList())),
            handshake,
            (int) Math.max(1, silence.toMillis()),
            new InetSocketAddress(self.address().getAddress(), 0),
            new ExchangeSettings.Pause(Math.max(1, pause.toMillis())));
    for (VoterDefinition voter : voters) {
      if (!voter.name().equals(self.name())) {
        others.put(voter.name(), voter);
        links.put(voter.name(), new PeerLink(voter, settings, new Told(listener)));
      }
    }
  }

  /** Passes on what is heard, and a refusal once a minute. */
  private final class Told implements ExchangeListener {
    private final ExchangeListener to;

    Told(ExchangeListener to) {
      this.to = to;
    }

    @Override
    public void heard(String voter, VoterState state, long connectionEpoch) {
      to.heard(voter, state, connectionEpoch);
    }

    @Override
    public void heard(String voter, Message message) {
      to.heard(voter, message);
    }

    @Override
    public void refused(String from, String reason) {
      tellRefusal(from, reason);
    }
  }

  /**
   * Listens and dials from now on.
   *
   * @throws IOException when this voter's address cannot be listened on
   */
  public void open() throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      // A process that replaces this one listens beside it, before this one stops.
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      socket.bind(self.address(), BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    server = socket;
    Thread.ofVirtual().name("exchange").start(() -> accept(socket));
    links.values().forEach(PeerLink::start);
  }

  /** Tells {@code state} to all others. */
  public void publish(VoterState state) {
    links.values().forEach(link -> link.send(state));
  }

  /** Tells {@code message} to one of the others. */
  public void send(String to, Message message) {
    PeerLink link = links.get(to);
    if (link != null) {
      link.send(message);
    }
  }

  /**
   * Closes all connections and dials anew.
   *
   * @return the epoch that begins; what is told with an earlier one may be old
   */
  public long reset() {
    long begun = epoch.incrementAndGet();
    incoming.values().forEach(Channel::close);
    links.values().forEach(PeerLink::reset);
    return begun;
  }

  /** How long it takes to hear back from {@code voter}; null while it cannot be reached. */
  public @Nullable Duration roundTrip(String voter) {
    PeerLink link = links.get(voter);
    return link == null || link.roundTripNanos() < 0
        ? null
        : Duration.ofNanos(link.roundTripNanos());
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        if (strangers.tryAcquire()) {
          Thread.ofVirtual().name("exchange connection").start(() -> serve(accepted));
        } else {
          Sockets.close(accepted);
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          // No descriptor is left, say: others may be given back.
          try {
            settings.pause().nap();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
          }
        }
      }
    }
  }

  private void serve(Socket socket) {
    InetAddress address = socket.getInetAddress();
    String from = address == null ? "?" : address.getHostAddress();
    boolean proven = false;
    ScheduledFuture<?> deadline;
    try {
      deadline =
          deadlines.schedule(
              () -> Sockets.close(socket), settings.silenceMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed since it was accepted.
      Sockets.close(socket);
      strangers.release();
      return;
    }
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(settings.silenceMillis());
      Channel channel = settings.handshake().perform(socket, false);
      String voter = introduced(channel);
      from = voter + " (" + from + ")";
      // Sent only now, so that a stranger learns nothing.
      channel.send(settings.introduction());
      proven = true;
      strangers.release();
      deadline.cancel(false);
      listen(voter, channel);
    } catch (RefusedException e) {
      tellRefusal(from, e.reason());
    } catch (SocketTimeoutException | EOFException e) {
      // Silence tells itself: the voter is not heard.
    } catch (IOException e) {
      // The connection broke.
    } finally {
      deadline.cancel(false);
      if (!proven) {
        strangers.release();
      }
    }
  }

  private String introduced(Channel channel) throws IOException {
    if (!(channel.receive() instanceof Frame.Introduction introduction)) {
      throw new RefusedException("it does not say who it is");
    }
    String voter = introduction.voter();
    if (!others.containsKey(voter)) {
      throw new RefusedException(
          voter.equals(self.name())
              ? "it calls itself " + voter + ", as this instance does"
              : "'" + voter + "' is not among the configured instances and witnesses");
    }
    if (!channel.isEntitledTo(voter)) {
      throw new RefusedException("its certificate is not for '" + voter + "'");
    }
    if (introduction.voters() != settings.introduction().voters()) {
      channel.send(settings.introduction());
      throw new RefusedException(OTHER_VOTERS);
    }
    return voter;
  }

  private void listen(String voter, Channel channel) throws IOException {
    long began = epoch.get();
    Channel before = incoming.put(voter, channel);
    if (before != null) {
      before.close();
    }
    try {
      while (true) {
        switch (channel.receive()) {
          case Frame.State state -> {
            listener.heard(voter, state.state(), began);
            channel.send(new Frame.Received(state.sequence()));
          }
          case Frame.Agreement agreement -> listener.heard(voter, agreement.message());
          case Frame.Introduction _, Frame.Received _ ->
              throw new RefusedException("it says what makes no sense");
        }
      }
    } finally {
      incoming.remove(voter, channel);
      channel.close();
    }
  }

  private void tellRefusal(String from, String reason) {
    long now = System.nanoTime();
    synchronized (refusals) {
      refusals.values().removeIf(at -> now - at > REFUSAL_PAUSE_NANOS);
      if (refusals.size() >= MOST_REFUSALS
          || refusals.putIfAbsent(from + " " + reason, now) != null) {
        return;
      }
    }
    listener.refused(from, reason);
  }

  @Override
  public void close() {
    ServerSocket socket = server;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It accepts no more either way.
        deadlines.shutdown();
      }
    }
    links.values().forEach(PeerLink::close);
    incoming.values().forEach(Channel::close);
    deadlines.shutdownNow();
  }
}
