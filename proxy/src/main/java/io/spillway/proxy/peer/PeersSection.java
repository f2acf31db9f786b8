package io.spillway.proxy.peer;

import io.spillway.net.Connection;
import io.spillway.net.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A {@code peers} section at work: whoever is connected, what is sent to whom, and when to try
 * again. Confined to the peers' loop.
 */
final class PeersSection implements PeerSession.Handler {
  /** After so long without a message a heartbeat is sent. */
  static final long HEARTBEAT_MILLIS = 3000;

  /** After so long without anything from it a peer is taken for dead. */
  static final long SILENCE_MILLIS = 5000;

  private static final long LONGEST_OPENING_MILLIS = 5000;
  private static final int MOST_STRANGERS = 64;
  private static final int SHORTEST_WAIT_MILLIS = 50;
  private static final int WAIT_SPREAD_MILLIS = 2000;
  private static final long LONGEST_WAIT_MILLIS = 5000;
  private static final int LEAVING_ATTEMPTS = 5;
  private static final long LEAVING_WAIT_MILLIS = 100;

  /** What a section takes from outside. */
  interface Surroundings {
    /** Connects {@code session} to its peer; {@code failed} runs, on the loop, where it cannot. */
    void connect(PeersSection section, PeerSession session, Runnable failed);

    /** Somebody came or went; {@code isTrouble} says whether that is one. */
    void tell(PeersDefinition section, String text, boolean isTrouble);
  }

  private final PeersDefinition definition;
  private final Loop loop;
  private final Surroundings surroundings;
  private final RandomGenerator random;
  private final List<ReplicatedTable> tables;
  private final List<RemotePeer> peers = new ArrayList<>();
  private final @Nullable RemotePeer local;
  private final List<PeerSession> strangers = new ArrayList<>();
  private final Resync resync;
  private boolean isLeaving;

  PeersSection(
      PeersDefinition definition,
      List<ReplicatedTable> tables,
      Loop loop,
      Surroundings surroundings,
      RandomGenerator random,
      int updatesAtOnce,
      boolean followsAnother) {
    this.definition = definition;
    this.tables = tables;
    this.loop = loop;
    this.surroundings = surroundings;
    this.random = random;
    for (PeerDefinition peer : definition.peers()) {
      peers.add(new RemotePeer(peer, false, tables, definition.shards(), updatesAtOnce));
    }
    PeerDefinition own = definition.local();
    this.local = own == null ? null : new RemotePeer(own, true, tables, 0, updatesAtOnce);
    this.resync = new Resync(peers, random, followsAnother && own != null, now());
  }

  private long now() {
    return loop.clock().millis();
  }

  PeersDefinition definition() {
    return definition;
  }

  List<ReplicatedTable> tables() {
    return tables;
  }

  List<RemotePeer> peers() {
    return peers;
  }

  @Nullable RemotePeer local() {
    return local;
  }

  Resync resync() {
    return resync;
  }

  /** How many peers are connected, or trying to be. */
  int active() {
    return (int) peers.stream().filter(p -> p.session() != null).count();
  }

  int connected() {
    return (int) peers.stream().filter(RemotePeer::isConnected).count();
  }

  /** Takes a connection that was accepted. */
  PeerSession accepted(Connection connection) {
    PeerSession session = new PeerSession(this, now());
    session.opening(connection);
    connection.setOwner(session);
    if (isLeaving || strangers.size() >= MOST_STRANGERS) {
      session.close();
    } else {
      strangers.add(session);
      session.awaitGreeting();
    }
    return session;
  }

  @Override
  public int presented(PeerSession session, Greeting greeting) {
    strangers.remove(session);
    if (!greeting.remoteName().equals(definition.localName())) {
      return Greeting.WRONG_REMOTE_NAME;
    }
    RemotePeer peer = named(greeting.localName());
    if (peer == null) {
      return Greeting.UNKNOWN_LOCAL_NAME;
    }
    PeerSession before = peer.session();
    boolean wasConnected = peer.isConnected();
    if (before != null) {
      // Whoever connects last wins.
      peer.collisions++;
      peer.session(null);
      before.close();
    }
    session.peer(peer);
    peer.session(session);
    session.accept(now());
    established(peer, greeting.minor() >= Greeting.NEWEST_MINOR, !wasConnected);
    return Greeting.SUCCESS;
  }

  private @Nullable RemotePeer named(String name) {
    RemotePeer own = local;
    if (own != null && own.name().equals(name)) {
      return own;
    }
    return peers.stream().filter(p -> p.name().equals(name)).findFirst().orElse(null);
  }

  private void established(RemotePeer peer, boolean speaksNewest, boolean isNews) {
    peer.established(speaksNewest);
    peer.lastHandshake = now();
    peer.lastStatus = "ESTA";
    peer.lastRefusal = Greeting.SUCCESS;
    peer.taughtInPart = false;
    if (isNews) {
      tell(peer, "is connected", false);
    }
    if (peer.isLocal()) {
      if (isLeaving) {
        peer.sender().teach();
      } else {
        resync.predecessorCame(peer, now());
      }
    }
    resync.tick(now());
    push(peer);
  }

  private void tell(RemotePeer peer, String text, boolean isTrouble) {
    surroundings.tell(
        definition,
        "Peer " + definition.name() + "/" + peer.name() + " " + text + ".",
        isTrouble && !peer.isLocal());
  }

  @Override
  public void answered(PeerSession session, int status) {
    RemotePeer peer = session.peer();
    if (peer == null) {
      return;
    }
    if (status == Greeting.SUCCESS) {
      established(peer, !peer.isOld, true);
      return;
    }
    boolean isNews = peer.lastRefusal != status;
    peer.lastRefusal = status;
    peer.lastStatus =
        switch (status) {
          case Greeting.TRY_AGAIN -> "TRY";
          case Greeting.PROTOCOL_ERROR -> "PROTO";
          case Greeting.BAD_VERSION -> "VERS";
          case Greeting.WRONG_REMOTE_NAME, Greeting.UNKNOWN_LOCAL_NAME -> "NAME";
          default -> "UNKN";
        };
    if (status == Greeting.BAD_VERSION) {
      peer.isOld = !peer.isOld;
    }
    if (isNews) {
      tell(peer, "refuses this process with status " + status, true);
    }
    session.close();
  }

  @Override
  public boolean message(PeerSession session, int kind, int type, Wire.Reader body) {
    RemotePeer peer = session.peer();
    if (peer == null) {
      return false;
    }
    resync.heard(peer, now());
    switch (kind) {
      case Wire.TABLES -> {
        return peer.receiver().message(type, body, now());
      }
      case Wire.CONTROL -> {
        control(session, peer, type);
        return true;
      }
      case Wire.ERROR -> {
        peer.protocolErrors++;
        session.close();
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private void control(PeerSession session, RemotePeer peer, int type) {
    switch (type) {
      case Wire.RESYNC_REQUEST -> peer.sender().teach();
      case Wire.RESYNC_FINISHED, Wire.RESYNC_PARTIAL -> {
        resync.taught(peer, type == Wire.RESYNC_FINISHED, now());
        session.send(Wire.CONTROL, Wire.RESYNC_CONFIRM);
      }
      case Wire.RESYNC_CONFIRM -> peer.sender().confirmed();
      case Wire.HEARTBEAT -> peer.heartbeatsReceived++;
      default -> {} // of a newer version
    }
  }

  @Override
  public void handled(PeerSession session) {
    RemotePeer peer = session.peer();
    if (peer != null) {
      push(peer);
    }
  }

  @Override
  public void writable(PeerSession session) {
    handled(session);
  }

  private void push(RemotePeer peer) {
    if (peer.push(resync.isUpToDate(), now())) {
      loop.execute(() -> push(peer));
    }
  }

  @Override
  public void ended(PeerSession session) {
    strangers.remove(session);
    RemotePeer peer = session.peer();
    if (peer == null || peer.session() != session) {
      return;
    }
    boolean stood = peer.lastStatus.equals("ESTA");
    peer.session(null);
    if (session.isFaulty()) {
      peer.protocolErrors++;
    }
    if (stood) {
      peer.lastStatus = "RUN";
      tell(peer, session.isFaulty() ? "sent what is no message, and is cut off" : "is gone", true);
    }
    resync.lost(peer, now());
    peer.failures++;
    // Two that cut each other off at the same moment must not try again at the same moment.
    int wait = SHORTEST_WAIT_MILLIS + random.nextInt(WAIT_SPREAD_MILLIS);
    long most = Math.min(LONGEST_WAIT_MILLIS, 500L << Math.min(peer.failures, 5));
    if (peer.isLocal()) {
      boolean isLast = !isLeaving || peer.failures > LEAVING_ATTEMPTS;
      peer.nextAttempt = isLast ? Long.MAX_VALUE : now() + LEAVING_WAIT_MILLIS;
    } else {
      peer.nextAttempt = now() + (peer.failures > 1 ? Math.max(wait, most) : wait);
    }
  }

  /** Takes what changed and sends it; says whether anything did. */
  boolean collect() {
    boolean any = false;
    for (ReplicatedTable table : tables) {
      any |= table.collect();
    }
    if (any) {
      peers.forEach(this::push);
      RemotePeer own = local;
      if (own != null) {
        push(own);
      }
    }
    return any;
  }

  /** What is due: connections, signs of life, lessons. */
  void tick() {
    long now = now();
    for (PeerSession stranger : List.copyOf(strangers)) {
      if (now - stranger.began() > LONGEST_OPENING_MILLIS) {
        stranger.close();
      }
    }
    peers.forEach(peer -> tick(peer, now));
    RemotePeer own = local;
    if (own != null) {
      tick(own, now);
    }
    if (!isLeaving) {
      resync.tick(now);
    }
  }

  private void tick(RemotePeer peer, long now) {
    PeerSession session = peer.session();
    if (session == null) {
      // This process connects to its own name only when it ends: then its successor has that name.
      if (now >= peer.nextAttempt && isLeaving == peer.isLocal()) {
        connect(peer);
      }
    } else if (!session.isEstablished()) {
      if (now - session.began() > LONGEST_OPENING_MILLIS) {
        session.close();
      }
    } else if (now - session.lastReceived() > SILENCE_MILLIS) {
      peer.silences++;
      session.close();
    } else if (now - session.lastSent() >= HEARTBEAT_MILLIS) {
      peer.heartbeatsSent++;
      session.send(Wire.CONTROL, Wire.HEARTBEAT);
    }
  }

  private void connect(RemotePeer peer) {
    PeerSession session = new PeerSession(this, now());
    session.peer(peer);
    peer.session(session);
    peer.lastStatus = "CONN";
    surroundings.connect(this, session, session::close);
  }

  /** What this process says to {@code peer} when it connects. */
  String greeting(PeerSession session) {
    RemotePeer peer = session.peer();
    return Greeting.text(
        peer != null && peer.isOld ? 0 : Greeting.NEWEST_MINOR,
        peer == null ? "" : peer.name(),
        definition.localName());
  }

  /**
   * Ends all connections, and has the process that listens at this one's address now learn what
   * there is.
   */
  void leave() {
    close();
    RemotePeer own = local;
    if (own != null) {
      own.failures = 0;
      own.nextAttempt = 0;
      tick();
    }
  }

  /** Whether the process that came after this one has learned everything. */
  boolean hasTaught() {
    RemotePeer own = local;
    boolean isTelling = collect();
    return own != null && own.isConnected() && !isTelling && own.sender().isDone();
  }

  /** Whether nobody comes after this process, or has gone again. */
  boolean isAlone() {
    RemotePeer own = local;
    return own == null || own.session() == null && own.nextAttempt == Long.MAX_VALUE;
  }

  private static void close(RemotePeer peer) {
    PeerSession session = peer.session();
    if (session != null) {
      session.close();
    }
  }

  /** Ends all connections. */
  void close() {
    isLeaving = true;
    List.copyOf(strangers).forEach(PeerSession::close);
    peers.forEach(PeersSection::close);
    RemotePeer own = local;
    if (own != null) {
      close(own);
    }
  }

  /** Writes as {@code show peers} does. */
  void describe(StringBuilder out, boolean withNames) {
    new PeersText(out, this, now(), withNames).write();
  }
}
