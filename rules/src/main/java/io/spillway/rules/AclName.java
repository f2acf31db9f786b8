package io.spillway.rules;

import io.spillway.rules.pattern.MatchMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * A word that stands for a fetch with a match method in an ACL: {@code path_beg} for {@code path -m
 * beg}. Immutable.
 *
 * @param name the word
 * @param fetch the fetch's name
 * @param method how its values are compared
 */
public record AclName(String name, String fetch, MatchMethod method) {
  private static final List<MatchMethod> DERIVED =
      List.of(
          MatchMethod.BEGIN,
          MatchMethod.DIRECTORY,
          MatchMethod.DOMAIN,
          MatchMethod.END,
          MatchMethod.LENGTH,
          MatchMethod.REGEX,
          MatchMethod.SUBSTRING);

  /** The word {@code name} and those made of it by appending a match method. */
  public static List<AclName> family(String name, String fetch) {
    List<AclName> names = new ArrayList<>();
    names.add(new AclName(name, fetch, MatchMethod.STRING));
    for (MatchMethod method : DERIVED) {
      names.add(new AclName(name + "_" + method.word(), fetch, method));
    }
    return names;
  }

  /** As HAProxy's keyword listing writes it. */
  @Override
  public String toString() {
    return name + " = " + fetch + " -m " + method.word();
  }
}
