package io.spillway.proxy.cache;

import io.spillway.config.Arguments;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleRegistry;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Source;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of the rule language about caches (configuration manual, chapters 6.2 and 7.3.6). */
public final class CacheWords {
  private static final long MICROS = 1_000_000;

  private static final List<Action.Definition> ACTIONS =
      List.of(
          Action.Definition.of("cache-use", CacheWords::use, RulesetKind.HTTP_REQUEST),
          Action.Definition.of("cache-store", CacheWords::store, RulesetKind.HTTP_RESPONSE));

  private static final List<Fetch> FETCHES =
      List.of(
          Fetch.of(
              "res.cache_hit",
              SampleType.BOOLEAN,
              Source.SERVER,
              (evaluation, into) -> into.bool(hit(evaluation) != null)),
          Fetch.of(
              "res.cache_name",
              SampleType.STRING,
              Source.SERVER,
              (evaluation, into) -> {
                CachedResponse hit = hit(evaluation);
                return hit != null
                    && into.string(hit.cache().name().getBytes(StandardCharsets.ISO_8859_1));
              }));

  private CacheWords() {}

  /** Adds the words to {@code registry}. */
  public static void addTo(RuleRegistry registry) {
    registry.addActions(ACTIONS);
    registry.addFetches(FETCHES);
  }

  private static @Nullable CachedResponse hit(Evaluation evaluation) {
    CacheUser user = evaluation.attachment(CacheUser.class);
    return user == null ? null : user.cacheTransaction().hit();
  }

  private static CacheRegistry.Reference reference(Arguments arguments, RuleParser parser) {
    if (!arguments.hasNext()) {
      throw new RuleSyntaxException("expects a cache name");
    }
    return CacheRegistry.of(parser.scope().context())
        .reference(arguments.text("a cache name"), parser.scope().name(), arguments.position());
  }

  private static Action use(String word, Arguments arguments, RuleParser parser) {
    CacheRegistry.Reference reference = reference(arguments, parser);
    return evaluation -> {
      CacheUser user = evaluation.attachment(CacheUser.class);
      RequestHead request = evaluation.request();
      HttpCache cache = reference.cache();
      if (user != null && request != null && cache != null) {
        CacheTransaction.Lookup lookup =
            user.cacheTransaction().use(cache, request, evaluation.wallClockMicros() / MICROS);
        if (lookup != CacheTransaction.Lookup.NONE) {
          user.countCacheLookup(lookup == CacheTransaction.Lookup.HIT);
        }
      }
      return Verdict.CONTINUE;
    };
  }

  private static Action store(String word, Arguments arguments, RuleParser parser) {
    CacheRegistry.Reference reference = reference(arguments, parser);
    return evaluation -> {
      CacheUser user = evaluation.attachment(CacheUser.class);
      RequestHead request = evaluation.request();
      ResponseHead response = evaluation.response();
      HttpCache cache = reference.cache();
      if (user != null && request != null && response != null && cache != null) {
        user.cacheTransaction()
            .store(cache, request.method(), response, evaluation.wallClockMicros() / MICROS);
      }
      return Verdict.CONTINUE;
    };
  }
}
