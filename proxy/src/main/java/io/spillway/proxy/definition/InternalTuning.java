package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Words of the {@code global} section that tune something which only HAProxy's own program has
 * (configuration manual, chapter 3). They are accepted without effect, each for a reason that can
 * be told; their arguments are checked all the same.
 */
final class InternalTuning {
  private static final String QUIC = "there is no QUIC here";
  private static final String COPYING = "bytes are relayed the same way with it and without it";
  private static final String LOOPS = "event loops share their work in their own way";
  private static final String MEMORY = "memory is managed by the Java runtime";
  private static final String CLIENT =
      "names of authorities and responders are resolved by the system";
  private static final String PROFILING = "profilers of the Java runtime are used instead";

  /** The greatest number that 32 bits hold. */
  private static final long MOST = 0xFFFF_FFFFL;

  /** What follows a word. */
  @FunctionalInterface
  private interface Form {
    void check(Arguments arguments);
  }

  private final List<Keyword<GlobalSection>> keywords = new ArrayList<>();

  private InternalTuning() {}

  static List<Keyword<GlobalSection>> keywords() {
    InternalTuning table = new InternalTuning();
    table.addQuic();
    table.addCopying();
    table.addMemoryAndLoops();
    table.addOthers();
    return table.keywords;
  }

  private void addQuic() {
    add(QUIC, InternalTuning::nothing, "no-quic", "limited-quic");
    add(QUIC, oneOf("on", "off"), "harden.reject-privileged-ports.quic");
    add("only QUIC uses it, and " + QUIC, InternalTuning::text, "cluster-secret");
    Form onOrOff = oneOf("on", "off");
    for (String side : List.of("be", "fe")) {
      String prefix = "tune.quic." + side + ".";
      add(
          QUIC,
          InternalTuning::number,
          prefix + "cc.cubic-min-losses",
          prefix + "cc.max-frame-loss",
          prefix + "cc.reorder-ratio",
          prefix + "sec.glitches-threshold",
          prefix + "stream.data-ratio",
          prefix + "stream.max-concurrent");
      add(QUIC, InternalTuning::size, prefix + "cc.max-win-size", prefix + "stream.rxbuf");
      add(QUIC, InternalTuning::time, prefix + "max-idle-timeout");
      add(QUIC, onOrOff, prefix + "cc.hystart", prefix + "tx.pacing", prefix + "tx.udp-gso");
    }
    add(
        QUIC,
        InternalTuning::number,
        "tune.quic.cc.cubic.min-losses",
        "tune.quic.fe.sec.retry-threshold",
        "tune.quic.fe.stream.max-total",
        "tune.quic.frontend.conn-tx-buffers.limit",
        "tune.quic.frontend.glitches-threshold",
        "tune.quic.frontend.max-streams-bidi",
        "tune.quic.frontend.stream-data-ratio",
        "tune.quic.max-frame-loss",
        "tune.quic.reorder-ratio",
        "tune.quic.retry-threshold");
    add(
        QUIC,
        InternalTuning::size,
        "tune.quic.frontend.default-max-window-size",
        "tune.quic.frontend.max-data-size",
        "tune.quic.frontend.max-tx-mem",
        "tune.quic.mem.tx-max");
    add(QUIC, InternalTuning::time, "tune.quic.frontend.max-idle-timeout");
    add(QUIC, InternalTuning::nothing, "tune.quic.disable-tx-pacing", "tune.quic.disable-udp-gso");
    add(QUIC, onOrOff, "tune.quic.cc-hystart", "tune.quic.listen", "tune.quic.zero-copy-fwd-send");
    add(QUIC, oneOf("default-on", "force-off"), "tune.quic.fe.sock-per-conn");
    add(QUIC, oneOf("connection", "listener"), "tune.quic.socket-owner");
    add(
        "sockets of connections are not meant, only those of QUIC and of datagrams",
        InternalTuning::size,
        "tune.rcvbuf.backend",
        "tune.rcvbuf.frontend",
        "tune.sndbuf.backend",
        "tune.sndbuf.frontend");
  }

  private void addCopying() {
    add(
        COPYING,
        oneOf("on", "off"),
        "tune.applet.zero-copy-forwarding",
        "tune.h1.zero-copy-fwd-recv",
        "tune.h1.zero-copy-fwd-send",
        "tune.h2.zero-copy-fwd-send",
        "tune.pt.zero-copy-forwarding");
    add(
        COPYING,
        InternalTuning::nothing,
        "tune.disable-fast-forward",
        "tune.disable-zero-copy-forwarding",
        "noktls");
  }

  private void addMemoryAndLoops() {
    add(MEMORY, InternalTuning::nothing, "prealloc-fd", "tune.defaults.purge");
    add(MEMORY, InternalTuning::size, "tune.bufsize.large", "tune.bufsize.small");
    add(
        LOOPS,
        InternalTuning::number,
        "max-threads-per-group",
        "tune.events.max-events-at-once",
        "tune.h2.be.max-frames-at-once",
        "tune.h2.fe.max-frames-at-once",
        "tune.h2.fe.max-rst-at-once",
        "tune.max-rules-at-once",
        "tune.ring.queues");
    add(
        "idle connections are limited by the words of server lines alone",
        InternalTuning::number,
        "tune.pool-high-fd-ratio",
        "tune.pool-low-fd-ratio");
    add(
        "a connection stays on its event loop",
        oneOf("none", "restricted", "full"),
        "tune.takeover-other-tg-connections");
  }

  private void addOthers() {
    add(
        "every word that is implemented may be used",
        InternalTuning::nothing,
        "expose-deprecated-directives",
        "expose-experimental-directives");
    add(CLIENT, oneOf("on", "off"), "httpclient.resolvers.disabled");
    add(CLIENT, InternalTuning::text, "httpclient.resolvers.id");
    add(CLIENT, oneOf("ipv4", "ipv6"), "httpclient.resolvers.prefer");
    add(PROFILING, oneOf("on", "off"), "profiling.memory");
    add(PROFILING, oneOf("on", "auto", "off"), "profiling.tasks");
    add(
        "it only makes tests of HAProxy harder",
        InternalTuning::number,
        "stress-level",
        "tune.fail-alloc");
    add("it only makes tests of HAProxy harder", InternalTuning::time, "force-cfg-parser-pause");
    add(
        "it only makes tests of HAProxy harder",
        arguments -> arguments.rest(),
        "tune.epoll.mask-events");
    add(
        "a stream's window alone bounds what is received ahead of it",
        InternalTuning::size,
        "tune.h2.be.rxbuf",
        "tune.h2.fe.rxbuf");
    add(
        "a message that breaks the rules of HTTP/1 ends its connection at once",
        InternalTuning::number,
        "tune.h1.be.glitches-threshold",
        "tune.h1.fe.glitches-threshold");
    add(
        "a connection with too many glitches is ended however busy the process is",
        InternalTuning::number,
        "tune.glitches.kill.cpu-usage");
    add(
        "the TLS library has no engines that work by themselves",
        InternalTuning::nothing,
        "ssl-mode-async");
    add("the TLS library decides", oneOf("auto", "off"), "tune.ssl.certificate-compression");
    add(
        "sessions are cached in the process alone",
        InternalTuning::nothing,
        "tune.ssl.force-private-cache");
    add(
        "nothing that is implemented shows what would be captured",
        InternalTuning::number,
        "tune.ssl.capture-cipherlist-size");
    add("nothing that is shown is made anonymous", InternalTuning::number, "anonkey");
  }

  private void add(String reason, Form form, String... names) {
    for (String name : names) {
      keywords.add(
          Keyword.accepted(
              name,
              reason,
              (section, arguments) -> {
                form.check(arguments);
                arguments.end();
              }));
    }
  }

  private static void nothing(Arguments arguments) {
    // Words after it are too many, which whoever calls says.
  }

  private static void text(Arguments arguments) {
    arguments.word("an argument");
  }

  private static void number(Arguments arguments) {
    arguments.longInteger("a positive integer argument", 0, MOST);
  }

  private static void size(Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + arguments.keyword() + "' expects a size");
    }
    arguments.size();
  }

  private static void time(Arguments arguments) {
    arguments.time(MILLISECONDS);
  }

  private static Form oneOf(String... values) {
    return arguments -> {
      String expected = "'" + String.join("' or '", values) + "'";
      Word word = arguments.word(expected);
      if (!List.of(values).contains(word.text())) {
        throw arguments.error(
            word, "'" + arguments.keyword() + "' expects " + expected + " but got '" + word + "'.");
      }
    };
  }
}
