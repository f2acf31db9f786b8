package io.spillway.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows {@code if} and {@code unless}: names of ACLs and anonymous ACLs in braces,
 * each perhaps after {@code !}, all of which must hold, up to an {@code or} (configuration manual,
 * chapter 7.2).
 */
final class ConditionParser {
  private final RuleScope scope;
  private final List<String> words;
  private int at;

  ConditionParser(RuleScope scope, List<String> words) {
    this.scope = scope;
    this.words = words;
  }

  Condition parse(boolean isUnless) {
    List<List<Condition.Term>> alternatives = new ArrayList<>();
    List<Condition.Term> terms = new ArrayList<>();
    boolean negated = false;
    while (at < words.size()) {
      String word = words.get(at++);
      if (word.equals("or") || word.equals("||")) {
        alternatives.add(terms);
        terms = new ArrayList<>();
        negated = false;
        continue;
      }
      int marks = 0;
      while (marks < word.length() && word.charAt(marks) == '!') {
        marks++;
        negated = !negated;
      }
      String name = word.substring(marks);
      if (name.isEmpty()) {
        continue;
      }
      terms.add(new Condition.Term(negated, name.equals("{") ? anonymous() : named(name)));
      negated = false;
    }
    if (terms.isEmpty() && alternatives.isEmpty()) {
      throw new RuleSyntaxException("'if' and 'unless' expect a condition");
    }
    alternatives.add(terms);
    alternatives.removeIf(List::isEmpty);
    return new Condition(isUnless, alternatives);
  }

  private Acl named(String name) {
    Acl acl = scope.acl(name);
    if (acl == null) {
      throw new RuleSyntaxException("no such ACL : '" + name + "'");
    }
    return acl;
  }

  private Acl anonymous() {
    List<String> inside = new ArrayList<>();
    while (at < words.size() && !words.get(at).equals("}")) {
      inside.add(words.get(at++));
    }
    if (at == words.size()) {
      throw new RuleSyntaxException("missing closing '}' in condition");
    }
    at++;
    if (inside.isEmpty()) {
      throw new RuleSyntaxException("missing fetch method in '{ }'");
    }
    Acl acl = new Acl("");
    acl.add(new AclParser(scope).parse(inside));
    return acl;
  }

  /** The warning that an ACL of {@code condition} can never match at {@code places}, or null. */
  static @Nullable String conflict(Condition condition, Collection<Place> places) {
    if (places.isEmpty()) {
      return null;
    }
    String where = places.iterator().next().description();
    for (Condition.Term[] terms : condition.alternatives()) {
      for (Condition.Term term : terms) {
        Acl acl = term.acl();
        Fetch impossible = null;
        boolean somePossible = false;
        for (Acl.Test test : acl.tests()) {
          Source source = test.expression().fetch().source();
          if (places.stream().anyMatch(source::isAt)) {
            somePossible = true;
          } else {
            impossible = test.expression().fetch();
          }
        }
        if (impossible != null && !somePossible) {
          return acl.name().isEmpty()
              ? "anonymous acl will never match because it uses keyword '"
                  + impossible.name()
                  + "' which is incompatible with '"
                  + where
                  + "'"
              : "acl '"
                  + acl.name()
                  + "' will never match because it only involves keywords that are incompatible"
                  + " with '"
                  + where
                  + "'";
        }
      }
    }
    return null;
  }
}
