package io.spillway.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.proxy.server.AgentAnswer;
import io.spillway.proxy.server.AgentTarget;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.Server;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a server's agent is asked ({@code agent-check}). Immutable.
 *
 * @param server the server, whose agent is configured
 * @param timing when, and how long an answer may take
 * @param source the address and port that questions come from, or null for the system's choice
 */
public record AgentCheck(Server server, CheckTiming timing, @Nullable InetSocketAddress source)
    implements Probe {
  private static final CheckStep.Connect PLAIN =
      new CheckStep.Connect(null, 0, true, CheckStep.Security.NONE, "");

  /** An agent is asked in maintenance too: it may end it. */
  @Override
  public boolean isWanted() {
    return server.state().agent().isEnabled() && server.state().agent().target() != null;
  }

  @Override
  public long interval() {
    return timing.interval();
  }

  @Override
  public Runnable ask(CheckRun.Deadlines deadlines, LongSupplier clock) {
    AgentTarget target = server.state().agent().target();
    if (target == null) {
      return () -> {};
    }
    LineReader reader = new LineReader();
    CheckScript script =
        CheckScript.protocol(
            List.of(
                PLAIN,
                new CheckStep.Send(CheckText.of(target.bytes()), ""),
                CheckStep.Expect.of(new CheckMatch.Message(reader))));
    Check check =
        new Check(server, List.of(), script, timing, target.endpoint(), target.port(), source, "");
    server.state().agent().asked(true);
    CheckResult result;
    try {
      result = new CheckRun(check, deadlines, clock).run();
    } finally {
      server.state().agent().asked(false);
    }
    return () -> server.state().agent().heard(reader.answer, result);
  }

  /** Waits for a line, and understands it. */
  private static final class LineReader implements MessageReader {
    private @Nullable AgentAnswer answer;

    @Override
    public Outcome read(byte[] received, boolean isEnded) {
      String text = new String(received, ISO_8859_1);
      int end = 0;
      while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
        end++;
      }
      if (end == text.length()) {
        return isEnded
            ? new Failed(CheckStatus.LAYER7_TIMEOUT, 0, "Ignoring incomplete line from agent")
            : Incomplete.INCOMPLETE;
      }
      AgentAnswer said = AgentAnswer.parse(text.substring(0, end));
      answer = said;
      return new Passed(said.status(), 0, said.info());
    }
  }
}
