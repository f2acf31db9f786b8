package io.spillway.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Judges what the two sides showed in one case. */
final class CaseVerdict {
  /** The aspect of a subject that did not start with the case's configuration. */
  private static final String REFUSAL = "start";

  private final CaseFile file;
  private final Observation oracle;
  private final Observation subject;
  private final boolean sameProgram;
  private final List<String> faults = new ArrayList<>();

  private CaseVerdict(CaseFile file, Observation oracle, Observation subject, boolean sameProgram) {
    this.file = file;
    this.oracle = oracle;
    this.subject = subject;
    this.sameProgram = sameProgram;
  }

  /**
   * The faults: unlisted differences, listed ones that are not there, and expectations that the
   * oracle itself does not meet.
   *
   * @param sameProgram whether both sides run the same program, so that no difference may show
   */
  static List<String> faults(
      CaseFile file, Observation oracle, Observation subject, boolean sameProgram) {
    CaseVerdict verdict = new CaseVerdict(file, oracle, subject, sameProgram);
    verdict.judge();
    return verdict.faults;
  }

  private void judge() {
    oracle.surprises().forEach(surprise -> faults.add("the case is wrong, HAProxy: " + surprise));
    TreeSet<String> aspects = new TreeSet<>(subject.aspects().keySet());
    if (!isRefusalListed()) {
      aspects.addAll(oracle.aspects().keySet());
    }
    for (String aspect : aspects) {
      if (!ignored(aspect)) {
        judge(aspect);
      }
    }
    for (CaseFile.Difference difference : file.differences()) {
      if (!aspects.contains(difference.aspect()) && !sameProgram) {
        faults.add("listed difference in " + difference.aspect() + ", which nothing showed");
      }
    }
    if (!faults.isEmpty()) {
      subject.surprises().forEach(surprise -> faults.add("subject: " + surprise));
    }
  }

  /**
   * Whether the subject refuses the configuration, and that is listed: then there is nothing else
   * to compare.
   */
  private boolean isRefusalListed() {
    return subject.aspects().containsKey(REFUSAL)
        && file.differences().stream().anyMatch(d -> d.aspect().equals(REFUSAL));
  }

  private boolean ignored(String aspect) {
    return file.ignored().contains(aspect) || file.ignored().contains(aspect.split(" ")[0]);
  }

  private void judge(String aspect) {
    String expected = oracle.aspects().get(aspect);
    String shown = subject.aspects().get(aspect);
    List<CaseFile.Difference> listed =
        sameProgram
            ? List.of()
            : file.differences().stream().filter(d -> d.aspect().equals(aspect)).toList();
    if (Objects.equals(expected, shown)) {
      if (!listed.isEmpty()) {
        faults.add("listed difference in " + aspect + " that is not there any more");
      }
      return;
    }
    if (listed.isEmpty()) {
      faults.add(
          "%s differs%n--- HAProxy%n%s%n--- subject%n%s"
              .formatted(aspect, readable(expected), readable(shown)));
      return;
    }
    for (CaseFile.Difference difference : listed) {
      difference.expected().stream()
          .filter(pattern -> shown == null || !pattern.matcher(shown).find())
          .forEach(
              pattern ->
                  faults.add(
                      "listed difference in %s shows not %s but%n%s"
                          .formatted(aspect, pattern, readable(shown))));
    }
  }

  private static String readable(String text) {
    return text == null ? "(nothing)" : Escapes.readable(text);
  }
}
