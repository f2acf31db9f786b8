package io.spillway.command;

import io.spillway.assembly.MasterSockets;
import io.spillway.assembly.ProxyService;
import io.spillway.command.CommandLine.Mode;
import io.spillway.config.Diagnostics;
import io.spillway.config.KeywordListing;
import io.spillway.config.Severity;
import io.spillway.config.Word;
import io.spillway.ops.runtime.SocketSettings;
import io.spillway.process.BackgroundStart;
import io.spillway.process.Master;
import io.spillway.process.Predecessor;
import io.spillway.process.ProcessOptions;
import io.spillway.process.Role;
import io.spillway.process.Service;
import io.spillway.process.StartException;
import io.spillway.process.SystemCallException;
import io.spillway.process.SystemCalls;
import io.spillway.process.Worker;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.GlobalKeywords;
import java.io.File;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The program as HAProxy: checks or runs configuration files as the options say (management manual,
 * chapter 3). Exit codes are HAProxy's: 0 for success, 1 for an error, and with {@code -c} 2 for a
 * configuration that could not start as it listens nowhere.
 */
final class HaproxyCommand {
  private final Program program;
  private final boolean onlyWatches;

  HaproxyCommand(Program program) {
    this(program, false);
  }

  /**
   * The program on some command line.
   *
   * @param onlyWatches whether it carries no traffic, and a configuration with proxies is refused
   */
  HaproxyCommand(Program program, boolean onlyWatches) {
    this.program = program;
    this.onlyWatches = onlyWatches;
  }

  int run(String... arguments) {
    CommandLine commandLine;
    try {
      commandLine = new CommandLineReader(arguments).read();
    } catch (UsageException e) {
      String alert = e.alert();
      if (alert != null) {
        new Messages(program, false, false).tell(Severity.ALERT, alert);
      }
      return e.showsUsage() ? usage() : 1;
    }
    if (commandLine.has(Mode.BUILD)) {
      program.console().out(program.version().build());
      return 0;
    }
    if (commandLine.has(Mode.VERSION)) {
      program.console().out(program.version().text());
      return 0;
    }
    return run(commandLine);
  }

  private int usage() {
    program.console().out(program.version().text());
    program.console().error(Usage.options(program.name()));
    return 1;
  }

  private int run(CommandLine commandLine) {
    Messages messages =
        new Messages(program, commandLine.has(Mode.DIAGNOSTIC), commandLine.isQuiet());
    String directory = commandLine.directory();
    if (directory != null) {
      try {
        SystemCalls.changeDirectory(directory);
      } catch (SystemCallException e) {
        messages.tell(
            Severity.ALERT, "Could not change to directory " + directory + " : " + e.getMessage());
        return 1;
      }
    }
    Loading loading = Loading.of(program, commandLine);
    String condition = commandLine.condition();
    if (condition != null) {
      return evaluate(condition, loading, messages);
    }
    if (commandLine.files().isEmpty()) {
      return usage();
    }
    String missing = whatIsMissing(commandLine);
    if (missing != null) {
      messages.tell(Severity.ALERT, missing);
      return 1;
    }
    if (!commandLine.has(Mode.CHECK) && Role.ofProcess() == Role.FIRST && commandLine.isDaemon()) {
      return BackgroundStart.run(messages);
    }
    return load(commandLine, loading, messages);
  }

  private static @Nullable String whatIsMissing(CommandLine commandLine) {
    if (commandLine.has(Mode.CHECK)) {
      return null;
    }
    if (commandLine.has(Mode.NO_EPOLL)) {
      return "-de: another polling system than epoll cannot be chosen in Spillway.";
    }
    return null;
  }

  private static int evaluate(String condition, Loading loading, Messages messages) {
    Diagnostics diagnostics = new Diagnostics();
    Optional<Boolean> result = loading.reader().evaluate(Word.encode(condition), diagnostics);
    diagnostics.all().forEach(d -> messages.tell(d.severity(), "config : " + d.message()));
    return result.map(isTrue -> isTrue ? 0 : 1).orElse(2);
  }

  private int load(CommandLine commandLine, Loading loading, Messages messages) {
    Configuration configuration = loading.load();
    if (onlyWatches && configuration != null) {
      String wrong = WatchCommand.whatIsWrong(configuration, loading);
      if (wrong != null) {
        messages.tell(Severity.ALERT, wrong);
        return 1;
      }
    }
    if (configuration != null && !commandLine.has(Mode.CHECK)) {
      // What was found is told by the process that does the work, and only once.
      List<SocketSettings> sockets;
      try {
        sockets = MasterSockets.read(commandLine.masterSockets());
      } catch (StartException e) {
        messages.tell(Severity.ALERT, e.reason());
        return 1;
      }
      ProcessOptions options = loading.processOptions(configuration, sockets);
      Role role = Role.ofProcess();
      if (role == Role.FIRST && options.background()) {
        return BackgroundStart.run(messages);
      }
      boolean wantsMaster = loading.wantsMaster(configuration);
      if (role != Role.WORKER && wantsMaster) {
        return new Master(role, options, program.version().identity().version(), messages).run();
      }
      if (!wantsMaster && !sockets.isEmpty()) {
        messages.tell(
            Severity.WARNING,
            "config : a socket of the master was defined (-S), but there is no master without -W.");
      }
    }
    messages.tell(loading.diagnostics());
    if (configuration == null) {
      return 1;
    }
    if (commandLine.memoryMegabytes() > 0) {
      messages.tell(
          Severity.NOTICE,
          "-m has no effect here, because the virtual machine has its own limit of memory.");
    }
    listKeywords(commandLine);
    if (commandLine.has(Mode.ZERO_WARNING) && messages.warned()) {
      messages.tell(
          Severity.ALERT, "config : Some warnings were found and 'zero-warning' is set. Aborting.");
      return 1;
    }
    if (commandLine.has(Mode.LIST_OBJECTS)) {
      listObjects();
    }
    if (commandLine.has(Mode.CHECK)) {
      return tellValidity(commandLine, loading, configuration, messages);
    }
    if (!listens(loading, configuration)) {
      messages.tell(
          Severity.ALERT,
          "[haproxy.main()] No enabled listener found (check for 'bind' directives) ! Exiting.");
      return 1;
    }
    return start(commandLine, loading, configuration, messages);
  }

  private int start(
      CommandLine commandLine, Loading loading, Configuration configuration, Messages messages) {
    Service service =
        new ProxyService(
            configuration,
            loading.reader()::lineAt,
            loading.facilities(),
            loading.backup(),
            loading.telling(),
            loading.acme(configuration),
            program.version().identity(),
            commandLine.maxConnections(),
            commandLine.proxyMaxConnections(),
            !commandLine.has(Mode.NO_REUSE_PORT),
            !commandLine.oldProcesses().isEmpty(),
            Predecessor.ofProcess(Predecessor.of(commandLine.socketSource())),
            messages);
    if (commandLine.has(Mode.DEBUG) || commandLine.has(Mode.VERBOSE)) {
      program.console().out(program.version().polling());
    }
    return new Worker(
            service, Role.ofProcess(), loading.processOptions(configuration, List.of()), messages)
        .run();
  }

  private int tellValidity(
      CommandLine commandLine, Loading loading, Configuration configuration, Messages messages) {
    StringBuilder out = new StringBuilder();
    if (messages.warned()) {
      out.append("Warnings were found.\n");
    }
    boolean listens = listens(loading, configuration);
    if (!listens) {
      out.append("Configuration file has no error but will not start (no listener) => exit(2).\n");
    } else if (commandLine.has(Mode.VERBOSE)) {
      out.append("Configuration file is valid\n");
    }
    if (!commandLine.isQuiet()) {
      program.console().out(out.toString());
    }
    return listens ? 0 : 2;
  }

  private static boolean listens(Loading loading, Configuration configuration) {
    return loading.facilities() != null
        || !loading.telling().processes().isEmpty()
        || !configuration.global().settings().get(GlobalKeywords.STATS_SOCKETS).isEmpty()
        || configuration.proxies().stream().anyMatch(proxy -> !proxy.binds().isEmpty());
  }

  private void listKeywords(CommandLine commandLine) {
    List<String> classes = commandLine.keywordClasses();
    if (!classes.isEmpty()) {
      String names = String.join(",", classes);
      program.console().out(new KeywordListing(Loading.keywords()).list(names));
    }
  }

  private void listObjects() {
    StringBuilder out = new StringBuilder("List of loaded object files:\n");
    for (String file : System.getProperty("java.class.path").split(File.pathSeparator)) {
      out.append(file).append('\n');
    }
    program.console().out(out.toString());
  }
}
