package io.spillway.command;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.PredefinedVariables;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.process.Announcer;
import io.spillway.process.Privileges;
import io.spillway.process.ProcessOptions;
import io.spillway.process.Service;
import io.spillway.proxy.definition.Configuration;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the configuration that a command line names. Confined to the main thread. */
final class Loading {
  private final CommandLine commandLine;
  private final ConfigurationReader reader;
  private final Diagnostics diagnostics = new Diagnostics();

  private Loading(Program program, CommandLine commandLine) {
    this.commandLine = commandLine;
    Environment environment = Environment.ofProcess();
    String localPeer = commandLine.localPeer();
    PredefinedVariables.define(
        environment,
        ProgramVersion.BRANCH,
        program.version().full(),
        Word.encode(localPeer == null ? hostName() : localPeer),
        commandLine.isMasterWorker());
    this.reader =
        new ConfigurationReader(
            new DiskFiles(),
            environment,
            program.version().facts(commandLine),
            List.of("global", "defaults", "frontend", "backend", "listen"));
  }

  /** Of the files that HAProxy's options name. */
  static Loading of(Program program, CommandLine commandLine) {
    return new Loading(program, commandLine);
  }

  /** Of these files. */
  static Loading ofFiles(Program program, List<String> files) {
    return new Loading(program, CommandLine.ofFiles(files));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Reads and checks the files; null where something is wrong, which the diagnostics tell. */
  @Nullable Configuration load() {
    reader.read(commandLine.files(), diagnostics);
    if (diagnostics.failed()) {
      return null;
    }
    diagnostics.alert(SourcePosition.BUILT_IN, "Definitions are not implemented in Spillway.");
    return null;
  }

  ConfigurationReader reader() {
    return reader;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  /** All keywords, and what becomes of each. */
  static KeywordCatalog keywords() {
    return new KeywordCatalog();
  }

  /** How a master lives, which does not read the configuration. */
  static ProcessOptions withoutConfiguration(CommandLine commandLine) {
    return new ProcessOptions(
        commandLine.isDaemon(),
        commandLine.has(CommandLine.Mode.SYSTEMD),
        commandLine.pidFile(),
        Privileges.KEEP,
        0,
        0,
        List.of(),
        false);
  }

  /** How a worker lives. */
  ProcessOptions processOptions(Configuration configuration) {
    return new ProcessOptions(
        commandLine.isDaemon(),
        commandLine.has(CommandLine.Mode.SYSTEMD),
        commandLine.pidFile(),
        Privileges.KEEP,
        0,
        0,
        commandLine.oldProcesses(),
        commandLine.oldProcessesFinish());
  }

  /** What a worker runs. */
  Service service(Configuration configuration, Announcer announcer) {
    throw new UnsupportedOperationException();
  }
}
