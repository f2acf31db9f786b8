package io.spillway.proxy.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check does. Immutable.
 *
 * @param kind how results are told
 * @param steps the steps, beginning with a connect
 * @param disablesOn404 {@code http-check disable-on-404}
 * @param sendsState {@code http-check send-state}
 */
public record CheckScript(
    Kind kind, List<CheckStep> steps, boolean disablesOn404, boolean sendsState) {
  /** How results are told. */
  public enum Kind {
    /** Nothing but a connection: no option at all. */
    CONNECT,
    /** {@code option tcp-check}. */
    TCP,
    /** {@code option httpchk}. */
    HTTP,
    /** The check of a protocol: {@code option redis-check} and its like. */
    PROTOCOL,
    /** A program of the user's: {@code option external-check}. */
    EXTERNAL
  }

  /** Whether a connection can be made. */
  public static final CheckScript CONNECT =
      new CheckScript(Kind.CONNECT, List.of(CheckStep.Connect.IMPLICIT), false, false);

  public CheckScript {
    steps = List.copyOf(steps);
  }

  /** A sequence of {@code tcp-check} steps; without any, a connection. */
  public static CheckScript tcp(List<CheckStep> steps) {
    boolean connects = steps.stream().anyMatch(step -> step instanceof CheckStep.Connect);
    return new CheckScript(Kind.TCP, connects ? steps : implicit(steps), false, false);
  }

  /** {@code option httpchk}: {@code request}, then 2xx or 3xx. */
  public static CheckScript http(CheckStep.SendRequest request) {
    return http(List.of(request));
  }

  /**
   * A sequence of {@code http-check} steps; the connect at its beginning and the expectation at its
   * end are added where they are missing.
   */
  public static CheckScript http(List<CheckStep> steps) {
    boolean connects = steps.stream().anyMatch(step -> step instanceof CheckStep.Connect);
    ArrayList<CheckStep> all = new ArrayList<>(connects ? steps : implicit(steps));
    if (!(all.getLast() instanceof CheckStep.Expect)) {
      all.add(CheckStep.Expect.of(CheckMatch.Status.DEFAULT));
    }
    return new CheckScript(Kind.HTTP, all, false, false);
  }

  /** The check of a protocol; the connect at its beginning is added where it is missing. */
  public static CheckScript protocol(List<CheckStep> steps) {
    boolean connects = steps.getFirst() instanceof CheckStep.Connect;
    return new CheckScript(Kind.PROTOCOL, connects ? steps : implicit(steps), false, false);
  }

  /** {@code option external-check}: {@code program} tells. */
  public static CheckScript external(ExternalProgram program) {
    return new CheckScript(Kind.EXTERNAL, List.of(new CheckStep.Execute(program)), false, false);
  }

  /** This script, where its program belongs to {@code proxy} and is allowed or not. */
  public CheckScript of(ExternalProgram.Proxy proxy, boolean isAllowed) {
    return steps.getFirst() instanceof CheckStep.Execute(var program)
        ? external(program.of(proxy, isAllowed))
        : this;
  }

  private static List<CheckStep> implicit(List<CheckStep> steps) {
    ArrayList<CheckStep> all = new ArrayList<>();
    all.add(CheckStep.Connect.IMPLICIT);
    all.addAll(steps);
    return all;
  }

  /** This script with the options of HTTP checks. */
  public CheckScript with(boolean disablesOn404, boolean sendsState) {
    return new CheckScript(kind, steps, disablesOn404, sendsState);
  }
}
