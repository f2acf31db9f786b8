package io.spillway.ops.watch;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Units;
import io.spillway.config.Word;
import io.spillway.facility.definition.CheckPace;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.facility.provider.Secret;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a {@code process} section. Confined to the reading thread. */
final class ProcessReader {
  static final KeywordTable<ProcessReader> TABLE = table();

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int MOST_LOOKS = 1000;
  private static final List<String> PACE = List.of("inter", "fastinter", "timeout", "fall", "rise");

  private final CredentialSources credentials;
  private String facility = "";
  private @Nullable SocketAddress socket;
  private ProcessDefinition.@Nullable StatsPage page;
  private @Nullable String pidFile;
  private @Nullable String unit;
  private final List<InetSocketAddress> listens = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private Duration reloadWithin = Duration.ofMinutes(5);
  private final List<Limit> limits = new ArrayList<>();
  private boolean tellsServers = true;
  private Duration interval = Duration.ofSeconds(2);
  private @Nullable Duration fastInterval;
  private @Nullable Duration timeout;
  private int fall = 3;
  private int rise = 2;

  ProcessReader(CredentialSources credentials) {
    this.credentials = credentials;
  }

  private static KeywordTable<ProcessReader> table() {
    KeywordTable<ProcessReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'process' section");
    table.add(Keyword.works("socket", ProcessReader::socket));
    table.add(Keyword.works("stats-page", ProcessReader::statsPage));
    table.add(Keyword.works("pid-file", (p, words) -> p.pidFile = last(words, "a file name")));
    table.add(Keyword.works("unit", ProcessReader::unit));
    table.add(Keyword.works("bind", ProcessReader::bind));
    table.add(Keyword.works("config-file", ProcessReader::configFile));
    table.add(
        Keyword.works(
            "reload-within",
            (p, words) -> {
              p.reloadWithin = words.time(TimeUnit.SECONDS);
              words.end();
            }));
    table.add(Keyword.works("limit", ProcessReader::limit));
    table.add(Keyword.works("servers", ProcessReader::servers));
    table.add(
        Keyword.works("in-facility", (p, words) -> p.facility = last(words, "a facility's name")));
    table.add(paceWord("inter", (p, words) -> p.interval = positive(words)));
    table.add(paceWord("fastinter", (p, words) -> p.fastInterval = positive(words)));
    table.add(paceWord("timeout", (p, words) -> p.timeout = positive(words)));
    table.add(
        paceWord("fall", (p, words) -> p.fall = words.integer("a number of looks", 1, MOST_LOOKS)));
    table.add(
        paceWord("rise", (p, words) -> p.rise = words.integer("a number of looks", 1, MOST_LOOKS)));
    return table;
  }

  /** A word of which several may stand on one line: {@code inter 2s fall 3 rise 2}. */
  private static Keyword<ProcessReader> paceWord(
      String word, Keyword.Handler<ProcessReader> handler) {
    return Keyword.works(
        word,
        (process, arguments) -> {
          handler.read(process, arguments);
          if (arguments.hasNext()) {
            if (!PACE.contains(arguments.peek())) {
              arguments.end();
            }
            TABLE.readNext(process, arguments);
          }
        });
  }

  @Nullable ProcessDefinition read(Section section, Diagnostics diagnostics) {
    String[] name = {""};
    KeywordTable.guarded(
        diagnostics,
        () -> {
          Arguments header =
              new Arguments(
                  new Directive(section.header()),
                  1,
                  section.kind(),
                  Arguments.Polarity.SET,
                  diagnostics);
          Word word = header.word("a name");
          if (!word.text().matches("[A-Za-z0-9_.-]{1,64}")) {
            throw header.error(
                word,
                "'process': '"
                    + word
                    + "' is no name (expected: at most 64 letters, digits, '-', '_' and '.').");
          }
          name[0] = word.text();
          header.end();
        });
    section.directives().forEach(directive -> TABLE.read(this, directive, diagnostics));
    if (name[0].isEmpty()) {
      return null;
    }
    Duration limit = timeout == null ? interval : timeout;
    ProcessDefinition definition =
        new ProcessDefinition(
            name[0],
            facility,
            socket,
            page,
            pidFile,
            unit,
            listens,
            files,
            reloadWithin,
            limits,
            tellsServers && (socket != null || page != null),
            new CheckPace(
                interval,
                fastInterval == null ? interval.dividedBy(2) : fastInterval,
                limit,
                fall,
                rise),
            section.position());
    check(definition, diagnostics);
    return definition;
  }

  private static void check(ProcessDefinition definition, Diagnostics diagnostics) {
    String name = "process '" + definition.name() + "'";
    boolean asks = definition.socket() != null || definition.page() != null;
    if (!asks
        && definition.pidFile() == null
        && definition.unit() == null
        && definition.listens().isEmpty()) {
      diagnostics.alert(
          definition.position(),
          name
              + " can be seen by nothing (expected: 'socket', 'stats-page', 'pid-file', 'unit' or"
              + " 'bind').");
      return;
    }
    if (!definition.configurationFiles().isEmpty() && definition.socket() == null) {
      diagnostics.alert(
          definition.position(),
          name
              + ": 'config-file' needs a 'socket', which tells when the process read its"
              + " configuration.");
    }
    for (Limit limit : definition.limits()) {
      boolean isTold =
          switch (limit.what()) {
            case CONNECTIONS -> definition.socket() != null;
            case QUEUE -> asks;
            case DESCRIPTORS, MEMORY, CPU -> definition.isLocal();
          };
      if (!isTold) {
        diagnostics.alert(
            definition.position(),
            name
                + ": 'limit "
                + limit.what().word()
                + "' needs "
                + switch (limit.what()) {
                  case CONNECTIONS -> "a 'socket'.";
                  case QUEUE -> "a 'socket' or a 'stats-page'.";
                  case DESCRIPTORS, MEMORY, CPU ->
                      "a process on this machine: a unix 'socket', a 'pid-file' or a 'unit'.";
                });
      }
    }
  }

  private static String last(Arguments arguments, String expected) {
    String text = arguments.word(expected).unicode();
    arguments.end();
    return text;
  }

  private static Duration positive(Arguments arguments) {
    Duration time = arguments.time(TimeUnit.MILLISECONDS);
    if (time.compareTo(SHORTEST) < 0) {
      throw arguments.error("'" + arguments.keyword() + "' is too short (expected: >= 100ms).");
    }
    return time;
  }

  private void socket(Arguments arguments) {
    Word word = arguments.word("a path or <address>:<port>");
    arguments.end();
    socket = address(arguments, word, true);
  }

  private void bind(Arguments arguments) {
    do {
      Word word = arguments.word("<address>:<port>");
      listens.add((InetSocketAddress) address(arguments, word, false));
    } while (arguments.hasNext());
  }

  private static SocketAddress address(Arguments arguments, Word word, boolean mayBePath) {
    try {
      WrittenAddress written = WrittenAddress.parse(word.text());
      if (mayBePath && written.kind() == WrittenAddress.Kind.UNIX && !written.isDatagram()) {
        return UnixDomainSocketAddress.of(Word.decode(written.host()));
      }
      if (written.kind() == WrittenAddress.Kind.INET
          && !written.isDatagram()
          && written.port() == WrittenAddress.PortForm.SINGLE
          && written.firstPort() > 0) {
        boolean isAny = written.host().isEmpty() || written.host().equals("*");
        return InetSocketAddress.createUnresolved(
            isAny ? "127.0.0.1" : written.host(), written.firstPort());
      }
    } catch (InvalidAddressException | IllegalArgumentException e) {
      throw arguments.error(
          word, "'" + arguments.keyword() + "': " + e.getMessage() + ", got '" + word + "'.");
    }
    throw arguments.error(
        word,
        "'"
            + arguments.keyword()
            + "' expects "
            + (mayBePath ? "a path or " : "")
            + "<address>:<port>, not '"
            + word
            + "'.");
  }

  private void statsPage(Arguments arguments) {
    Word word = arguments.word("a URL, as http://127.0.0.1:8404/stats");
    URI address = page(word.unicode());
    if (address == null) {
      throw arguments.error(
          word,
          "'stats-page': '" + word + "' is no URL (expected: http://<host>[:<port>]/<path>).");
    }
    String user = null;
    Secret password = null;
    while (arguments.hasNext()) {
      Word option = arguments.word("a word");
      switch (option.text()) {
        case "user" -> user = arguments.word("a name after 'user'").unicode();
        case "password-file" -> password = credentials.file(arguments, "password-file");
        case "password-env" -> password = credentials.variable(arguments, "password-env");
        default ->
            throw arguments.error(
                option,
                "'stats-page' does not know '"
                    + option
                    + "' (expected: 'user', 'password-file', 'password-env').");
      }
    }
    if ((user == null) != (password == null)) {
      throw arguments.error(
          "'stats-page': 'user' and 'password-file' or 'password-env' go together.");
    }
    page = new ProcessDefinition.StatsPage(address, user, password);
  }

  private static @Nullable URI page(String text) {
    try {
      URI url = URI.create(text);
      boolean isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      if (!isWeb || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
        return null;
      }
      String form = url.getPath().isEmpty() ? "/;csv" : ";csv";
      return text.endsWith(";csv") ? url : URI.create(text + form);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void unit(Arguments arguments) {
    Word word = arguments.word("a systemd unit");
    if (!word.text().matches("[A-Za-z0-9:_.@\\\\][A-Za-z0-9:_.@\\\\-]{0,254}")) {
      throw arguments.error(word, "'unit' expects a systemd unit, not '" + word + "'.");
    }
    arguments.end();
    unit = word.text();
  }

  private void configFile(Arguments arguments) {
    do {
      files.add(arguments.word("a file or a directory").unicode());
    } while (arguments.hasNext());
  }

  private void servers(Arguments arguments) {
    Word word = arguments.word("'on' or 'off'");
    tellsServers =
        switch (word.text()) {
          case "on" -> true;
          case "off" -> false;
          default ->
              throw arguments.error(word, "'servers' expects 'on' or 'off', not '" + word + "'.");
        };
    arguments.end();
  }

  private void limit(Arguments arguments) {
    String expected =
        Stream.of(Limit.What.values())
            .map(what -> "'" + what.word() + "'")
            .collect(Collectors.joining(", "));
    Word word = arguments.word(expected);
    Limit.What what =
        Stream.of(Limit.What.values())
            .filter(one -> one.word().equals(word.text()))
            .findAny()
            .orElseThrow(
                () ->
                    arguments.error(
                        word,
                        "'limit' does not know '" + word + "' (expected: " + expected + ")."));
    Word value = arguments.word("a value");
    arguments.end();
    if (limits.stream().anyMatch(limit -> limit.what() == what)) {
      throw arguments.error(word, "'limit " + word + "' is set twice.");
    }
    limits.add(limit(arguments, what, value));
  }

  private static Limit limit(Arguments arguments, Limit.What what, Word value) {
    boolean isShare = value.text().endsWith("%");
    String text = isShare ? value.text().substring(0, value.text().length() - 1) : value.text();
    try {
      long number = what == Limit.What.MEMORY && !isShare ? Units.size(text) : Long.parseLong(text);
      boolean fits =
          switch (what) {
            case CPU -> isShare && number <= 100_000;
            case QUEUE -> !isShare;
            case CONNECTIONS, DESCRIPTORS, MEMORY -> !isShare || number <= 100;
          };
      if (number >= 0 && fits) {
        return new Limit(what, number, isShare && what != Limit.What.CPU);
      }
    } catch (IllegalArgumentException e) {
      // The message below says what was expected.
    }
    throw arguments.error(
        value,
        "'limit "
            + what.word()
            + "' expects "
            + switch (what) {
              case CPU -> "percent of a processor, as 150%";
              case QUEUE -> "a number of requests";
              case MEMORY -> "a size, as 2g, or percent of the machine's memory, as 50%";
              case CONNECTIONS, DESCRIPTORS -> "a number, or percent of what is possible, as 80%";
            }
            + ", not '"
            + value
            + "'.");
  }
}
