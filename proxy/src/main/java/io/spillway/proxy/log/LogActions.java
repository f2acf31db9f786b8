package io.spillway.proxy.log;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import java.util.List;
import java.util.Objects;

/** The action that writes a line of a log while a stream lives: do-log. */
public final class LogActions {
  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(Action.Definition.of("do-log", LogActions::doLog, RulesetKind.values()));

  private LogActions() {}

  private static Action doLog(String word, Arguments arguments, RuleParser parser) {
    LogStep step = LogStep.of(Objects.requireNonNull(parser.kind()));
    LogProfile profile =
        arguments.accept("profile")
            ? LogProfiles.of(parser.scope().context())
                .reference(arguments.text("a log-profile's name"), arguments.position())
            : null;
    return evaluation -> {
      RuleLog log = evaluation.attachment(RuleLog.class);
      if (log != null) {
        log.writeLine(step, profile);
      }
      return Verdict.CONTINUE;
    };
  }
}
