package io.spillway.command;

import io.spillway.assembly.AcmePlan;
import io.spillway.assembly.BackupPlan;
import io.spillway.assembly.FacilityPlan;
import io.spillway.assembly.StateDirectory;
import io.spillway.assembly.TellingPlan;
import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.NamedFiles;
import io.spillway.config.PredefinedVariables;
import io.spillway.config.Section;
import io.spillway.config.Settings;
import io.spillway.config.SourceFiles;
import io.spillway.config.Word;
import io.spillway.config.report.SourceReport;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.FacilitySections;
import io.spillway.facility.definition.TiersByFacility;
import io.spillway.facility.dns.DnsDefinition;
import io.spillway.facility.dns.DnsSections;
import io.spillway.net.NameResolver;
import io.spillway.ops.acme.AcmeDefinition;
import io.spillway.ops.acme.AcmeSections;
import io.spillway.ops.alert.definition.AlertSections;
import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.ops.backup.BackupDefinition;
import io.spillway.ops.backup.BackupSections;
import io.spillway.ops.backup.BackupSource;
import io.spillway.ops.backup.Inventory;
import io.spillway.ops.mailers.MailersDefinition;
import io.spillway.ops.mailers.MailersSections;
import io.spillway.ops.runtime.Commands;
import io.spillway.ops.runtime.SocketSettings;
import io.spillway.ops.watch.ProcessDefinition;
import io.spillway.ops.watch.ProcessSections;
import io.spillway.process.CrashReports;
import io.spillway.process.Privileges;
import io.spillway.process.ProcessOptions;
import io.spillway.process.StartException;
import io.spillway.process.SystemCalls;
import io.spillway.proxy.bandwidth.BandwidthAction;
import io.spillway.proxy.cache.CacheWords;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.ConfigurationLoader;
import io.spillway.proxy.definition.FacilityTiers;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.StoppingKeywords;
import io.spillway.proxy.definition.TlsKeywords;
import io.spillway.proxy.log.LogActions;
import io.spillway.proxy.log.LogAliases;
import io.spillway.proxy.resolve.ResolveAction;
import io.spillway.proxy.stream.BackendFetches;
import io.spillway.proxy.stream.CompressionFetches;
import io.spillway.proxy.stream.ConnectionFetches;
import io.spillway.proxy.stream.EarlyHints;
import io.spillway.proxy.stream.FrontendFetches;
import io.spillway.proxy.stream.ServerFetches;
import io.spillway.proxy.stream.StreamFetches;
import io.spillway.proxy.table.TableWords;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleRegistry;
import io.spillway.rules.StandardRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the configuration that a command line names. Confined to the main thread. */
final class Loading {
  private static final Set<String> SECTION_KINDS =
      Stream.of(
              ConfigurationLoader.SECTION_KINDS,
              FacilitySections.KINDS,
              DnsSections.KINDS,
              BackupSections.KINDS,
              AlertSections.KINDS,
              ProcessSections.KINDS,
              MailersSections.KINDS,
              AcmeSections.KINDS)
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final SourceFiles files;
  private final Program program;
  private final CommandLine commandLine;
  private final Environment environment = Environment.ofProcess();
  private final ConfigurationReader reader;
  private final Diagnostics diagnostics = new Diagnostics();
  private @Nullable FacilityConfiguration facilities;
  private @Nullable DnsDefinition dns;
  private @Nullable BackupDefinition backup;
  private final Path directory;
  private final Inventory inventory;
  private @Nullable AlertsDefinition alerts;
  private Map<String, MailersDefinition> mailers = Map.of();
  private Map<String, AcmeDefinition> acme = Map.of();
  private List<ProcessDefinition> processes = List.of();

  private Loading(Program program, CommandLine commandLine) {
    this(program, commandLine, new DiskFiles());
  }

  private Loading(Program program, CommandLine commandLine, SourceFiles files) {
    this.program = program;
    this.files = files;
    this.commandLine = commandLine;
    // The virtual machine goes on to call the directory that it was started in the current one.
    String changed = commandLine.directory();
    Path started = Path.of("").toAbsolutePath();
    this.directory = changed == null ? started : started.resolve(changed).normalize();
    this.inventory = new Inventory(directory);
    String localPeer = commandLine.localPeer();
    PredefinedVariables.define(
        environment,
        ProgramVersion.BRANCH,
        program.version().full(),
        Word.encode(localPeer == null ? hostName() : localPeer),
        commandLine.isMasterWorker());
    this.reader =
        new ConfigurationReader(
            files, environment, program.version().facts(commandLine), SECTION_KINDS);
    if (localPeer != null) {
      reader.keepLocalPeer();
    }
  }

  /** Of the files that HAProxy's options name. */
  static Loading of(Program program, CommandLine commandLine) {
    return new Loading(program, commandLine);
  }

  /** Of these files. */
  static Loading ofFiles(Program program, List<String> files) {
    return new Loading(program, CommandLine.ofFiles(files));
  }

  /** What is wrong with {@code names} where their files are {@code files}; null for nothing. */
  static @Nullable String check(Program program, List<String> names, SourceFiles files) {
    Loading loading = new Loading(program, CommandLine.ofFiles(names), files);
    loading.load();
    return loading.diagnostics().failed() ? loading.report() : null;
  }

  /** The machine's name. */
  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Reads and checks the files; null where something is wrong, which the diagnostics tell. */
  @Nullable Configuration load() {
    return NamedFiles.through(inventory, this::read);
  }

  /** As {@link #load}, with files where {@code view} has them. */
  @Nullable Configuration load(NamedFiles.View view) {
    return NamedFiles.through(view, this::read);
  }

  /** What the section {@code config-backup} says; nothing else is looked at. */
  @Nullable BackupDefinition loadBackup() {
    List<Section> sections = reader.read(commandLine.files(), diagnostics);
    backup = BackupSections.read(sections, instanceName(), diagnostics);
    return diagnostics.failed() ? null : backup;
  }

  private @Nullable Configuration read() {
    List<Section> sections = reader.read(commandLine.files(), diagnostics);
    if (diagnostics.aborted()) {
      return null;
    }
    facilities = FacilitySections.read(sections, files, environment::get, diagnostics);
    dns = DnsSections.read(sections, files, diagnostics);
    alerts = AlertSections.read(sections, files, environment::get, diagnostics);
    mailers = MailersSections.read(sections, diagnostics);
    processes = ProcessSections.read(sections, files, environment::get, facilities, diagnostics);
    NameServing.check(facilities, dns, diagnostics);
    backup = BackupSections.read(sections, instanceName(), diagnostics);
    Configuration configuration =
        new ConfigurationLoader(
                words(),
                ruleSurroundings(),
                NameResolver.SYSTEM,
                commandLine.has(CommandLine.Mode.IGNORE_RESOLUTION),
                tiers())
            .localPeer(commandLine.localPeer())
            .load(
                sections.stream()
                    .filter(s -> ConfigurationLoader.SECTION_KINDS.contains(s.kind()))
                    .toList(),
                diagnostics);
    BackupPlan.check(backup, configuration, diagnostics);
    if (configuration != null) {
      MailersSections.check(configuration, mailers, diagnostics);
      readAcme(sections, configuration);
    }
    return diagnostics.failed() ? null : configuration;
  }

  private void readAcme(List<Section> sections, Configuration configuration) {
    String base = TlsKeywords.certificatesBase(configuration.global().settings());
    acme = AcmeSections.read(sections, base, files, environment::get, diagnostics);
    if (!diagnostics.failed()) {
      AcmePlan.check(configuration, acme, diagnostics);
    }
  }

  /** The certificates that {@code configuration}, which was loaded, has obtained, or null. */
  @Nullable AcmePlan acme(Configuration configuration) {
    return AcmePlan.of(configuration, acme);
  }

  private String instanceName() {
    String localPeer = commandLine.localPeer();
    return localPeer == null ? hostName() : localPeer;
  }

  /** What the configuration that was loaded says about backups of it, or null. */
  @Nullable BackupPlan backup() {
    BackupDefinition read = backup;
    return read == null
        ? null
        : new BackupPlan(
            read,
            new BackupSource(
                program.version().full(), commandLine.files(), directory, inventory.contents()));
  }

  private FacilityTiers tiers() {
    FacilityConfiguration read = facilities;
    return read == null ? FacilityTiers.NONE : new TiersByFacility(read);
  }

  private RuleContext.Surroundings ruleSurroundings() {
    return new RuleContext.Surroundings(
        () -> ThreadLocalRandom.current().nextInt(),
        environment.all(),
        hostName(),
        Path.of(""),
        Runtime.getRuntime().availableProcessors());
  }

  /** What the configuration that was loaded says about facilities and DNS; null for nothing. */
  @Nullable FacilityPlan facilities() {
    FacilityConfiguration read = facilities;
    DnsDefinition served = dns;
    return served == null || (read == null && !served.serves())
        ? null
        : new FacilityPlan(read, served, commandLine.localPeer(), hostName());
  }

  /** What the configuration that was loaded says about facilities, or null. */
  @Nullable FacilityConfiguration facilityConfiguration() {
    return facilities;
  }

  /** What the configuration that was loaded says about DNS. */
  DnsDefinition dns() {
    return dns == null ? DnsDefinition.NONE : dns;
  }

  /** What the configuration that was loaded says about telling operators. */
  TellingPlan telling() {
    return new TellingPlan(alerts, mailers, processes);
  }

  /** What the configuration that was loaded says about alerts, or null. */
  @Nullable AlertsDefinition alerts() {
    return alerts;
  }

  /** What is wrong with the files, with the lines. */
  String report() {
    return new SourceReport(reader::lineAt, false).text(diagnostics);
  }

  ConfigurationReader reader() {
    return reader;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  /** All keywords, and what becomes of each. */
  static KeywordCatalog keywords() {
    KeywordCatalog catalog = new KeywordCatalog();
    ConfigurationLoader.register(catalog);
    FacilitySections.register(catalog);
    DnsSections.register(catalog);
    BackupSections.register(catalog);
    AlertSections.register(catalog);
    ProcessSections.register(catalog);
    MailersSections.register(catalog);
    AcmeSections.register(catalog);
    words().describe(catalog);
    Commands.describe(catalog);
    return catalog;
  }

  /** The words of the rule language, and the aliases of log formats. */
  private static RuleRegistry words() {
    RuleRegistry registry = StandardRules.registry();
    registry.addAliases(LogAliases.ALL);
    registry.addFetches(BackendFetches.ALL);
    registry.addConverters(BackendFetches.CONVERTERS);
    registry.addFetches(ServerFetches.ALL);
    registry.addFetches(FrontendFetches.ALL);
    registry.addFetches(ConnectionFetches.ALL);
    registry.addFetches(StreamFetches.ALL);
    TableWords.addTo(registry);
    registry.addActions(ResolveAction.ALL);
    CacheWords.addTo(registry);
    registry.addActions(BandwidthAction.ALL);
    registry.addActions(EarlyHints.ALL);
    registry.addActions(LogActions.ALL);
    registry.addFetches(CompressionFetches.ALL);
    return registry;
  }

  /** How the process lives. */
  ProcessOptions processOptions(Configuration configuration, List<SocketSettings> masterSockets) {
    Settings global = configuration.global().settings();
    String pidFile = commandLine.pidFile();
    return new ProcessOptions(
        commandLine.isDaemon()
            || (global.get(GlobalKeywords.DAEMON) && !commandLine.staysInForeground()),
        commandLine.has(CommandLine.Mode.SYSTEMD),
        pidFile != null ? pidFile : orNull(global.get(GlobalKeywords.PID_FILE)),
        new Privileges(
            orNull(global.get(GlobalKeywords.USER)),
            orNull(global.get(GlobalKeywords.GROUP)),
            global.get(GlobalKeywords.UID),
            global.get(GlobalKeywords.GID),
            orNull(global.get(GlobalKeywords.CHROOT))),
        descriptorLimit(global),
        global.get(StoppingKeywords.GRACE).toMillis(),
        global.get(GlobalKeywords.HARD_STOP_AFTER).toMillis(),
        commandLine.oldProcesses(),
        commandLine.oldProcessesFinish(),
        global.get(GlobalKeywords.NO_EXIT_ON_FAILURE),
        global.get(StoppingKeywords.MOST_RELOADS),
        masterSockets,
        crashReports(global));
  }

  /** {@code ulimit-n}, or what {@code fd-hard-limit} leaves where nothing else says how many. */
  private static long descriptorLimit(Settings global) {
    int wanted = global.get(GlobalKeywords.DESCRIPTOR_LIMIT);
    int most = global.get(GlobalKeywords.DESCRIPTOR_BOUND);
    if (wanted > 0 || most == 0 || global.get(GlobalKeywords.MAX_CONNECTIONS) > 0) {
      return wanted;
    }
    return most < SystemCalls.descriptorLimit() ? most : 0;
  }

  private @Nullable CrashReports crashReports(Settings global) {
    AlertsDefinition definition = alerts;
    FacilityPlan plan = facilities();
    try {
      return definition == null ? null : StateDirectory.crashReports(definition, plan, global);
    } catch (StartException e) {
      return null; // The worker says so, and does not start.
    }
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Whether a master shall watch the process. */
  boolean wantsMaster(Configuration configuration) {
    return commandLine.isMasterWorker()
        || configuration.global().settings().get(GlobalKeywords.MASTER_WORKER);
  }
}
