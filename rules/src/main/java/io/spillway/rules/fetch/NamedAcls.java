package io.spillway.rules.fetch;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.NamedAcl;
import io.spillway.rules.Source;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.List;

/** The fetch {@code acl}: whether all of the named ACLs hold, those with "!" before them not. */
public final class NamedAcls {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of(
              "acl",
              SampleType.BOOLEAN,
              Source.CONSTANT,
              "string[,string,string,string,string,string,string,string,string,string,string,string]",
              NamedAcls::compile));

  private NamedAcls() {}

  private static Fetcher compile(CallArguments arguments) {
    List<NamedAcl> all = new ArrayList<>();
    for (int i = 0; i < arguments.count(); i++) {
      all.add(NamedAcl.find(arguments.scope(), arguments.text(i)));
    }
    return (evaluation, into) -> {
      for (NamedAcl acl : all) {
        if (!acl.holds(evaluation, into.nested())) {
          return into.bool(false);
        }
      }
      return into.bool(true);
    };
  }
}
