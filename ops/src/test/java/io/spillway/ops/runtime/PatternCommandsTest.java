package io.spillway.ops.runtime;

import io.spillway.config.Diagnostics;
import io.spillway.ops.SampleProcess;
import io.spillway.rules.PatternLists;
import io.spillway.rules.pattern.MatchMethod;
import io.spillway.rules.sample.SampleType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about ACLs and maps, beside haproxy's with the same files. */
class PatternCommandsTest {
  private static final String CONFIGURATION =
      """
      global
        stats socket %1$s/haproxy.sock level admin
      defaults
        mode http
        timeout client 5s
        timeout server 5s
        timeout connect 5s
      frontend f
        bind unix@%1$s/f
        http-request deny if { src -f %1$s/a }
        http-request set-header x %%[hdr(host),map(%1$s/m)]
      """;

  private static final List<String> COMMANDS =
      List.of(
          "show map M",
          "show acl A",
          "show map nix",
          "show acl M",
          "show map",
          "get map M b.com",
          "get map M zzz",
          "get map M",
          "get map nix k",
          "get acl A 10.2.3.4",
          "get acl A 11.2.3.4",
          "add map M c.com four five",
          "add map M d.com",
          "add map",
          "add acl A 11.0.0.0/8",
          "show acl A",
          "set map M b.com new",
          "set map M q new",
          "set map M b.com",
          "set map M #0x1 z",
          "show map M",
          "del map M b.com",
          "del map M b.com",
          "del map M",
          "del map nix k",
          "del acl A 127.0.0.1",
          "prepare map M",
          "add map @1 M n.com new",
          "show map M",
          "show map @1 M",
          "show map",
          "commit map @1 M",
          "show map M",
          "commit map @7 M",
          "commit map M",
          "add map @9 M k v",
          "add map M <<\nk1 v1\nk2 v2 v3\n",
          "show map M",
          "clear map M",
          "clear map",
          "clear map nix",
          "prepare acl",
          "show map",
          "add map M \u00c3\u00a9.com \u00c3\u00bc",
          "get map M \u00c3\u00a9.com",
          "show map M",
          "user; show map M",
          "user; get map M a");

  @TempDir private Path directory;

  @Test
  void patternsAreShownAndChangedLikeHaproxy() throws Exception {
    Files.writeString(directory.resolve("m"), "a.com one\n# comment\nb.com two\nb.com three\n");
    Files.writeString(directory.resolve("a"), "10.0.0.0/8\n127.0.0.1\n");
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(configuration, CONFIGURATION.formatted(directory));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Path socket = directory.resolve("haproxy.sock");
      while (haproxy.isAlive() && !Files.exists(socket)) {
        Thread.onSpinWait();
      }
      SampleProcess process = new SampleProcess(1);
      PatternLists lists = process.patterns();
      lists.file(directory + "/a", false).view("by acl", MatchMethod.IP, false, true, null);
      lists
          .file(directory + "/m", true)
          .view("by map", MatchMethod.STRING, false, false, SampleType.STRING);
      process.rules().finish(new Diagnostics());
      SoftAssertions all = new SoftAssertions();
      for (String command : COMMANDS) {
        String line =
            command.replace(" M", " " + directory + "/m").replace(" A", " " + directory + "/a");
        all.assertThat(normal(RuntimeAnswers.ours(process, line)))
            .as(command)
            .isEqualTo(normal(RuntimeAnswers.ofHaproxy(socket, line)));
      }
      all.assertAll();
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  /** References, numbers and positions are the process's own. */
  private static String normal(String text) {
    return text.replaceAll("0x[0-9a-f]+ ", "ENTRY ")
        .replaceAll("(?m)^[0-9]+ \\(", "ID (")
        .replaceAll(" at file '[^']*' line [0-9]+", "");
  }
}
