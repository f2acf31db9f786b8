package io.spillway.lab;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The namespaces of laboratories, which must not outlive them. Confined to one thread. */
final class Leftovers {
  /** What a namespace's name begins with; then the number of the process that made it follows. */
  static final String PREFIX = "spillway-lab-";

  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");

  private Leftovers() {}

  /** Removes what laboratories left whose process has ended without removing it. */
  static void removeOrphans() throws IOException {
    remove(
        namespace -> {
          Matcher matcher = NAME.matcher(namespace);
          return matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
        });
  }

  /** Ends what runs in these namespaces, and removes them. */
  static void remove(Predicate<String> wanted) throws IOException {
    List<String> namespaces =
        Shell.run("ip netns list")
            .lines()
            .map(line -> line.split(" ")[0])
            .filter(name -> name.startsWith(PREFIX) && wanted.test(name))
            .toList();
    for (String namespace : namespaces) {
      for (String pid : Shell.run("ip netns pids " + namespace).lines().toList()) {
        ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(Leftovers::end);
      }
    }
    for (String namespace : namespaces) {
      Shell.run("ip netns del " + namespace);
    }
  }

  private static void end(ProcessHandle process) {
    process.destroyForcibly();
    // Whose parent does not wait for it stays a zombie.
    process.onExit().completeOnTimeout(process, 2, TimeUnit.SECONDS).join();
  }
}
