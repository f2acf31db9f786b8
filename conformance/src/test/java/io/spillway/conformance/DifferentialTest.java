package io.spillway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of {@code conformance/cases}, one test each, against HAProxy and the subject. */
class DifferentialTest {
  @TestFactory
  Stream<DynamicNode> everyCase() throws Exception {
    assertThat(Path.of(Side.subject())).as("the program to judge").isExecutable();
    Side.prepare(Side.subject());
    List<DynamicNode> areas = new ArrayList<>();
    for (Path area : AreaRun.areas()) {
      List<CaseFile> cases = AreaRun.cases(area);
      if (!cases.isEmpty()) {
        areas.add(
            DynamicContainer.dynamicContainer(area.getFileName().toString(), tests(area, cases)));
      }
    }
    return areas.stream();
  }

  private static List<DynamicTest> tests(Path area, List<CaseFile> cases) throws Exception {
    boolean sameProgram = Side.oracle().equals(Side.subject());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Map<CaseFile, Observation>> oraclePlay =
          () -> AreaRun.play("oracle", Side.oracle(), area, cases);
      Callable<Map<CaseFile, Observation>> subjectPlay =
          () -> AreaRun.play("subject", Side.subject(), area, cases);
      Future<Map<CaseFile, Observation>> oracle = threads.submit(oraclePlay);
      Future<Map<CaseFile, Observation>> subject = threads.submit(subjectPlay);
      Map<CaseFile, Observation> expected = oracle.get();
      Map<CaseFile, Observation> shown = subject.get();
      return cases.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.name() + ": " + file.title(),
                      area.resolve(file.name() + ".case").toUri(),
                      () ->
                          assertThat(
                                  CaseVerdict.faults(
                                      file, expected.get(file), shown.get(file), sameProgram))
                              .isEmpty()))
          .toList();
    }
  }
}
