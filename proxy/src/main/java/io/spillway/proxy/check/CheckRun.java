package io.spillway.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.check.CheckScript.Kind;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.OperationalState;
import io.spillway.rules.Expression;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check: step after step, on one virtual thread, until one decides it. A deadline ends
 * what the thread waits for.
 */
final class CheckRun {
  /** Ends a run's waiting when its time is over. */
  interface Deadlines {
    /** Runs {@code action} after {@code millis}, unless the deadline is cancelled before. */
    Runnable set(long millis, Runnable action);
  }

  private final Check check;
  private final Deadlines deadlines;
  private final LongSupplier clock;
  private final CheckBuffer received = new CheckBuffer();
  private final CheckEvaluation evaluation;
  private final long start;
  private @Nullable CheckConnection connection;
  private boolean isSecure;
  private @Nullable TlsClient later;
  private Runnable cancelDeadline = () -> {};
  private int number;
  private MessageReader.@Nullable Passed understood;
  private String comment = "";

  CheckRun(Check check, Deadlines deadlines, LongSupplier clock) {
    this.check = check;
    this.deadlines = deadlines;
    this.clock = clock;
    this.evaluation = new CheckEvaluation(check, received);
    this.start = clock.getAsLong();
  }

  CheckResult run() {
    try {
      for (CheckStep step : check.script().steps()) {
        if (!(step instanceof CheckStep.Connect connect && connect.isImplicit())) {
          number++;
        }
        CheckResult decided = run(step);
        if (decided != null) {
          return decided;
        }
        comment = step instanceof CheckStep.Comment ? step.comment() : "";
      }
      return passed(check.script().steps().getLast());
    } finally {
      disconnect();
    }
  }

  private @Nullable CheckResult run(CheckStep step) {
    return switch (step) {
      case CheckStep.Connect connect -> connect(connect);
      case CheckStep.Send send -> {
        received.clear();
        yield write(send.data().bytes(evaluation), send);
      }
      case CheckStep.SendDigits send -> sendDigits(send);
      case CheckStep.SendRequest request -> {
        received.clear();
        yield write(CheckRequest.bytes(request, check, evaluation), request);
      }
      case CheckStep.Expect expect -> isHttp() ? expectResponse(expect) : expectBytes(expect);
      case CheckStep.Execute(var program) -> program.run(check, deadlines, clock);
      case CheckStep.Talk(var dialogue) -> talk(dialogue, step);
      case CheckStep.Change(var action) -> {
        action.run(evaluation);
        yield null;
      }
      case CheckStep.Comment ignored -> null;
    };
  }

  private boolean isHttp() {
    return check.script().kind() == Kind.HTTP;
  }

  private @Nullable CheckResult connect(CheckStep.Connect step) {
    disconnect();
    received.clear();
    try {
      int port = step.port() == 0 ? check.targetPort() : step.port();
      CheckConnection opened =
          CheckConnection.to(
              step.endpoint() == null ? check.target() : step.endpoint(), port, check.source());
      if (opened == null) {
        return result(CheckStatus.SOCKET_ERROR, "no address");
      }
      connection = opened;
      limit(check.timing().connectLimit(), opened);
      opened.connect(check.socks(step));
      if (step.sendsProxy()) {
        opened.introduce(check.demandedProxyHeader());
      } else if (step.security().isOfServer()) {
        opened.introduce(check.proxyHeader());
      }
      TlsClient tls = check.tls(step);
      isSecure = tls != null && !step.security().isLater();
      later = step.security().isLater() ? tls : null;
      if (tls != null && isSecure) {
        CheckResult failed = secure(opened, tls, step);
        if (failed != null) {
          return failed;
        }
      }
      if (isHttp() && check.http(step).isHttp2(() -> opened.applicationProtocol())) {
        opened.speakHttp2();
      }
      cancelDeadline.run();
      long left =
          check.timing().checkTimeout() > 0
              ? check.timing().checkTimeout()
              : check.timing().interval() - elapsed();
      limit(left, opened);
      return null;
    } catch (IOException e) {
      CheckConnection opened = connection;
      boolean isTimeout = opened != null && opened.isAborted();
      String reason = isTimeout ? "" : reason(e);
      CheckStatus status = isTimeout ? CheckStatus.LAYER4_TIMEOUT : CheckStatus.LAYER4_CONNECTION;
      return result(status, reason + place(step));
    }
  }

  private @Nullable CheckResult talk(Dialogue dialogue, CheckStep step) {
    CheckConnection open = connection;
    if (open == null) {
      return result(CheckStatus.SOCKET_ERROR, "not connected");
    }
    String serverName = check.serverName(CheckStep.Security.LATER);
    try {
      return switch (dialogue.talk(new DialogueWire(open, later, serverName, isSecure))) {
        case MessageReader.Passed passed -> {
          understood = passed;
          yield null;
        }
        case MessageReader.Failed failed ->
            new CheckResult(failed.status(), failed.code(), failed.info(), elapsed());
        case MessageReader.Incomplete incomplete ->
            result(CheckStatus.LAYER7_RESPONSE, incomplete.name());
      };
    } catch (SSLException e) {
      return result(CheckStatus.LAYER6_RESPONSE, "SSL handshake failure");
    } catch (Dialogue.BrokenProtocolException e) {
      return open.isAborted()
          ? result(CheckStatus.LAYER7_TIMEOUT, "")
          : result(CheckStatus.LAYER7_RESPONSE, reason(e));
    } catch (IOException e) {
      return broken(e, step, CheckStatus.LAYER7_TIMEOUT);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | NumberFormatException e) {
      return result(CheckStatus.LAYER7_RESPONSE, "a message of the server cannot be read");
    }
  }

  private @Nullable CheckResult secure(
      CheckConnection opened, TlsClient tls, CheckStep.Connect step) {
    try {
      opened.secure(tls, check.serverName(step.security()));
      return null;
    } catch (IOException | IllegalArgumentException e) {
      return opened.isAborted()
          ? result(CheckStatus.LAYER6_TIMEOUT, place(step))
          : result(CheckStatus.LAYER6_RESPONSE, "SSL handshake failure" + place(step));
    }
  }

  private void limit(long millis, CheckConnection limited) {
    cancelDeadline = deadlines.set(Math.max(0, millis), limited::abort);
  }

  private void disconnect() {
    cancelDeadline.run();
    CheckConnection open = connection;
    connection = null;
    if (open != null) {
      open.abort();
      open.release();
    }
  }

  /** Where a script failed, as its messages say it: {@code at step 2 of tcp-check (send)}. */
  private String place(CheckStep step) {
    if (check.script().kind() != Kind.TCP) {
      return "";
    }
    if (step instanceof CheckStep.Connect connect && connect.isImplicit()) {
      return " at initial connection step of tcp-check";
    }
    String what =
        switch (step) {
          case CheckStep.Connect connect ->
              connect.port() == 0 ? "connect" : "connect port " + connect.port();
          case CheckStep.Expect expect ->
              "expect " + CheckMatcher.describe(expect.match(), evaluation);
          case CheckStep other -> "send";
        };
    return " at step " + number + " of tcp-check (" + what + ")" + commentOf(step);
  }

  private String commentOf(CheckStep step) {
    String text = step.comment().isEmpty() ? comment : step.comment();
    if (text.isEmpty()) {
      return "";
    }
    return isHttp() ? " comment: " + text : " comment: '" + text + "'";
  }

  private @Nullable CheckResult write(byte[] bytes, CheckStep step) {
    try {
      if (connection != null) {
        connection.write(bytes);
      }
      return null;
    } catch (IOException e) {
      return broken(e, step, CheckStatus.LAYER7_TIMEOUT);
    }
  }

  private @Nullable CheckResult sendDigits(CheckStep.SendDigits step) {
    received.clear();
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(new String(step.digits().bytes(evaluation), ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return result(
          CheckStatus.LAYER7_RESPONSE,
          "tcp-check send : failed to build log-format string at step " + number);
    }
    return write(bytes, step);
  }

  private CheckResult broken(IOException e, CheckStep step, CheckStatus timeout) {
    CheckConnection open = connection;
    if (open != null && open.isAborted()) {
      return result(timeout, place(step));
    }
    return result(CheckStatus.SOCKET_ERROR, reason(e) + place(step));
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    if (message == null) {
      return e.getClass().getSimpleName();
    }
    return message.equals("Connection reset") ? "Connection reset by peer" : message;
  }

  private @Nullable CheckResult expectBytes(CheckStep.Expect expect) {
    while (true) {
      if (received.isEnded() && received.length() == 0) {
        String info = "TCPCHK got an empty response at step " + number + commentOf(expect);
        CheckStatus status = expect.report().error();
        return result(status == null ? CheckStatus.LAYER7_RESPONSE : status, info);
      }
      if (expect.match() instanceof CheckMatch.Message(var reader)) {
        switch (reader.read(received.bytes(), received.isEnded())) {
          case MessageReader.Passed passed -> {
            understood = passed;
            return null;
          }
          case MessageReader.Failed failed -> {
            return new CheckResult(failed.status(), failed.code(), failed.info(), elapsed());
          }
          case MessageReader.Incomplete.INCOMPLETE -> {}
        }
      } else if (received.isEnded()
          || received.length() > 0 && received.length() >= minimum(expect)) {
        boolean occurs = CheckMatcher.occursIn(received.bytes(), expect.match(), evaluation);
        if (occurs || received.isEnded() || expect.minimum() >= 0) {
          return occurs != expect.isNegated() ? null : failed(expect, mismatch(expect, occurs));
        }
      }
      CheckResult ended = read(expect);
      if (ended != null) {
        return ended;
      }
    }
  }

  private int minimum(CheckStep.Expect expect) {
    if (expect.match() instanceof CheckMatch.Text text) {
      int length = text.text().bytes(evaluation).length;
      return expect.minimum() < 0 ? length : Math.min(length, expect.minimum());
    }
    return expect.minimum();
  }

  private @Nullable CheckResult read(CheckStep.Expect expect) {
    CheckConnection open = connection;
    if (open == null) {
      return result(CheckStatus.SOCKET_ERROR, "not connected" + place(expect));
    }
    try {
      received.readFrom(open);
      return null;
    } catch (IOException e) {
      CheckStatus timeout = expect.report().timeout();
      return broken(e, expect, timeout == null ? CheckStatus.LAYER7_TIMEOUT : timeout);
    }
  }

  private String mismatch(CheckStep.Expect expect, boolean occurs) {
    String content =
        switch (expect.match()) {
          case CheckMatch.Text text when !text.isBinary() && !text.isFormat() ->
              "'" + new String(text.text().bytes(evaluation), ISO_8859_1) + "'";
          case CheckMatch.Text text when text.isFormat() ->
              text.isBinary() ? "(log-format binary)" : "(log-format string)";
          case CheckMatch.Text text -> "(binary)";
          case CheckMatch.Pattern pattern when pattern.isBinary() -> "(binary regex)";
          default -> "(regex)";
        };
    return (occurs ? "TCPCHK matched unwanted content " : "TCPCHK did not match content ")
        + content
        + " at step "
        + number;
  }

  private CheckResult failed(CheckStep.Expect expect, String info) {
    CheckText own = expect.report().onError();
    String text = own == null ? info : new String(own.bytes(evaluation), ISO_8859_1);
    CheckStatus status = expect.report().error();
    return result(
        status == null ? errorStatus(expect.match()) : status, text + commentOf(expect), expect);
  }

  private static CheckStatus errorStatus(CheckMatch match) {
    return match instanceof CheckMatch.Text || match instanceof CheckMatch.Pattern
        ? CheckStatus.LAYER7_RESPONSE
        : CheckStatus.LAYER7_STATUS;
  }

  private @Nullable CheckResult expectResponse(CheckStep.Expect expect) {
    while (received.head() == null) {
      ParseResult parsed = received.parseHead();
      if (parsed == ParseResult.COMPLETE) {
        break;
      }
      if (parsed != ParseResult.NEED_MORE || received.isEnded()) {
        return result(CheckStatus.LAYER7_RESPONSE, commentOf(expect));
      }
      CheckResult ended = read(expect);
      if (ended != null) {
        return ended;
      }
    }
    ResponseHead head = received.head();
    if (head == null) {
      return null;
    }
    if (head.status() == 404
        && check.script().disablesOn404()
        && check.server().state().operational() != OperationalState.STOPPED) {
      return result(CheckStatus.LAYER7_CONDITIONAL, "");
    }
    if (errorStatus(expect.match()) == CheckStatus.LAYER7_RESPONSE) {
      return expectBody(expect);
    }
    boolean holds = CheckMatcher.holdsFor(head, expect.match(), evaluation);
    return holds != expect.isNegated()
        ? null
        : failed(expect, head.text(head.reasonStart(), head.reasonEnd()));
  }

  private @Nullable CheckResult expectBody(CheckStep.Expect expect) {
    while (true) {
      boolean isComplete = received.isBodyComplete();
      byte[] body = received.body();
      if (isComplete || body.length >= minimum(expect)) {
        boolean occurs = CheckMatcher.occursIn(body, expect.match(), evaluation);
        if (occurs || isComplete || expect.minimum() >= 0) {
          return occurs != expect.isNegated()
              ? null
              : failed(
                  expect,
                  occurs
                      ? "HTTP check matched unwanted content"
                      : "HTTP content check did not match");
        }
      }
      CheckResult ended = read(expect);
      if (ended != null) {
        return ended;
      }
    }
  }

  private CheckResult passed(CheckStep last) {
    if (last instanceof CheckStep.Connect connect) {
      CheckStatus status = isSecure ? CheckStatus.LAYER6_OK : CheckStatus.LAYER4_OK;
      return result(status, connect.isImplicit() ? "" : "(tcp-check)");
    }
    MessageReader.Passed told = understood;
    if (told != null) {
      return new CheckResult(told.status(), told.code(), told.info(), elapsed());
    }
    String info = isHttp() ? "" : "(tcp-check)";
    if (last instanceof CheckStep.Expect expect) {
      CheckStatus status =
          expect.report().ok() == null ? CheckStatus.LAYER7_OK : expect.report().ok();
      CheckText own = expect.report().onSuccess();
      return result(
          status, own == null ? info : new String(own.bytes(evaluation), ISO_8859_1), expect);
    }
    return result(CheckStatus.LAYER7_OK, info);
  }

  private CheckResult result(CheckStatus status, String info) {
    ResponseHead head = received.head();
    return new CheckResult(status, head == null ? 0 : head.status(), info, elapsed());
  }

  private CheckResult result(CheckStatus status, String info, CheckStep.Expect expect) {
    CheckResult usual = result(status, info);
    Expression code = expect.report().code();
    Sample sample = evaluation.sample();
    if (code == null || !code.evaluateAs(SampleType.INTEGER, evaluation, sample)) {
      return usual;
    }
    return new CheckResult(status, (int) sample.number(), info, usual.durationMillis());
  }

  private long elapsed() {
    return clock.getAsLong() - start;
  }
}
