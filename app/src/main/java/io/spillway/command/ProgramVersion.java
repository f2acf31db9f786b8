package io.spillway.command;

import io.netty.channel.epoll.Epoll;
import io.spillway.assembly.ProgramIdentity;
import io.spillway.config.ProgramFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Which Spillway this is, and what it can do. Immutable. */
final class ProgramVersion {
  /** The version of HAProxy whose language is spoken. */
  static final String LANGUAGE = "3.4.0";

  /** The branch of that version. */
  static final String BRANCH = "3.4";

  private static final String RELEASE_DATE = "2026/11/24";

  /** HAProxy's names of build features, and whether this program has what each stands for. */
  private static final List<String> FEATURES =
      List.of(
          "-51DEGREES",
          "+ACCEPT4",
          "-ACME",
          "-BACKTRACE",
          "-CLOSEFROM",
          "-CPU_AFFINITY",
          "-CRYPT_H",
          "-DEVICEATLAS",
          "-DL",
          "-ECH",
          "-ENGINE",
          "+EPOLL",
          "-EVPORTS",
          "+GETADDRINFO",
          "-HAVE_TCP_MD5SIG",
          "-KQUEUE",
          "-KTLS",
          "-LIBATOMIC",
          "-LIBCRYPT",
          "-LINUX_CAP",
          "-LINUX_SPLICE",
          "-LINUX_TPROXY",
          "-LUA",
          "-MATH",
          "-MEMORY_PROFILING",
          "-NETFILTER",
          "-NS",
          "-OBSOLETE_LINKER",
          "-OPENSSL",
          "-OPENSSL_AWSLC",
          "-OPENSSL_WOLFSSL",
          "-OT",
          "-PCRE",
          "-PCRE2",
          "-PCRE2_JIT",
          "-PCRE_JIT",
          "-POLL",
          "+PRCTL",
          "-PROCCTL",
          "-PROMEX",
          "-PTHREAD_EMULATION",
          "-QUIC",
          "-QUIC_OPENSSL_COMPAT",
          "-RT",
          "-SHM_OPEN",
          "-SLZ",
          "-SSL",
          "-STATIC_PCRE",
          "-STATIC_PCRE2",
          "+SYSTEMD",
          "-TFO",
          "+THREAD",
          "-THREAD_DUMP",
          "-TPROXY",
          "-TRACE",
          "-WURFL",
          "-ZLIB");

  private final String name;
  private final String version;

  /**
   * The version of the program under one of its names.
   *
   * @param name {@code spillway} or {@code haproxy}
   */
  ProgramVersion(String name) {
    this.name = name;
    Properties properties = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    version = properties.getProperty("version").replace("-SNAPSHOT", "");
  }

  /** Spillway's own version: {@code 0.1.0}. */
  String own() {
    return version;
  }

  /** The version as HAProxy's messages show theirs: the language's, then the program's own. */
  String full() {
    return LANGUAGE + "-spillway" + version;
  }

  /** What the program calls itself towards operators. */
  ProgramIdentity identity() {
    return name.equals("haproxy")
        ? new ProgramIdentity("HAProxy", full(), RELEASE_DATE)
        : new ProgramIdentity("Spillway", version, RELEASE_DATE);
  }

  /** What {@code -v} says. */
  String text() {
    String first =
        name.equals("haproxy")
            ? "HAProxy version " + full()
            : "Spillway version " + version + " - speaks the language of HAProxy version " + BRANCH;
    return first
        + "\nStatus: in development.\n"
        + "Running on: "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + kernelBuild()
        + " "
        + machine()
        + "\n";
  }

  private static String machine() {
    String machine = System.getProperty("os.arch");
    return machine.equals("amd64") ? "x86_64" : machine;
  }

  private static String kernelBuild() {
    try (BufferedReader in =
        Files.newBufferedReader(Path.of("/proc/sys/kernel/version"), StandardCharsets.ISO_8859_1)) {
      String line = in.readLine();
      return line == null ? "" : " " + line;
    } catch (IOException e) {
      return "";
    }
  }

  /** What {@code -vv} says. */
  String build() {
    Runtime.Version java = Runtime.version();
    StringBuilder out = new StringBuilder(text());
    out.append("Build options : \n  TARGET  = jvm\n  JAVA    = ").append(java);
    out.append("\n  VM      = ").append(System.getProperty("java.vm.name"));
    out.append("\n\nFeature list : ").append(String.join(" ", FEATURES));
    out.append("\n\nDefault settings :\n  bufsize = 16384, maxrewrite = 1024\n");
    out.append("\nBuilt with multi-threading support (default=");
    out.append(Runtime.getRuntime().availableProcessors()).append(").\n");
    out.append('\n').append(polling());
    return out.toString();
  }

  /** The ways to ask the kernel for events, and which of them is used. */
  String polling() {
    boolean epoll = Epoll.isAvailable();
    return "Available polling systems :\n      epoll : pref=300,  test result "
        + (epoll ? "OK" : "FAILED")
        + "\n        nio : pref=200,  test result OK\nTotal: 2 ("
        + (epoll ? 2 : 1)
        + " usable), will use "
        + (epoll ? "epoll" : "nio")
        + ".\n";
  }

  /** What conditions in a configuration can ask. */
  ProgramFacts facts(CommandLine commandLine) {
    Set<String> features = new LinkedHashSet<>();
    for (String feature : FEATURES) {
      if (feature.startsWith("+")) {
        features.add(feature.substring(1));
      }
    }
    TreeMap<String, Boolean> options = new TreeMap<>();
    options.put("EPOLL", !commandLine.has(CommandLine.Mode.NO_EPOLL));
    options.put("GETADDRINFO", true);
    options.values().removeIf(enabled -> !enabled);
    return new ProgramFacts(LANGUAGE, features, options.keySet(), "", "", "");
  }
}
