/**
 * The rule language: what an ACL, a condition, a log format and an action mean, compiled once when
 * the configuration is loaded and then run for each request without allocation.
 *
 * <h2>Reading</h2>
 *
 * <p>A {@link io.spillway.rules.RuleRegistry} holds the words: {@link
 * io.spillway.rules.StandardRules#registry} fills it with this module's, and upper modules add the
 * fetches, actions and log aliases that only they can know. For each reading of a configuration
 * there is one {@link io.spillway.rules.RuleContext}, and for each proxy one {@link
 * io.spillway.rules.RuleScope}. Keyword handlers then call, each with the {@link
 * io.spillway.config.Arguments} after the keyword:
 *
 * <ul>
 *   <li>{@code acl}: {@link io.spillway.rules.RuleParser#acl}
 *   <li>{@code http-request}, {@code http-response}, {@code http-after-response}, {@code
 *       tcp-request connection}, {@code … session}, {@code … content}, {@code tcp-response
 *       content}: {@link io.spillway.rules.RuleParser#rule}, whose {@link io.spillway.rules.Rule}s
 *       are collected into a {@link io.spillway.rules.Ruleset}; {@code inspect-delay} is a time of
 *       the proxy's own, after which its {@link io.spillway.rules.Evaluation#isFinal} answers true
 *   <li>{@code redirect}: {@link io.spillway.rules.RuleParser#redirect}
 *   <li>{@code use_backend} and {@code use-server}: {@link io.spillway.rules.RuleParser#useBackend}
 *       and {@link io.spillway.rules.RuleParser#useServer}
 *   <li>{@code log-format}, {@code unique-id-format} and their like: {@code new RuleParser(scope,
 *       Place.LOG).logFormat(LogFormat.Use.LOG, arguments)}
 *   <li>anything else that takes an expression or a condition: {@link
 *       io.spillway.rules.RuleParser#expression} and {@link io.spillway.rules.RuleParser#condition}
 *   <li>{@code capture request header … len n}: {@link io.spillway.rules.RuleScope#declareCapture}
 *   <li>a {@code userlist} section: a {@link io.spillway.rules.UserList} given to {@link
 *       io.spillway.rules.RuleContext#addUserList}
 * </ul>
 *
 * <p>At the end of all files {@link io.spillway.rules.RuleContext#finish} resolves the names that
 * may be declared after their use.
 *
 * <h2>Running</h2>
 *
 * <p>A stream implements {@link io.spillway.rules.Evaluation}; {@link
 * io.spillway.rules.Ruleset#run} answers with a {@link io.spillway.rules.Verdict}, {@link
 * io.spillway.rules.LogFormat#append} writes a line. Values travel in the stream's one {@link
 * io.spillway.rules.sample.Sample}.
 *
 * <h2>Adding a word</h2>
 *
 * <p>A {@link io.spillway.rules.Fetch}, a {@link io.spillway.rules.Converter}, an {@link
 * io.spillway.rules.Action.Definition} or a {@link io.spillway.rules.LogAlias} is a constant beside
 * the code that does it and one line in the list of its family.
 */
@NullMarked
package io.spillway.rules;

import org.jspecify.annotations.NullMarked;
