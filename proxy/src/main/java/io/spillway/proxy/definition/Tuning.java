package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.proxy.table.StickTables;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code tune.*} and what else of the {@code global} section is about how the work is done, not
 * what it is (configuration manual, chapter 3.2). Most of it concerns the insides of HAProxy and
 * has no effect here.
 */
public final class Tuning {
  /** How much of a message is held while it is not passed on yet, in bytes. */
  public static final Setting<Integer> BUFFER_SIZE = Setting.own("tune.bufsize", 16384);

  /** How much of a buffer is left free for what rules add to a head, in bytes. */
  public static final Setting<Integer> MAX_REWRITE = Setting.own("tune.maxrewrite", 1024);

  /** The largest number of header lines that is received. */
  public static final Setting<Integer> MAX_HEADERS = Setting.own("tune.http.maxhdr", 101);

  /** The longest request line that is kept for the log, in bytes. */
  public static final Setting<Integer> LOG_LINE_LENGTH = Setting.own("tune.http.logurilen", 1024);

  /** The most bytes of a cookie that are kept for the log. */
  public static final Setting<Integer> COOKIE_LENGTH = Setting.own("tune.http.cookielen", 63);

  /** The most bytes of the variables of a session, its streams' included; 0 for no limit. */
  public static final Setting<Integer> SESSION_VARIABLES =
      Setting.own("tune.vars.sess-max-size", 0);

  /** The most bytes of the variables of a transaction, request and response; 0 for no limit. */
  public static final Setting<Integer> TRANSACTION_VARIABLES =
      Setting.own("tune.vars.txn-max-size", 0);

  /** The most bytes of the variables of a request, and of a response; 0 for no limit. */
  public static final Setting<Integer> MESSAGE_VARIABLES =
      Setting.own("tune.vars.reqres-max-size", 0);

  /** After how many changes of a table peers are told of the next one. */
  public static final Setting<Integer> PEER_UPDATES_AT_ONCE =
      Setting.own("tune.peers.max-updates-at-once", 200);

  /** How many keys a stream can track. */
  public static final Setting<Integer> STICK_COUNTERS =
      Setting.own("tune.stick-counters", StickTables.DEFAULT_COUNTERS);

  /** Bytes of the kernel's buffer for what clients send; 0 leaves the system's. */
  public static final Setting<Integer> CLIENT_RECEIVE_BUFFER = Setting.own("tune.rcvbuf.client", 0);

  /** Bytes of the kernel's buffer for what clients are sent; 0 leaves the system's. */
  public static final Setting<Integer> CLIENT_SEND_BUFFER = Setting.own("tune.sndbuf.client", 0);

  /** Bytes of the kernel's buffer for what servers send; 0 leaves the system's. */
  public static final Setting<Integer> SERVER_RECEIVE_BUFFER = Setting.own("tune.rcvbuf.server", 0);

  /** Bytes of the kernel's buffer for what servers are sent; 0 leaves the system's. */
  public static final Setting<Integer> SERVER_SEND_BUFFER = Setting.own("tune.sndbuf.server", 0);

  /** How many bytes the kernel takes for a client that it has not sent; 0 for the system's. */
  public static final Setting<Integer> CLIENT_UNSENT = Setting.own("tune.notsent-lowat.client", 0);

  /** How many bytes the kernel takes for a server that it has not sent; 0 for the system's. */
  public static final Setting<Integer> SERVER_UNSENT = Setting.own("tune.notsent-lowat.server", 0);

  /** Whether no other process may listen on the same address ({@code noreuseport}). */
  public static final Setting<Boolean> NO_REUSE_PORT = Setting.own("noreuseport", false);

  private static final int MIN_BUFFER = 512;
  private static final int MAX_HEADER_LINES = 32767;

  private static final String TLS = "the TLS library decides, or nothing yet depends on it";
  private static final String MEMORY = "memory is managed by the Java runtime";
  private static final String LOOPS = "event loops share their work in their own way";
  private static final String PLACEMENT = "the system decides where threads run";
  private static final String POLLING = "how to wait for events is chosen at the start";

  private static final int MOST_COUNTERS = 1000;

  private Tuning() {}

  /**
   * How much of a buffer is left free for what rules add to a head, in bytes: {@link #MAX_REWRITE},
   * and never more than half of the buffer, whatever is asked for.
   */
  public static int maxRewrite(Settings global) {
    return Math.min(global.get(MAX_REWRITE), global.get(BUFFER_SIZE) / 2);
  }

  static List<Keyword<GlobalSection>> keywords() {
    List<Keyword<GlobalSection>> keywords = new ArrayList<>();
    keywords.add(number(BUFFER_SIZE, MIN_BUFFER, Integer.MAX_VALUE));
    keywords.add(number(MAX_REWRITE, 0, Integer.MAX_VALUE));
    keywords.add(number(MAX_HEADERS, 1, MAX_HEADER_LINES));
    keywords.add(number(LOG_LINE_LENGTH, 0, 65535));
    keywords.add(number(COOKIE_LENGTH, 0, Integer.MAX_VALUE));
    keywords.add(number(SESSION_VARIABLES, 0, Integer.MAX_VALUE));
    keywords.add(number(TRANSACTION_VARIABLES, 0, Integer.MAX_VALUE));
    keywords.add(number(MESSAGE_VARIABLES, 0, Integer.MAX_VALUE));
    keywords.add(number(STICK_COUNTERS, 0, MOST_COUNTERS));
    keywords.add(number(PEER_UPDATES_AT_ONCE, 1, Integer.MAX_VALUE));
    keywords.add(number(CLIENT_RECEIVE_BUFFER, 0, Integer.MAX_VALUE));
    keywords.add(number(CLIENT_SEND_BUFFER, 0, Integer.MAX_VALUE));
    keywords.add(number(SERVER_RECEIVE_BUFFER, 0, Integer.MAX_VALUE));
    keywords.add(number(SERVER_SEND_BUFFER, 0, Integer.MAX_VALUE));
    keywords.add(size(CLIENT_UNSENT));
    keywords.add(size(SERVER_UNSENT));
    ignored(
        keywords,
        TLS,
        "ssl-default-bind-client-sigalgs",
        "ssl-default-bind-sigalgs",
        "ssl-default-server-client-sigalgs",
        "ssl-default-server-sigalgs",
        "ssl-dh-param-file",
        "maxsslconn",
        "maxsslrate",
        "tune.ssl.cachesize",
        "tune.ssl.default-dh-param",
        "tune.ssl.lifetime",
        "tune.ssl.maxrecord",
        "tune.ssl.hard-maxrecord",
        "tune.ssl.capture-buffer-size");
    ignored(
        keywords,
        MEMORY,
        "no-memory-trimming",
        "tune.buffers.limit",
        "tune.buffers.reserve",
        "tune.memory.hot-size",
        "tune.pattern.cache-size",
        "maxpipes",
        "tune.pipesize",
        "tune.recv_enough");
    ignored(
        keywords,
        LOOPS,
        "tune.fd.edge-triggered",
        "tune.idle-pool.shared",
        "tune.idletimer",
        "tune.listener.default-shards",
        "tune.listener.multi-queue",
        "tune.max-checks-per-thread",
        "tune.maxaccept",
        "tune.maxpollevents",
        "tune.runqueue-depth",
        "tune.sched.low-latency",
        "busy-polling");
    ignored(
        keywords,
        PLACEMENT,
        "cpu-map",
        "cpu-affinity",
        "cpu-policy",
        "cpu-set",
        "numa-cpu-mapping",
        "thread-groups",
        "thread-group");
    ignored(keywords, POLLING, "noepoll", "nopoll", "noevports", "nokqueue");
    ignored(keywords, "bytes are relayed the same way with it and without it", "nosplice");
    ignored(keywords, "the system resolves names", "nogetaddrinfo");
    keywords.add(
        Keyword.works(
            NO_REUSE_PORT.name(),
            (section, arguments) -> {
              arguments.end();
              section.set(NO_REUSE_PORT, true, arguments);
            }));
    ignored(keywords, "what programs may become is left to the system", "insecure-setuid-wanted");
    ignored(
        keywords, "limits that are too low are told and do not prevent the start", "strict-limits");
    ignored(keywords, "the Java runtime decides about core dumps", "set-dumpable");
    ignored(keywords, "the program says what matters and nothing else", "quiet");
    return keywords;
  }

  private static Keyword<GlobalSection> number(Setting<Integer> setting, int min, int max) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          int value = arguments.integer("a positive integer argument", min, max);
          arguments.end();
          section.set(setting, value, arguments);
        });
  }

  private static Keyword<GlobalSection> size(Setting<Integer> setting) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          if (!arguments.hasNext()) {
            throw arguments.error("'" + setting.name() + "' expects a size");
          }
          int size = (int) Math.min(arguments.size(), Integer.MAX_VALUE);
          arguments.end();
          section.set(setting, size, arguments);
        });
  }

  private static void ignored(
      List<Keyword<GlobalSection>> keywords, String reason, String... names) {
    for (String name : names) {
      keywords.add(Keyword.accepted(name, reason, Tuning::skip));
    }
  }

  private static void skip(GlobalSection section, Arguments arguments) {
    arguments.rest();
  }
}
