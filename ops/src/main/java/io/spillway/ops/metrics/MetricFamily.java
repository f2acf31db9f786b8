package io.spillway.ops.metrics;

import io.spillway.proxy.stats.StatField;
import java.util.List;
import java.util.Set;

/**
 * One metric of proxies, and the columns of {@code show stat} that its values come from. Immutable.
 *
 * @param name its name, without the part that tells the scope
 * @param type its type
 * @param help what it says
 * @param form how values are made
 * @param field the column, or the first of several
 * @param scopes what there is such a metric of
 */
record MetricFamily(
    String name, Type type, String help, Form form, StatField field, Set<MetricScope> scopes) {
  /** The types of the text format. */
  enum Type {
    COUNTER,
    GAUGE
  }

  /** How values are made of columns. */
  enum Form {
    /** The column's number. */
    NUMBER(false, false),
    /** The column's number, where the proxy speaks HTTP. */
    HTTP_NUMBER(true, false),
    /** The column's milliseconds, in seconds. */
    SECONDS(false, false),
    /** 1 for the state that holds, 0 for each other one. */
    STATE(false, false),
    /** The same for the result of the last check. */
    CHECK(false, true),
    /** The column's number, where there are checks. */
    CHECK_NUMBER(false, true),
    /** The column's milliseconds, in seconds, where there are checks. */
    CHECK_SECONDS(false, true),
    /** Six columns, by classes of status codes. */
    CODES(true, false),
    /** How many servers are in each state. */
    SERVER_STATES(false, false),
    /** How many servers have each result of the last check. */
    SERVER_CHECKS(false, false);

    private final boolean needsHttp;
    private final boolean needsCheck;

    Form(boolean needsHttp, boolean needsCheck) {
      this.needsHttp = needsHttp;
      this.needsCheck = needsCheck;
    }

    /** Whether proxies in mode tcp have no such metric. */
    boolean needsHttp() {
      return needsHttp;
    }

    /** Whether servers without checks have no such metric. */
    boolean needsCheck() {
      return needsCheck;
    }
  }

  /** The columns of responses by class, in the order of {@link #CODES}. */
  static final List<StatField> RESPONSES =
      List.of(
          StatField.HRSP_1XX,
          StatField.HRSP_2XX,
          StatField.HRSP_3XX,
          StatField.HRSP_4XX,
          StatField.HRSP_5XX,
          StatField.HRSP_OTHER);

  /** The classes of status codes. */
  static final List<String> CODES = List.of("1xx", "2xx", "3xx", "4xx", "5xx", "other");

  /** What a proxy can be. */
  static final List<String> PROXY_STATES = List.of("DOWN", "UP");

  /** What a listener can be. */
  static final List<String> LISTENER_STATES = List.of("WAITING", "OPEN", "FULL");

  /** What a server can be. */
  static final List<String> SERVER_STATES = List.of("DOWN", "UP", "MAINT", "DRAIN", "NOLB");

  /** How a check can end. */
  static final List<String> CHECK_RESULTS =
      List.of(
          "HANA",
          "SOCKERR",
          "L4OK",
          "L4TOUT",
          "L4CON",
          "L6OK",
          "L6TOUT",
          "L6RSP",
          "L7TOUT",
          "L7RSP",
          "L7OK",
          "L7OKC",
          "L7STS",
          "PROCERR",
          "PROCTOUT",
          "PROCOK");

  MetricFamily {
    scopes = Set.copyOf(scopes);
  }

  /** The states that something of {@code scope} can be in. */
  static List<String> states(MetricScope scope) {
    return switch (scope) {
      case SERVER -> SERVER_STATES;
      case LISTENER -> LISTENER_STATES;
      default -> PROXY_STATES;
    };
  }
}
